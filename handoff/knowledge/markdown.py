"""Markdown files as articles: what stands in front of the text, and else what the text itself tells.

Front matter is YAML between two lines of `---`, with `title, id, kind, url, topic`, each optional.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import yaml

from handoff.errors import Invalid
from handoff.records import MOST_LINE, BadLine, Record, taken

T = TypeVar("T")
Made = TypeVar("Made")

SUFFIXES: Final = frozenset({".md", ".markdown"})
_TOLD: Final = ("title", "id", "kind", "url", "topic")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*")


def pages(path: Path, kind: type[T], make: Callable[[T], Made]) -> Iterator[Record[Made] | BadLine]:
    """What `make` makes of each Markdown file in a folder (or of the one file), by name; hidden ones are left out.

    A file's id is its path in the folder. Raises Invalid where there is no such file.
    """
    folder = path if path.is_dir() else path.parent
    found = sorted(_within(folder)) if path.is_dir() else [path]
    if not found:
        raise Invalid(f"There is no Markdown file in {path}.", field="path")
    for file in found:
        yield _page(file, file.relative_to(folder).as_posix(), kind, make)


def _within(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.suffix.lower() in SUFFIXES and not hidden and file.is_file():
            yield file


def _page(file: Path, name: str, kind: type[T], make: Callable[[T], Made]) -> Record[Made] | BadLine:
    try:
        told = _told(_text(file), name)
    except Invalid as refused:
        return BadLine(name, refused.message)
    return taken(name, msgspec.json.encode(told), kind, make)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_LINE:
            raise Invalid(f"longer than {MOST_LINE // 2**20} MiB")
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Invalid("not valid UTF-8") from None
    except OSError as wrong:
        raise Invalid(f"cannot be read: {wrong.strerror}") from None


def _told(text: str, name: str) -> dict[str, str]:
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    told = _front(front[1]) if front else {}
    return {
        "id": name,
        "title": first_heading(body) or Path(name).stem.replace("-", " ").replace("_", " ").capitalize(),
        "text": body,
        **told,
    }


def _front(text: str) -> dict[str, str]:
    try:
        told: Any = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        raise Invalid(f"front matter: {' '.join(str(wrong).split())[:200]}") from None
    if not isinstance(told or {}, dict):
        raise Invalid("front matter: must be names and values")
    return {name: str(told[name]) for name in _TOLD if told and told.get(name) not in (None, "")}


def first_heading(text: str) -> str:
    """The words of the first heading that stands outside of a block of code; empty where there is none."""
    fenced = False
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := _HEADING.fullmatch(line)) and heading[1]:
            return heading[1]
    return ""
