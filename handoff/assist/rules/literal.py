"""Words that are taken at their word: names and phrases, as a pattern."""

import re
from functools import lru_cache

from handoff.assist.rules.words import listed

_ENGLISH_TOO = listed("""
    ups apple target shell gap chase visa next orange bolt zoom slack notion meta amazon three delta
    united mint square stripe wish lime bird discover express subway
""")
_NO_NAME_BEFORE = (
    r"(?<!\bmy )(?<!\bthe )(?<!what's )(?<!what’s )(?<!\bpush )(?<!\bpop )(?<!\bpick )(?<!\bstart )"
    r"(?<!\bfollow )(?<!\btop )(?<!\band )(?<!-)"
)


_LETTERS = 5


def _spelled(word: str) -> str:
    """A word as it may be written: a short one also with dots between its letters, as in a.s.a.p."""
    if word.isalpha() and 1 < len(word) <= _LETTERS:
        dotted = r"\.".join(word)
        return rf"(?:{word}|{dotted}\.?)"
    return re.escape(word).replace(r"\+", r"(?:\+|\s?plus)")


@lru_cache(maxsize=1024)
def literal(words: str) -> re.Pattern[str]:
    """Whole words, whatever the case or spacing; a name that is a plain word too, only where it reads like a name."""
    pattern = r"[\s-]+".join(_spelled(word) for word in re.split(r"[\s-]+", words) if word)
    if words.lower() in _ENGLISH_TOO and words[:1].isupper():
        lower = rf"{_NO_NAME_BEFORE}(?<!\w){pattern.lower()}(?!\w)(?!\s+and\s+downs)"
        return re.compile(rf"(?<!\w){pattern}(?!\w)|{lower}")
    return re.compile(rf"(?<!\w){pattern}(?:['’]?s)?(?!\w)" if pattern else r"(?!)", re.IGNORECASE)
