"""The history of an article or a past ticket, as people read it: who changed which words, newest first."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from handoff.learn import difference
from handoff.models import Article, KnowledgeVersion, PastTicket
from handoff.tongue import noted
from handoff.vocabulary import ChangeKind

AROUND: Final = 90
_BEFORE_SPACE: Final = re.compile(r"\s+\S*\Z")
_AFTER_SPACE: Final = re.compile(r"\A\S*\s+")
"""Characters of unchanged text that are shown on either side of a change."""
SAID: Final = {
    ChangeKind.ADDED: noted("added it"),
    ChangeKind.EDITED: noted("edited it"),
    ChangeKind.IMPORTED: noted("An import changed it"),
    ChangeKind.SWITCHED_OFF: noted("switched it off"),
    ChangeKind.SWITCHED_ON: noted("switched it on"),
    ChangeKind.MISSING: noted("An import no longer had it and switched it off"),
    ChangeKind.RESTORED: noted("restored what it said before"),
}


class Run(NamedTuple):
    """Some words and what became of them: `same`, `gone` or `come`."""

    op: str
    text: str


class Field(NamedTuple):
    """One column that changed."""

    name: str
    runs: list[Run]


class Step(NamedTuple):
    """One change. `pk` names it for a restore of what was before; None where there is nothing to go back to."""

    version: int
    pk: int | None
    at: datetime
    who: str
    what: str
    fields: list[Field]


def steps(item: Article | PastTicket) -> Iterator[Step]:
    """The changes of an item, newest first."""
    now: dict[str, Any] = {name: getattr(item, name) for name in item.CONTENT}
    for version in item.versions.select_related("by").order_by("-pk"):
        fields = [
            Field(name, list(runs(before, now[name])))
            for name, before in version.before.items()
            if name in now
        ]
        yield Step(
            version.pk,
            version.pk if fields else None,
            version.at,
            str(version.by or ""),
            _said(version),
            fields,
        )
        now |= {name: before for name, before in version.before.items() if name in now}


def _said(version: KnowledgeVersion) -> str:
    return SAID[ChangeKind(version.kind)]


def runs(before: Any, after: Any) -> Iterator[Run]:
    """The change word by word; what stayed the same is cut to what stands around it."""
    ops = difference(str(before or ""), str(after or ""))
    for place, (op, old, new) in enumerate(ops):
        if op == "equal":
            yield Run("same", _cut(new, first=place == 0, last=place == len(ops) - 1))
            continue
        if old:
            yield Run("gone", old)
        if new:
            yield Run("come", new)


def _cut(text: str, *, first: bool, last: bool) -> str:
    """Whole words of both ends, of the first run only its end and of the last only its beginning."""
    if len(text) <= (AROUND if first or last else 2 * AROUND):
        return text
    head = "" if first else _BEFORE_SPACE.sub("", text[:AROUND]) + " "
    tail = "" if last else " " + _AFTER_SPACE.sub("", text[-AROUND:])
    return f"{head}…{tail}"
