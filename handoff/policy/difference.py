"""What one document says differently from another, each change by its path and in a sentence."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from handoff.policy.document import DEFAULTS, Document, Rung, Setting, Silence
from handoff.policy.keyed import Tree, keyed, same
from handoff.policy.prose import UNMINDED, silence, way
from handoff.tongue import figure, noted, say
from handoff.vocabulary import TriggerName

PARTS = {
    "own": noted("Line of {}"),
    "exclusions": noted("Exclusion"),
    "tree": noted("Branch “{}”"),
    "fallbacks": noted("Message for {}"),
    "promises": noted("Promise for {}"),
}
GRAVE = noted("Grave matter “{}”")
_ABSENT: Any = object()


class Change(NamedTuple):
    """One change: where (`own.returns, all sources.send_from`), from what, to what (None: not there), in words."""

    path: str
    before: Any
    after: Any
    sentence: str


def differences(before: Document, after: Document) -> list[Change]:
    """All changes from one document to another, in the document's order; empty where both say the same."""
    return list(_walk((), keyed(_told(before)), keyed(_told(after))))


def _told(document: Document) -> Document:
    """With every trigger spelt out, so that a default written down is no change."""
    whole = {name: document.trigger(name) for name in DEFAULTS}
    settings = {name: _filled(name, setting) for name, setting in whole.items()}
    return type(document)(
        **{name: getattr(document, name) for name in document.__struct_fields__} | {"triggers": settings}
    )


def _filled(name: TriggerName, setting: Setting) -> Setting:
    usual = DEFAULTS[name]
    at = usual.at if setting.at is None else setting.at
    rise = usual.rise if setting.rise is None else setting.rise
    return Setting(on=setting.on, at=at, mode=setting.mode, rise=rise)


def _walk(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if before is not _ABSENT and after is not _ABSENT and same(before, after):
        return
    part = len(path) == 2 and path[0] in PARTS
    # A compiled rule is long, and the parts of a silence say little each: the sentence says it.
    described = len(path) == 3 and path[:2] == ("risks", "described")
    whole = (part and path[0] == "exclusions") or described or path == ("silence",)
    if isinstance(before, dict) and isinstance(after, dict) and not whole:
        for name in [*before, *(name for name in after if name not in before)]:
            yield from _walk((*path, str(name)), before.get(name, _ABSENT), after.get(name, _ABSENT))
        if _reordered(path, before, after):
            yield Change(
                ".".join(path), list(before), list(after), say("New order: {order}", order=", ".join(after))
            )
    else:
        old = None if before is _ABSENT else before
        new = None if after is _ABSENT else after
        yield Change(".".join(path), old, new, _sentence(path, old, new, part=part))


def _reordered(path: tuple[str, ...], before: Any, after: Any) -> bool:
    """Whether the same branches come in another order: there the first one that fits is taken."""
    return path == ("tree",) and [n for n in before if n in after] != [n for n in after if n in before]


def _sentence(path: tuple[str, ...], before: Any, after: Any, *, part: bool) -> str:
    if part:
        return _of_part(PARTS[path[0]], path[1], before, after)
    if path[:2] == ("risks", "described"):
        return _of_part(GRAVE, path[2], before, after)
    if path == ("silence",):
        return silence(msgspec.convert(after, Silence)) if after else say(UNMINDED)
    if path[0] == "tree" and path[-1] == "rungs":
        before, after = _way(before), _way(after)
    what = ": ".join(filter(None, (_where(path), path[-1].replace("_", " "))))
    if before is None:
        return f"{what}: {_value(after)}"
    if after is None:
        return say("{what}: no longer {before}", what=what, before=_value(before))
    return f"{what}: {_value(before)} → {_value(after)}"


def _way(rungs: Any) -> str:
    """The rungs of a branch in words, as those of a picture are read."""
    return way(msgspec.convert(rungs, tuple[Rung, ...]))


def _of_part(called: str, name: str, before: Tree | None, after: Tree | None) -> str:
    label = say(called).format(name)
    said = (after or before or {}).get("sentence") or (after or before or {}).get("text") or ""
    quoted = f" “{said}”" if said else ""
    if before is None:
        return (
            say("{label} added:{quoted}", label=label, quoted=quoted)
            if quoted
            else say("{label} added", label=label)
        )
    if after is None:
        return (
            say("{label} removed:{quoted}", label=label, quoted=quoted)
            if quoted
            else say("{label} removed", label=label)
        )
    old = before.get("sentence", "")
    if old != said:
        return f"{label}: “{old}” → “{said}”"
    return say("{label}{quoted}: understood anew", label=label, quoted=quoted)


def _where(path: tuple[str, ...]) -> str:
    if path[0] in PARTS and len(path) > 2:
        return say(PARTS[path[0]]).format(path[1])
    inner = path[1:-1] if path[0] == "triggers" else path[:-1]
    return " ".join(inner).replace("_", " ").capitalize()


def _value(value: Any) -> str:
    if value is True or value is False:
        return say("on") if value else say("off")
    if isinstance(value, float):
        return figure(f"{value:.2f}".removeprefix("0") if 0 < value < 1 else f"{value:g}")
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or say("nothing")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(one)}" for name, one in value.items()) or say("nothing")
    return str(value) if value not in (None, "") else say("nothing")
