"""Cuts a text of Markdown into passages, and passages into sentences, without changing a word of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_HEADING = re.compile(r"#{1,6}\s")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_MARKS = re.compile(r"\*\*|__|`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)]))\s+(?=[\"“‘(]?(?:[^\W\d_a-z]|\d))")


class Passage(NamedTuple):
    """A paragraph and the heading that it stands under."""

    heading: str
    sentences: tuple[str, ...]


def passages(text: str) -> Iterator[Passage]:
    """The paragraphs of a Markdown text, in order; headings apply to what follows them."""
    heading = ""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = [line for line in block.strip().splitlines() if line.strip()]
        while lines and _HEADING.match(lines[0]):
            heading, lines = lines[0].strip("# \t"), lines[1:]
        if body := sentences("\n".join(lines)):
            yield Passage(heading, body)


def sentences(paragraph: str) -> tuple[str, ...]:
    """The sentences of one paragraph as plain text; each item of a list counts as one."""
    plain = _MARKS.sub("", _LINK.sub(r"\1", paragraph))
    items = _BULLET.split(plain)
    return tuple(said for item in items for said in _END.split(" ".join(item.split())) if said)
