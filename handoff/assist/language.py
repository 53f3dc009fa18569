"""Which language a text is in: by its script, else by its small words and rare letters. Unsure is `und`."""

import re
from collections import Counter
from functools import cache

from handoff.assist.cues import table

UNSURE = "und"
_LOOKED_AT = 600
_LEAST, _LEAD, _SHARE = 1.0, 1.25, 0.12
"""What the best must score, how far it must be ahead of the second, and how much a word on average."""
_SCRIPTS = (
    ("el", "\u0370", "\u03ff"),
    ("ru", "\u0400", "\u052f"),
    ("hy", "\u0530", "\u058f"),
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
    ("hi", "\u0900", "\u097f"),
    ("bn", "\u0980", "\u09ff"),
    ("pa", "\u0a00", "\u0a7f"),
    ("gu", "\u0a80", "\u0aff"),
    ("ta", "\u0b80", "\u0bff"),
    ("te", "\u0c00", "\u0c7f"),
    ("th", "\u0e00", "\u0e7f"),
    ("ka", "\u10a0", "\u10ff"),
    ("ko", "\u1100", "\u11ff"),
    ("ja", "\u3040", "\u30ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("ko", "\uac00", "\ud7af"),
)
_TELLING = (
    ("ru", "uk", "іїєґІЇЄҐ"),
    ("ru", "sr", "ђјљњћџЂЈЉЊЋЏ"),
    ("ar", "fa", "پچژگ"),
    ("zh", "ja", "".join(map(chr, range(0x3040, 0x3100)))),
)
"""Letters by which one language of a script is told from the one that it is taken for."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language(text: str) -> str:
    """The ISO 639-1 code of a text's language, or `und` (undetermined) where it is too short or too mixed to say."""
    text = text[:_LOOKED_AT]
    if not text.isascii() and (code := _by_script(text)):
        return code
    return _by_words(text)


def told_apart() -> list[str]:
    """The codes of the languages that `language` knows, in order."""
    scripts = [code for code, _, _ in _SCRIPTS] + [code for _, code, _ in _TELLING]
    return sorted({*scripts, *table("languages")["words"]})


def _by_script(text: str) -> str:
    """The language of the script that most letters are in; empty for Latin ones."""
    counted = Counter(_script(letter) for letter in text if letter.isalpha())
    if not counted:
        return ""
    code = (
        "zh"
        if counted["ja"] and counted["ja"] + counted["zh"] > counted[""]
        else max(counted, key=counted.__getitem__)
    )
    return next(
        (other for taken, other, letters in _TELLING if taken == code and set(letters) & set(text)), code
    )


def _script(letter: str) -> str:
    if letter < "\u0370":
        return ""
    return next((code for code, first, last in _SCRIPTS if first <= letter <= last), "")


def _by_words(text: str) -> str:
    said = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    if not said:
        return UNSURE
    scores: dict[str, float] = {}
    known, letters = _words(), {} if text.isascii() else _letters()
    for word in said:
        hints = [known[word]] if word in known else []
        hints += [letters[letter] for letter in set(word) & letters.keys()]
        for hint in hints:
            for code, share in hint.items():
                scores[code] = scores.get(code, 0.0) + share
    ranked = sorted(scores.items(), key=lambda item: -item[1]) + [(UNSURE, 0.0)] * 2
    (best, score), (_, second) = ranked[:2]
    sure = score >= _LEAST and score >= _LEAD * second and score >= _SHARE * len(said)
    return best if sure else UNSURE


@cache
def _words() -> dict[str, dict[str, float]]:
    """The small words, each with its languages and what it counts for them."""
    found: dict[str, dict[str, float]] = {}
    for code, listed in table("languages")["words"].items():
        for word in listed.split():
            found.setdefault(word, {})[code] = 0.0
    for codes in found.values():
        codes.update(dict.fromkeys(codes, 1 / len(codes)))
    return found


@cache
def _letters() -> dict[str, dict[str, float]]:
    """The rare letters, likewise."""
    return {letter: codes for letters, codes in table("languages")["letters"].items() for letter in letters}
