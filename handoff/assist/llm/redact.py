"""What is a customer's own never leaves the house: placeholders go out in its place, and it is put back after."""

import re
from collections.abc import Iterable

_STREETS = (
    r"street|road|avenue|lane|drive|boulevard|court|square|st\.|rd\.|ave\.|str\.|straße|strasse|gasse|platz"
    r"|gate|gata|vei|veien|vegen|gaten|plass|rue|calle|ulica"
)
_NAME = r"[^\W\d_][\w'’-]{1,30}"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{1,30}"
# Every repetition is bounded: a text made to be slow would else hold up all who wait for a model.
_PATTERNS = (
    ("CODE", r"\[[A-Z]{1,20}_\d{1,6}\]"),
    ("EMAIL", r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    ("IBAN", r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b"),
    ("CARD", r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])"),
    ("PHONE", r"(?<![\w#-])(?:\+|00)\d(?:[\s().-]{0,2}\d){6,13}(?!\w)"),
    (
        "PHONE",
        r"(?<![\w#.,-])(?!\d{4}-\d\d-\d\d|\d\d[./]\d\d[./]\d{4})\(?\d{2,4}\)?(?:[\s.-]\d{2,4}){2,4}(?![\w-])",
    ),
    ("ORDER", r"\b(?=[A-Za-z0-9-]{0,40}\d{3})[A-Z]{1,6}-?\d{3,40}[A-Z0-9-]{0,40}\b|\#\s?\d{3,40}|\b\d{6,}\b"),
    ("ADDRESS", rf"\b\d{{1,5}}[a-zA-Z]?\s{{1,3}}(?:{_CAPITAL}\s{{1,3}}){{1,3}}(?i:{_STREETS})(?!\w)"),
    ("ADDRESS", rf"\b(?:(?:ul\.|rue|calle|ulica)\s{{1,3}})(?:{_NAME}\s{{1,3}}){{1,4}}\d{{1,5}}[a-zA-Z]?\b"),
    (
        "ADDRESS",
        rf"\b[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{{0,30}}?(?:\s{{1,3}}{_CAPITAL}){{0,3}}?\s?(?i:{_STREETS})\s{{1,3}}\d{{1,5}}\s?[a-zA-Z]?\b",
    ),
    ("ADDRESS", rf"\b\d{{4,5}}\s{{1,3}}{_CAPITAL}(?=[\s,.]{{0,5}}$|,|\n)"),
)
_INTRODUCED = re.compile(
    r"(?:(?i:my\s{1,3}name\s{1,3}is|i\s{1,3}am\s{1,3}called|jeg\s{1,3}heter|mein\s{1,3}name\s{1,3}ist|ich\s{1,3}hei(?:ß|ss)e|je\s+m['’]appelle"
    r"|me\s+llamo|mi\s+nombre\s+es|nazywam\s+się|(?:kind|best)\s+regards|regards|hilsen|mvh)[\s,:–-]{1,9})"
    rf"({_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
)
_GIVEN = re.compile(r"\[([A-Z]+_\d+)\]")


class Redactor:
    """Replaces what is private in the texts of one conversation; the same words get the same placeholder."""

    def __init__(self, names: Iterable[str] = (), texts: Iterable[str] = ()) -> None:
        """`names` are those known of the people in it; those who introduce themselves in `texts` are found."""
        told = [*names, *(found for text in texts for found in _INTRODUCED.findall(text))]
        known = [("NAME", _any(told))] if any(map(_parts, told)) else []
        self._pattern = re.compile(
            "|".join(f"(?P<{kind}_{at}>{each})" for at, (kind, each) in enumerate((*_PATTERNS, *known)))
        )
        self._given: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def hide(self, text: str) -> str:
        """The text with placeholders such as [EMAIL_1]."""
        return self._pattern.sub(self._placeholder, text)

    def mask(self, text: str) -> str:
        """The text with what is private cut out for good: words of a conversation that is not this one."""
        return self._pattern.sub("…", text)

    def show(self, text: str) -> str:
        """The text with everything put back that is known here."""
        return _GIVEN.sub(lambda found: self._values.get(found[1], found[0]), text)

    def strays(self, text: str) -> bool:
        """Whether it holds a placeholder that was never given out."""
        return any(name not in self._values for name in _GIVEN.findall(text))

    @property
    def emails(self) -> list[str]:
        """The e-mail addresses hidden so far."""
        return [value for name, value in self._values.items() if name.startswith("EMAIL")]

    def _placeholder(self, found: re.Match[str]) -> str:
        value, kind = found[0], str(found.lastgroup).partition("_")[0]
        if value.casefold() not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            name = f"{kind}_{self._counts[kind]}"
            self._given[value.casefold()], self._values[name] = name, value
        return f"[{self._given[value.casefold()]}]"


def _any(names: Iterable[str]) -> str:
    """A pattern of the names, whole ones first, and each of their parts that is long enough to be told."""
    whole = {name.strip() for name in names if _parts(name)}
    parts = {part for name in whole for part in _parts(name)}
    longest = sorted(whole | parts, key=len, reverse=True)
    return rf"(?<!\w)(?i:{'|'.join(map(re.escape, longest))})(?!\w)"


def _parts(name: str) -> list[str]:
    return [part for part in name.split() if len(part) > 2]
