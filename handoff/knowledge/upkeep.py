"""Keeps this host's index up with the database: small changes are amended, and now and then all is fitted anew.

An amendment takes a moment and lets a new or edited item answer, or a switched-off one be silent. A rebuild fits
the classifier too: when enough changed since the last one, and at night. It may take minutes; amendments go on
meanwhile, and it catches up with them before it counts. Any number of processes may call this at once: of one
host's only one rebuilds, and one publishes at a time. Each host has an index of its own, made from the database:
where there are several, each worker that answers also looks after its own host's (`look_after`).
"""

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec
from django.db import connection

from handoff.assist.encoder import installed
from handoff.assist.index import Index, Progress, build
from handoff.assist.items import Item
from handoff.assist.store import VERSION
from handoff.clock import now
from handoff.errors import Invalid
from handoff.knowledge import generations, items, refit
from handoff.knowledge.generations import About, Generation, Stamps

MARGIN: Final = timedelta(seconds=60)
"""How long a change may take from its stamp to its commit, and by how much the clocks of hosts may differ."""
COMPARE_EVERY: Final = 600.0
"""Seconds after which all stamps are compared, so that what came in by another way is found too."""
AMEND_MOST: Final = 2000
"""Items in one amendment; more of them wait for a rebuild, which is quicker."""
LOOK_EVERY: Final = 4.0
"""Seconds after which whoever answers looks for changes itself."""

log = logging.getLogger(__name__)


class Changes(NamedTuple):
    """What the database holds differently: ids with their new stamps, and ids that it holds no more."""

    changed: dict[str, int]
    removed: set[str]

    def __len__(self) -> int:
        return len(self.changed) + len(self.removed)


def tend() -> str:
    """Do what is due, unless somebody else does it: `nothing`, `amended` or `rebuilt`."""
    held = _usable()
    if held is None:
        return "rebuilt" if rebuild() else "nothing"
    thorough = _compare_now()
    changes = differences(held, None if thorough else held.about.read_at)
    if thorough:
        _clear_up()
    amended = 0 < len(changes) <= AMEND_MOST and amend(wait=False, changes=changes)
    if refit.due(held, *changes) and rebuild():
        return "rebuilt"
    return "amended" if amended else "nothing"


def bring_up_to_date(progress: Progress | None = None) -> str:
    """Return when the index holds what the database holds now: `nothing`, `amended` or `rebuilt`."""
    with generations.lock("building", wait=True):
        held = _usable()
        changes = differences(held, None) if held else Changes({}, set())
        if held is None or refit.much(held, len(changes)):
            _build(progress)
            return "rebuilt"
        return "amended" if len(changes) and amend(changes=changes) else "nothing"


def look_after() -> None:
    """Amend what changed, where nobody looked for a while: a host whose turn does not come stays right too."""
    if time.time() - _touched_at("tended") > LOOK_EVERY and _usable() is not None:
        _touch("tended")
        amend(wait=False)


def differences(held: Generation | Stamps, since: datetime | None) -> Changes:
    """What the database holds differently, of what changed from `since` on; None compares all there is."""
    if since is None:
        there = dict(items.stamps())
        known = _stamps(held)
        return Changes(_newer(known, there.items()), set(known) - set(there))
    if not (touched := list(items.touched(since - MARGIN))):
        return Changes({}, set())
    known = _stamps(held)
    removed = {one for one, _, on in touched if not on and one in known}
    return Changes(_newer(known, ((one, stamp) for one, stamp, on in touched if on)), removed)


def _stamps(held: Generation | Stamps) -> Stamps:
    return held.stamps if isinstance(held, Generation) else held


def amend(*, wait: bool = True, changes: Changes | None = None) -> bool:
    """Publish a generation with all changes in it, its classifier as it was; whether there was any.

    `changes` are known ones; without them, what changed since the generation was read.
    """
    with generations.lock("publishing", wait=wait) as mine:
        held = _usable() if mine else None
        index = _read(held) if held else None
        if held is None or index is None:
            return False
        read_at = now()
        changes = changes or differences(held, held.about.read_at)
        if not len(changes):
            return False
        index, stamps = _amended(index, held.stamps, changes)
        moved = held.about.moved + len(changes)
        about = msgspec.structs.replace(held.about, items=len(stamps), read_at=read_at, moved=moved)
        generations.publish(index.save, about, stamps)
    log.info("index: %d items changed, %d went", len(changes.changed), len(changes.removed))
    return True


def rebuild() -> bool:
    """Build a generation from all there is and publish it; false where another process of this host does already."""
    with generations.lock("building", wait=False) as mine:
        if mine:
            _build(None)
        return mine


def _build(progress: Progress | None) -> None:
    began, read_at, stamps, before = time.monotonic(), now(), Stamps(), _usable()
    index = build(list(_reading(stamps)), installed(), _read(before) if before else None, progress)
    with generations.lock("publishing", wait=True):
        index, stamps, moved = _caught_up(index, stamps, read_at)
        generations.publish(index.save, _about(len(stamps), read_at, moved), stamps)
    log.info("index: %d items in %.1f s", len(stamps), time.monotonic() - began)


def _read(held: Generation) -> Index | None:
    """What a generation holds; None where its form is an old one."""
    try:
        return Index.load(held.index)
    except Invalid as refused:
        log.warning("%s", refused.message)
        return None


def _reading(stamps: Stamps) -> Iterator[Item]:
    """All items, their stamps left in `stamps`."""
    for row in items.living():
        stamps[row.id] = row.stamp
        if row.item is not None:
            yield row.item


def _caught_up(index: Index, stamps: Stamps, read_at: datetime) -> tuple[Index, Stamps, int]:
    """What changed while it was built is amended, or the new generation would bring old texts back."""
    changes = differences(stamps, read_at)
    if not len(changes):
        return index, stamps, 0
    return (*_amended(index, stamps, changes), len(changes))


def _amended(index: Index, stamps: Stamps, changes: Changes) -> tuple[Index, Stamps]:
    rows = items.fetched(changes.changed)
    gone = changes.removed | set(changes.changed) - {row.id for row in rows}
    said = [row.item for row in rows if row.item is not None]
    silent = gone | {row.id for row in rows if row.item is None}
    kept = {one: stamp for one, stamp in stamps.items() if one not in gone}
    return index.amended(said, silent, installed()), kept | {row.id: row.stamp for row in rows}


def _usable() -> Generation | None:
    """The generation that counts, where it was made from this database and for this engine."""
    held = generations.current()
    if held is None:
        return None
    made = held.about.database, held.about.form, held.about.encoder
    return held if made == (_database(), VERSION, installed() is not None) else None


def _about(count: int, read_at: datetime, moved: int) -> About:
    return About(_database(), count, VERSION, installed() is not None, read_at, read_at, moved)


def _database() -> str:
    told = connection.settings_dict
    return hashlib.sha256(
        "|".join(str(told[name]) for name in ("ENGINE", "HOST", "PORT", "NAME")).encode()
    ).hexdigest()


def _newer(stamps: Stamps, there: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {one: stamp for one, stamp in there if stamps.get(one) != stamp}


def _compare_now() -> bool:
    """Whether it is time to compare all; who asks first does it."""
    _touch("tended")
    due = time.time() - _touched_at("compared") > COMPARE_EVERY
    if due:
        _touch("compared")
    return due


def _clear_up() -> None:
    """Remove the generations that were still open when the next one was published."""
    with generations.lock("publishing", wait=False) as mine:
        if mine:
            generations.tidy()


def _touch(name: str) -> None:
    (generations.home() / name).touch()


def _touched_at(name: str) -> float:
    """When, in seconds since 1970; 0 for never."""
    file = generations.home() / name
    return file.stat().st_mtime if file.exists() else 0.0
