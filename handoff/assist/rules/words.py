"""Words of rules and texts brought to one form: German read as English, endings off, synonyms told."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer

from handoff.assist.cues import FOLDER, QUOTE
from handoff.assist.language import UNSURE, language


def listed(words: str) -> frozenset[str]:
    """The words of a text that is nothing but a list of them."""
    return frozenset(words.split())


LONGEST = 2000
"""Characters of a text that are looked at."""
MOST_WORDS = 3
"""Words of the longest phrase that counts as one."""
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TAIL = re.compile(r"n['’]t\b|['’](?:s|m|re|ve|ll|d)\b", re.IGNORECASE)
_STEMMER, _STEMMING = snowballstemmer.stemmer("english"), Lock()
_ENDINGS = ("en", "er", "es", "em", "n", "e", "s", "t", "te", "ten", "st", "in", "innen")
_ALSO_ENGLISH = listed("""
    die war was hat am an also man bad gift fast art arm wage bar kind boot note tag tot see pass
    post chef handy brief rat not den dem so will must wild kurs hell rate in all ab bin des mail
    stern end name person personal auto info mails wills kindergarten
    app hand dir mir vor bei form kosten gut uns it he us
    alter angst automate automates beginner bitten bot brand datum depot diagnose diagnoses dies extra fallbacks
    fallen falls gross helm herd homepage hose im keller koch lager land lied locker login mag mantel march mass
    motor muster offline operation operations probe programme programmer reis roller sage scanner ski starter strand
    super supplied taste tee tempo terminals testament tier toll ware
""")
_PARTICLES = listed("um aus ein an ab zurück auf weg zu nach mit vor bei fest her hin")
_BEFORE = "ab|an|auf|aus|ein|zurück|weiter|nach|um|zu|vor|mit|frei"
_INSIDE = re.compile(rf"((?:{_BEFORE})?)ge(\w{{3,}}?)e?t|({_BEFORE})zu(\w{{3,}})en")
"""What stands inside a verb: angemeldet and anzumelden are of anmelden."""
_FOLDED = re.compile("ae|oe|ue|ss", re.IGNORECASE)
_UNFOLDED = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))
_SMALL_GERMAN = listed("""
    über für außer höchstens höher höherer länger größer größere jünger jüngere älter ältere möchte möchten
    österreich sämtliche gäste kündigungen erwähnt erwähnen
""")
_UMLAUTS = str.maketrans("äöü", "aou")
_APART = 8
"""Words between a German verb and what belongs to it, at most."""
_SHORTEST = 3
_SURE = 7
"""Letters from which on an inflected word is taken for German, where nothing else tells."""
_NO_PART = listed(
    "the to from under about but were again not what should all already on thanks since when hello"
)
"""English of small words that make no sense as the first or second of two: Waren- is no past tense."""


def plain(text: str) -> str:
    """The text in English words as far as it is German, otherwise as it is; cut to what is looked at."""
    text = text[:LONGEST]
    return " ".join(_english(unfolded(text))) if is_german(text) else text


def unfolded(text: str) -> str:
    """The text with German words written as they are: ä for ae, where that and nothing else makes a known word."""
    return _WORD.sub(lambda match: _unfolded(match.group()), text) if _FOLDED.search(text) else text


@lru_cache(maxsize=20_000)
def _unfolded(word: str) -> str:
    lower = word.lower()
    if not _FOLDED.search(lower) or lower in _ALSO_ENGLISH or _simple(lower):
        return word
    ways = (re.sub(one, to, word, flags=re.IGNORECASE) for one, to in _UNFOLDED)
    return next((way for way in ways if way.lower() in _SMALL_GERMAN or _told(way.lower())), word)


def is_german(text: str) -> bool:
    """Whether to read a text as German: told by its small words, or where too short for that by known words."""
    code = language(text)
    if code != UNSURE:
        return code == "de"
    words = [word for word in _WORD.findall(text.lower()) if word.isalpha()]
    known = [word for word in words if _is_german(word)]
    return 2 * len(known) >= len(words) > 0 or any(letter in "äöüß" for letter in text.lower())


@lru_cache(maxsize=20_000)
def _is_german(word: str) -> bool:
    """Whether a word is surely German: no English word by chance, and none that is written alike in both."""
    if word in _ALSO_ENGLISH or not (told := _told(word)) or stem(told) == stem(word):
        return False
    return word in _german() or (len(word) >= _SURE if _simple(word) else len(word) > _SURE)


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, small words too."""
    return [stem(word) for word in _WORD.findall(_TAIL.sub("", text[:LONGEST].lower()))]


def phrases(said: list[str]) -> frozenset[str]:
    """All that can be looked up in a text's stems: each, and up to three that follow each other."""
    runs = (
        " ".join(said[at : at + size])
        for size in range(1, MOST_WORDS + 1)
        for at in range(len(said) - size + 1)
    )
    return frozenset(runs)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of a word in lower case; parts around a hyphen stay together without it."""
    with _STEMMING:  # the stemmer keeps its word on itself while it works
        return str(_STEMMER.stemWord(word.replace("-", "")))


def placed(words: str, text: str) -> tuple[int, int]:
    """Where a text says these words, in any form; its beginning where it says them otherwise."""
    wanted = stems(words)
    if not wanted:
        return 0, min(len(text), QUOTE)
    found = list(_WORD.finditer(text[:LONGEST]))
    forms = [stem(_told_plainly(match.group())) for match in found]
    for at in range(len(found) - len(wanted) + 1):
        if forms[at : at + len(wanted)] == wanted:
            return found[at].start(), found[at + len(wanted) - 1].end()
    return 0, min(len(text), QUOTE)


def _told_plainly(word: str) -> str:
    lower = word.lower()
    return lower if lower in _ALSO_ENGLISH else _told(lower) or lower


def alike(word: str) -> tuple[str, ...]:
    """What else says the same as a word or phrase, as the table of synonyms has it."""
    return _kin().get(" ".join(stems(word)), ())


def _english(text: str) -> Iterator[str]:
    for word in _rejoined(_WORD.findall(text)):
        yield _told(word.lower()) or word


def _rejoined(words: list[str]) -> list[str]:
    """German verbs made whole again: of “ich ziehe nach Bern um” comes “umziehe nach Bern”."""
    whole = list(words)
    for at, word in enumerate(words):
        if word.lower() in _PARTICLES:
            before = range(at - 1, max(-1, at - _APART), -1)
            verb = next((place for place in before if _simple(word.lower() + words[place].lower())), None)
            if verb is not None:
                whole[verb], whole[at] = word + words[verb], ""
    return [word for word in whole if word]


@lru_cache(maxsize=20_000)
def _told(word: str) -> str:
    """A German word in English, also inflected or made of two; empty where it is unknown."""
    return _simple(word) or _compound(word)


def _simple(word: str) -> str:
    known = _german()
    if word in known:
        return known[word]
    bare = [word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 3]
    forms = [*bare, *(f"{form}en" for form in bare)]
    forms += [_infinitive(form) for form in (word, *bare)]
    # the plural of many: Umzüge, Verträge
    forms += [form.translate(_UMLAUTS) for form in (word, *forms) if len(form) > _SHORTEST]
    return next((known[form] for form in forms if form in known), "")


def _infinitive(word: str) -> str:
    """The infinitive that a participle, or one with “zu” inside, is of; empty where it is neither."""
    found = _INSIDE.fullmatch(word)
    return f"{''.join(part or '' for part in found.groups())}en" if found else ""


def _compound(word: str) -> str:
    for at in range(len(word) - 3, 3, -1):
        tail = _simple(word[at:])
        if tail and tail not in _NO_PART and (head := _head(word[:at])):
            return f"{head} {tail}"
    return ""


def _head(part: str) -> str:
    forms = (part, part.removesuffix("s"), f"{part}en", f"{part}e", f"{part}n", f"{part}ung")
    told = next((known for form in forms if (known := _german().get(form, ""))), "")
    return "" if told in _NO_PART else told


@cache
def _german() -> dict[str, str]:
    """German words with the first English one that the table has for them."""
    found: dict[str, str] = {}
    for english, words in _lines("german.txt", ":"):
        for word in words.split():
            found.setdefault(word, english)
    return found


@cache
def _kin() -> dict[str, tuple[str, ...]]:
    """The stems of a word or phrase, with what else says the same."""
    found: dict[str, dict[str, None]] = {}
    for line in _table("synonyms.txt"):
        left, one_way, right = line.partition(">")
        group = [one.strip() for one in (right if one_way else left).split(",")]
        for word in [left.strip()] if one_way else group:
            found.setdefault(" ".join(stems(word)), {}).update(dict.fromkeys(group))
    return {word: tuple(kin) for word, kin in found.items()}


def _lines(name: str, mark: str) -> Iterator[tuple[str, str]]:
    for line in _table(name):
        left, _, right = line.partition(mark)
        yield left.strip(), right.strip()


def _table(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
