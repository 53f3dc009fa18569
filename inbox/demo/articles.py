"""The shop's help articles and macros, as they lie in this folder."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from inbox.demo.script import HERE


class Article(NamedTuple):
    """One help article: Markdown under a title."""

    id: str
    title: str
    topic: str
    url: str
    text: str


class Macro(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A ready-made text of the agents, with `{customer}`, `{agent}` and `{order}` to be filled in."""

    id: str
    title: str
    topic: str
    text: str


def articles() -> Iterator[Article]:
    """The help articles, by the name of their files."""
    for path in sorted((HERE / "knowledge").glob("*.md")):
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        told = dict(line.split(": ", 1) for line in head.strip().splitlines())
        yield Article(path.stem, told["title"].strip('"'), told["topic"], told["url"], text.strip())


def macros() -> list[Macro]:
    """The macros."""
    return msgspec.json.decode((HERE / "macros.json").read_bytes(), type=list[Macro])
