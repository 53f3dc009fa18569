"""A document with its lists as mappings, so that two can be compared and three be merged, part by part.

A part of a list is known by what an admin would call it by: an exclusion's key, a branch's name, a line's topic.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from handoff.policy.document import Document, read, write

Tree = dict[str, Any]
_NAMED: dict[str, Callable[[Tree], str]] = {
    "own": lambda one: f"{one['topic'] or 'all topics'}, {one['source'] or 'all sources'}",
    "exclusions": lambda one: str(one["key"]),
    "tree": lambda one: str(one["name"]),
    "fallbacks": lambda one: ", ".join(filter(None, (one["situation"], one["language"], one["tone"]))),
    "promises": lambda one: (
        ", ".join(filter(None, (one["topic"], one["source"], one["customer_tier"]))) or "all"
    ),
}


def keyed(document: Document) -> Tree:
    """A document as plain values, its lists as mappings in the same order."""
    told = write(document)
    return told | {name: _mapping(told[name], named) for name, named in _NAMED.items()}


def unkeyed(told: Tree) -> Document:
    """The document that `keyed` told of. Raises msgspec.ValidationError where it is none any more."""
    return read(told | {name: list(told[name].values()) for name in _NAMED})


def same(one: Any, other: Any) -> bool:
    """Whether two parts say the same in the same order: a mapping that was a list has one."""
    return msgspec.json.encode(one) == msgspec.json.encode(other)


def _mapping(parts: list[Tree], named: Callable[[Tree], str]) -> Tree:
    found: Tree = {}
    for part in parts:
        name = named(part)
        while name in found:  # a draft may hold two of a name for a while
            name += "+"
        found[name] = part
    return found
