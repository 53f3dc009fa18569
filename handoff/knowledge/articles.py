"""Articles and macros, from JSONL (or CSV), or from a folder of Markdown.

A line is `id, title, text, kind?, url?, topic?`. Taken as well: `question` for `title` and `answer` for `text`
(a list of frequent questions), `entity` (what the line is about: it begins the title) and `domain` for `topic`.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct

from handoff.errors import Invalid
from handoff.knowledge import markdown
from handoff.knowledge.fields import TITLE, Body, Key, Prose, Title, Topic, address, needed, tidy
from handoff.models import Article
from handoff.records import BadLine, Record, records


class ArticleLine(Struct, kw_only=True):
    """One article or macro as a file has it."""

    id: Key
    title: Title | None = None
    question: Prose | None = None
    entity: Title | None = None
    text: Body | None = None
    answer: Body | None = None
    kind: Literal["article", "macro"] = "article"
    url: str | None = None
    topic: Topic | None = None
    domain: Topic | None = None


def articles(path: Path, *, collection: str = "") -> Iterator[Record[Article] | BadLine]:
    """The articles of a folder of Markdown, one Markdown file, or a JSONL or CSV file, unsaved.

    Raises Invalid where there is nothing to read.
    """
    make = partial(_article, collection=collection)
    if path.is_dir() or path.suffix.lower() in markdown.SUFFIXES:
        return markdown.pages(path, ArticleLine, make)
    return records(path, ArticleLine, make)


def _article(line: ArticleLine, *, collection: str) -> Article:
    return Article(
        collection=collection,
        key=needed("id", line.id),
        kind=line.kind,
        title=_title(line),
        text=needed("text", tidy(line.text) or line.answer),
        url=address(line.url),
        topic=tidy(line.topic) or tidy(line.domain),
    )


def _title(line: ArticleLine) -> str:
    parts = tidy(line.entity), tidy(line.title) or tidy(line.question)
    title = needed("title", ": ".join(part for part in parts if part))
    if len(title) > TITLE:
        raise Invalid(f"title: {len(title)} characters, at most {TITLE}")
    return " ".join(title.split())
