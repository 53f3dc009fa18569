"""Lists of a document that are edited item by item: one is saved, removed, or moved up and down."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from handoff.policy import Document
from inbox.control.policy.forms import Data, PartForm

T = TypeVar("T")
NEW = "new"


class ItemForm(PartForm):
    """The form of one item of a list."""

    def item(self, before: Any) -> Any:
        """What was typed, as the part of a document; `before` is what it was, None for a new one. Raises Refused."""
        raise NotImplementedError


Forms = Callable[[Data, str], ItemForm]


def edit(document: Document, data: Data, *, name: str, form: Forms) -> tuple[Document, PartForm]:
    """The document with one item of its list `name` changed as the form’s button says. Raises Refused."""
    items, made = changed(getattr(document, name), data, path=name, form=form)
    return msgspec.structs.replace(document, **{name: items}), made


def changed(
    items: Sequence[T], data: Data, *, path: str, form: Forms, first: bool = False
) -> tuple[tuple[T, ...], ItemForm]:
    """The items with one of them changed; a new one comes last, or `first`. Raises Refused."""
    at = place(data, len(items))
    filled = form(data, f"{path}[{NEW if at is None else at}]")
    verb, rest = data.get("verb", "save"), list(items)
    if at is None:
        rest.insert(0 if first else len(rest), filled.item(None))
    elif verb == "remove":
        del rest[at]
    elif verb in ("up", "down"):
        other = at + (1 if verb == "down" else -1)
        if 0 <= other < len(rest):
            rest[at], rest[other] = rest[other], rest[at]
    else:
        rest[at] = filled.item(rest[at])
    return tuple(rest), filled


def place(data: Data, count: int, name: str = "at") -> int | None:
    """Which item a form is about; None for a new one. Raises KeyError for one that is not there."""
    told = str(data.get(name, NEW))
    if told == NEW:
        return None
    if not (told.isdecimal() and int(told) < count):
        raise KeyError(name)
    return int(told)
