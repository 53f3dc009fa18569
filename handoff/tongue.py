"""The domain's sentences in the reader's language. It knows none but English: the web face lends it a translator."""

from collections.abc import Callable
from typing import Protocol


class Counting(Protocol):
    """What chooses between the forms of a sentence by a number."""

    def __call__(self, one: str, many: str, count: int, /) -> str:
        """The form for `count` in the reader's language."""


def _counted(one: str, many: str, count: int, /) -> str:
    return one if count == 1 else many


_translate: Callable[[str], str] = str
_count: Counting = _counted


def lend(translate: Callable[[str], str], count: Counting) -> None:
    """From now on every sentence goes through these."""
    global _translate, _count
    _translate, _count = translate, count


def say(sentence: str, **facts: object) -> str:
    """The sentence as its reader reads it, with `facts` where it names them in braces."""
    said = _translate(sentence)
    return said.format(**facts) if facts else said


def figure(number: str) -> str:
    """A number written as in English, .72 or 3.5, as its reader writes it."""
    point = say(".")
    whole = f"0{number}" if point != "." and number.startswith(".") else number
    return whole.replace(".", point)


def say_many(one: str, many: str, count: int, **facts: object) -> str:
    """The sentence for `count`, which it may name as well."""
    return _count(one, many, count).format(count=count, **facts)


def noted(sentence: str) -> str:
    """The sentence itself: one that is kept here and said, by `say`, when somebody reads it."""
    return sentence
