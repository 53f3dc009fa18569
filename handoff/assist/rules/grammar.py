"""A sentence taken apart: what is excepted, what is quoted, what stands side by side, and who is spoken of."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handoff.assist.rules import amounts, customers
from handoff.assist.rules.attributes import countries, tongues
from handoff.assist.rules.library import spoken
from handoff.assist.rules.people import WHO
from handoff.assist.rules.words import alike, is_german, listed, plain, stem
from handoff.policy.rule import Amount, Attribute

_QUOTED = re.compile(
    r"[\"“„«](?P<words>[^\"”“»]{2,80})[\"”“»]|(?<!\w)[‘'‚](?P<words2>[^'’‘]{2,80})['’‘](?!\w)"
)
_NAME = r"(?:[A-ZÄÖÜ0-9]|[a-z](?=[A-Z]))[\w&.+'’-]*"
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,2}}"
_KIND = (
    r"(?:\s+[a-zäöü]{3,}(?=\s*(?:,|/|&|\b(?:or|and|oder|und)\b)\s*(?:or\s+|and\s+|oder\s+|und\s+)?[A-ZÄÖÜ]))?"
)
"""A plain noun that goes with a name in a list of them: “Google reviews or Tripadvisor”."""
_OR = r"\s*(?:,\s*(?:or|and|oder|und)?|/|\bor\b|\band\b|\boder\b|\bund\b|(?<!\w)&(?!\w))\s*"
_NAMING = re.compile(
    rf"\b(?i:names?|naming|named|mentions?|mentioning|mentioned|brings?\s+up|talks?\s+(?:about|of)|speaks?\s+of|"
    rf"talking\s+about|refers?\s+to|compar\w+(?:\s+\w+){{0,2}}\s+(?:with|to)|comparisons?\s+(?:with|to)|"
    rf"switch\w*\s+to|mov(?:e|es|ing)\s+to|chang\w+\s+to|going\s+(?:over\s+)?to|leaving\s+(?:us\s+)?for|"
    rf"competitors?(?:\s+(?:like|such\s+as|namely|called))?|rivals?(?:\s+(?:like|such\s+as))?|"
    rf"(?:says?|contains?)\s+the\s+words?|says?|erwähn\w*|nenn\w*|vergleich\w*(?:\s+\w+){{0,2}}\s+mit|"
    rf"wettbewerber(?:n)?(?:\s+wie)?|konkurrent\w*(?:\s+wie)?|wechsel\w*\s+zu|"
    rf"spricht\s+von)\s*:?\s*(?:the\s+(?:competitors?|brands?|compan(?:y|ies)|carriers?|"
    rf"providers?)\s+)?(?:(?i:such\s+as|like|wie)\s+)?"
    rf"(?P<names>{_NAMES}{_KIND}(?:{_OR}{_NAMES}{_KIND})*)"
)
_LIST_OF_NAMES = re.compile(
    rf"(?:anything\s+about\s+|Anything\s+about\s+|Mentions?\s+of\s+|"
    rf"mentions?\s+of\s+)?(?P<names>{_NAMES}(?:{_OR}{_NAMES})*)\W*$"
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;]\s*(?:(?:and|or|und|oder)\b(?:\s+also\b)?|also\b|as\s+well\s+as\b|plus\b)?|\s/\s|"
    r"(?<=\w)/(?=\w{3})|\bor\b|\boder\b|\bsowie\b|\bas\s+well\s+as\b|\band\b|\bund\b|&|(?<=\w):\s|"
    r"\s[-–—]\s)\s*",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?:who\s+|that\s+|also\s+|at\s+the\s+same\s+time\s+)*(?:mention|threaten|ask|want|complain|say|name|"
    r"live|speak|write|pay|request|demand|refuse|report|claim|insist|spen[dt]|bought|order(?:ed)?|need|"
    r"cancel|drohen|fragen|wollen|erwähnen|möchten)(?:s|t|en)?\b"
    r"|(?:who|that)\s",
    re.IGNORECASE,
)
_WRAP = re.compile(
    r"^(?:(?:please|bitte|answer|reply\s+to|respond\s+to|never|always|immer|nie|the\s+ai\s+(?:must|should|"
    r"may)(?:\s+(?:not|never))?|(?:do\s+not|don['’]?t|never)\s+(?:let\s+(?:the\s+)?(?:ai|"
    r"bot)\s+)?(?:answer|reply\s+to|respond\s+to|handle|touch|talk\s+about|discuss)"
    r"|no\s+(?:ai\s+)?(?:answers?|repl(?:y|ies))\s+(?:to|about|on)|exclude|hand\s+over|hand\s+off|escalate|"
    r"route|keywords?|keine\s+(?:antworten|fragen|auskünfte)\s+(?:auf|zu[rm]?|über)"
    r"|(?:anything|everything|all|any|every|whatever|alles|jede[rs]?|alle|sämtliche)(?:\s+(?:that\s+(?:is|"
    r"has)|which\s+is|was|kind\s+of|sorts?\s+of|other))?(?=\s+(?:about|to|that|which|with|around|related|"
    r"concerning|regarding|on|rund|um|zu|was|mit|über|zum|zur|[^\W\d_]))"
    r"|(?:questions?|messages?|requests?|enquir(?:y|ies)|inquir(?:y|ies)|quer(?:y|ies)|topics?|"
    r"conversations?|texts?|mails?|e-?mails?|chats?|tickets?|cases?|matters|fragen?|anfragen?|nachrichten?|"
    r"themen?|thema|anliegen)(?=\s+(?:about|on|regarding|concerning|related|relating|to|around|of|that|"
    r"which|where|who|from|for|with|zu|zum|zur|über|um|nach|rund|in\s+which|mit|asking|von))"
    r"|on(?=\s+(?!hold\b|top\b|board\b|call\b|site\b|demand\b|time\b|sale\b|credit\b|line\b|foot\b)[^\W\d_])"
    r"|about(?=\s)|regarding|concerning|related\s+to|relating\s+to|(?:to\s+do|having\s+to\s+do|"
    r"has\s+to\s+do|zu\s+tun)\s+with|dealing\s+with|around\s+the\s+topic\s+of|rund\s+um|zu\s+den|"
    r"zum\s+thema|(?:zum|zur|zu|über|nach|bei)(?=\s)|"
    r"on\s+the\s+subject\s+of|if|(?:wenn|falls|sobald)(?:\s+jemand)?|as\s+soon\s+as|whenever|when(?=\s+(?:a|the|an|some|"
    r"people|customers?|guests?|users?|anyone))"
    rf"|(?:a|an|the|some|our|ein|eine|der|die|das|of|for|from|by|für|von)?\s*\b{WHO}\b(?=,?\s+(?:who|that|"
    rf"which|whose|asking|wanting|reporting|looking|having|trying|threatening|mentioning|complaining|"
    rf"naming|asks?|wants?|mentions?|threatens?|complains?|reports?|names?|is|are|has|have|says?|die|der|"
    rf"will|fragt|droht|erwähnt|needing|seeking|saying|claiming|requesting|demanding|with|about|insists?|"
    rf"requests?|demands?|claims?|hints?|writes?))"
    r"|(?:who|that|which|die|der)\s+(?:are\s+|is\s+)?(?=[^\W\d_])|(?:asks?|asking|fragt|"
    r"fragen)\s+(?:us\s+)?(?:about|for|nach|über|whether|if|um|(?=how\b))"
    r"|(?:wants?|wanting|would\s+like|looking)\s+(?:to\s+(?:know|ask)(?:\s+about)?)|mention(?:s|"
    r"ing)?(?:\s+(?:of|that))?|speak(?:s|ing)?\s+(?:of|about)|talk(?:s|ing)?\s+about|is\s+about|"
    r"are\s+about|it\s+is\s+about|es\s+geht\s+um|geht\s+um|to(?=\s+(?:the|our|a)\s)"
    r"|(?:mit|with)(?=\s+(?:fragen|anfragen|questions?|enquiries|requests?)\s)|(?:wants?|wanting|wishes|wishing|would\s+like|trying|tries|looking)\s+to(?=\s)|(?:dem|den|des|der|die|das|einem|einer|eine[nrms]?|"
    r"unser\w*)(?=\s+(?-i:[A-ZÄÖÜ]))"
    r")\s*[,:]?\s*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,;:.!–—-]+$|^[\s,;:.!–—-]+|\s+(?:who|that|which|and|or|of|for|with|by|from|in|on|about|asking|die|"
    r"der|und|oder|von|für|zu|when|if|where|is|are|wollen|möchten|möchte|haben|hat|hatte|sind|ist|werden|wird|würden|geht|gehen|fragen|fragt|betrifft|betreffen|handelt|sprechen|spricht|anfragen|wissen|beantworten|(?:werden|haben)\s+(?:will|möchte))$|\s*\(\s*\)",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    rf"(?:(?:all|any|every|the|alle|jede\w*|die)\s+)*(?:{WHO}|messages?|questions?|requests?|enquir\w+|tickets?|chats?|"
    r"anything|everything|nachrichten?|fragen?|anfragen?|(?:any(?:thing|one|body)|every(?:one|body)|those)\s+(?:written|writing)|written|"
    r"writing|geschriebene\w*)?",
    re.IGNORECASE,
)
_FIRST_MARK = 0xE000
_MARK = re.compile(r"[\ue000-\uf8ff]")
_OF_MARK = re.compile(r"\b(?:of|from|by|for|with|von|mit|für|bei)\s+(?=[\ue000-\uf8ff])", re.IGNORECASE)
_GENERIC_NAMES = listed("""
    english german french spanish i ai vip vips faq gdpr atm pin id vat usa uk eu us api sms sim usb
    pdf w2 apr xss
""")


_WHO_FOLLOWS = re.compile(r"(?:who|that|which|die|der|welche)\b", re.IGNORECASE)


class Condition(NamedTuple):
    """A part of a sentence that was understood as something else than words."""

    amount: Amount | None = None
    noun: str = ""
    attribute: Attribute | None = None
    languages: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()


_SAME_FOLLOWS = re.compile(
    r"\s*(?:(?:they|he|she|who|now|then|then\s+also)\s+)?(?:wants?|asks?|demands?|needs?|insists?|expects?|wish(?:es)?)\s+"
    r"(?:for\s+|on\s+|to\s+\w+\s+)?(?:it|them|this|that)\b",
    re.IGNORECASE,
)
"""“… were banned and want it lifted”: nothing of its own."""


class Piece(NamedTuple):
    """What stands between two separators: how it is joined to the one before, its words, and its conditions.

    `leads`: its conditions stand before words that go on about them, as in “gold members who ask for …”.
    """

    joined: str
    words: str
    conditions: tuple[Condition, ...]
    leads: bool = False


def pieces(sentence: str) -> list[Piece]:
    """What stands side by side in a sentence without exceptions."""
    marked, conditions = _marked(sentence)
    found, joined, at = [], "", 0
    for match in _SEPARATOR.finditer(marked):
        if "and" in match.group().lower() and "as" in match.group().lower().split()[:1]:
            continue
        if match.group().strip() == "," and _WHO_FOLLOWS.match(marked, match.end()):
            continue
        if _SAME_FOLLOWS.match(marked, match.end()):
            continue
        if match.start() > at:
            found.append(_piece(joined, marked[at : match.start()], conditions))
        joined = " ".join(match.group().lower().split())
        if joined in {"and", "und", "&"} and _VERB.match(marked, match.end()):
            joined = "both"
        at = match.end()
    if at < len(marked):
        found.append(_piece(joined, marked[at:], conditions))
    return [one for one in found if one.words or one.conditions]


def unwrapped(text: str) -> str:
    """The words that say what it is about, without “questions about” and the like."""
    before = ""
    text = " ".join(_MARK.sub(" ", _OF_MARK.sub(" ", text)).split())
    while text != before:
        before = text
        text = _TAIL.sub("", text).strip()
        text = _WRAP.sub("", text).strip()
    return text


def _piece(joined: str, text: str, conditions: dict[str, Condition]) -> Piece:
    marks = _MARK.findall(text)
    words = unwrapped(text)
    if marks and _WRITTEN.fullmatch(words):
        words = ""  # “gold customers' messages”: nothing is said of what they are about
    leads = bool(marks) and bool(words) and text.strip().startswith(marks[0])
    return Piece(joined, words, tuple(conditions[mark] for mark in marks), leads)


def _marked(sentence: str) -> tuple[str, dict[str, Condition]]:
    """The sentence with a mark in place of each condition, and what the marks stand for."""
    spans: list[tuple[int, int, Condition]] = []
    for start, end, condition in _conditions(sentence):
        if not any(start < other_end and other_start < end for other_start, other_end, _ in spans):
            spans.append((start, end, condition))
    text, marks = sentence, {}
    for number, (start, end, condition) in enumerate(sorted(spans, key=lambda one: -one[0])):
        mark = chr(_FIRST_MARK + number)
        marks[mark] = condition
        kept = f" {condition.noun}" if condition.noun else ""
        text = f"{text[:start]} {mark}{kept} {text[end:]}"
    return text, marks


def _conditions(sentence: str) -> Iterator[tuple[int, int, Condition]]:
    for match in _QUOTED.finditer(sentence):
        words = match["words"] or match["words2"]
        yield match.start(), match.end(), Condition(literals=(words.strip(),))
    yield from _names(sentence)
    for who in customers.told(sentence):
        yield who.start, who.end, Condition(attribute=who.attribute, languages=who.languages)
    for found in amounts.asked(sentence):
        yield found.start, found.end, Condition(amount=found.amount, noun=found.noun)


def _names(sentence: str) -> Iterator[tuple[int, int, Condition]]:
    for match in _NAMING.finditer(sentence):
        names = [one for one in re.split(_OR, match["names"]) if one]
        if any(_is_name(one) for one in names):
            yield match.start(), match.end(), Condition(literals=tuple(names))
    if listed_names := _LIST_OF_NAMES.fullmatch(sentence.strip()):
        names = [one for one in re.split(_OR, listed_names["names"]) if one]
        if len(names) > 1 and not is_german(sentence) and all(_is_name(one) for one in names):
            yield 0, len(sentence), Condition(literals=tuple(names))


def _is_name(word: str) -> bool:
    """Whether capital letters make a name of it: not where a word is known from support, or names a language."""
    if word.lower() in countries() or word.lower() in tongues():
        return False
    return not all(_is_known(one) for one in word.split())


def _is_known(word: str) -> bool:
    lower = plain(word).lower()
    if lower in _GENERIC_NAMES or (word.isupper() and len(word) > 1):
        return lower in _GENERIC_NAMES
    return stem(lower) in spoken() or bool(alike(lower)) or lower != word.lower()
