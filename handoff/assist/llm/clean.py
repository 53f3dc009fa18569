"""What a model may not say, whoever asked it to: links, pictures and addresses that none of our words hold."""

import re
from collections.abc import Iterable

_HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_PICTURE = re.compile(r"!\[[^\]]{0,300}\]\s?(?:\([^)]{0,300}\)|\[[^\]]{0,300}\])")
_LINK = re.compile(r"\[([^\]\[]{0,300})\]\(\s{0,9}<?([^)\s>]{0,300})>?(?:\s[^)]{0,300})?\)")
_TAG = re.compile(r"<(?!https?:)/?[a-zA-Z!][^>]{0,600}>?")
_TOP = (
    r"com|net|org|info|biz|io|co|app|dev|xyz|top|site|online|shop|club|link|click|live|me|ru|cn|de|fr|uk|no|se|pl|eu"
    r"|example"
)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:(?://|(?<=javascript:)|(?<=data:)|(?<=mailto:)|(?<=tel:))|www\.)[^\s<>\"'`]+"
    r"|(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    rf"|(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,8}}(?:{_TOP})(?![\w-])(?:[:/?#][^\s<>\"'`]*)?",
    re.IGNORECASE,
)
_TAIL = ".,;:!?)]}»”’*_"
_OPEN = re.compile(r"\S*$|!?\[[^\]]*(?:\]\s?(?:\([^)]*)?)?$|<[^>]*$")
TAIL = 1500  # longer than anything that is taken out
REMOVED = "(link removed)"


def addresses(texts: Iterable[str]) -> frozenset[str]:
    """The links and e-mail addresses in our own words: what an answer may carry."""
    return frozenset(_same(found) for text in texts for found in _ADDRESS.findall(text))


def clean(text: str, allowed: frozenset[str]) -> tuple[str, int]:
    """The text without pictures, tags and any address that is not `allowed`, and how many were taken out."""
    cleaner = _Cleaner(allowed)
    plain = _TAG.sub(cleaner.drop, _PICTURE.sub(cleaner.drop, _HIDDEN.sub("", text)))
    return _ADDRESS.sub(cleaner.address, _LINK.sub(cleaner.link, plain)), cleaner.removed


def settled(text: str) -> str:
    """As much of a growing text as nothing that comes after can change."""
    return text[:-TAIL] + _OPEN.sub("", text[-TAIL:])


class _Cleaner:
    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed, self.removed = allowed, 0

    def drop(self, _: re.Match[str]) -> str:
        self.removed += 1
        return ""

    def link(self, found: re.Match[str]) -> str:
        words, target = found[1], found[2]
        if _same(target) in self.allowed:
            return f"{words} ({target})"
        self.removed += 1
        return words

    def address(self, found: re.Match[str]) -> str:
        if _same(found[0]) in self.allowed:
            return found[0]
        self.removed += 1
        return REMOVED + found[0][len(found[0].rstrip(_TAIL)) :]


def _same(address: str) -> str:
    """One spelling of an address; its query and its path must be the very same."""
    bare = address.rstrip(_TAIL)
    whole = re.sub(r"^(?:https?://|mailto:)(?:www\.)?|^www\.", "", bare, flags=re.IGNORECASE)
    host, slash, rest = whole.partition("/")
    return (host.lower() + slash + rest).rstrip("/")
