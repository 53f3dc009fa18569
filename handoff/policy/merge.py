"""Two changes of one document made one, where they touch different things."""

from typing import Any

from handoff.policy.document import Document
from handoff.policy.keyed import keyed, same, unkeyed

_ABSENT: Any = object()


def merge(base: Document, mine: Document, theirs: Document) -> tuple[Document, list[str]]:
    """`mine` laid over `theirs`, both made from `base`; and the paths that both changed differently.

    There `mine` holds, so that whoever is told of these paths decides. Raises msgspec.ValidationError where the two
    together are no document.
    """
    clashes: list[str] = []
    return unkeyed(_merged((), keyed(base), keyed(mine), keyed(theirs), clashes)), clashes


def _merged(path: tuple[str, ...], base: Any, mine: Any, theirs: Any, clashes: list[str]) -> Any:
    if _same(mine, base):
        return theirs
    if _same(theirs, base) or _same(theirs, mine):
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        merged = {
            name: _merged(
                (*path, name),
                old.get(name, _ABSENT),
                mine.get(name, _ABSENT),
                theirs.get(name, _ABSENT),
                clashes,
            )
            for name in _order(mine, theirs)
        }
        return {name: value for name, value in merged.items() if value is not _ABSENT}
    clashes.append(".".join(path))
    return mine


def _same(one: Any, other: Any) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return same(one, other)


def _order(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The order of `mine`; what only `theirs` has comes first, as the last branch of a tree takes all the rest."""
    return [*(name for name in theirs if name not in mine), *mine]
