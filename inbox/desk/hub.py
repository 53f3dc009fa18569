"""The open pages of one process, brought up to date together: at most four times a second, and on a slow poll."""

import asyncio
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from django.db import DatabaseError
from django.db.models import Max

from handoff import people
from handoff.clock import now
from handoff.models import Event
from inbox import realtime
from inbox.bells import Ring, Typing, Viewing
from inbox.consumer import in_thread
from inbox.desk.heard import Heard, Told
from inbox.desk.presence import RENEWED, Presence
from inbox.desk.screens import GONE, refresh
from inbox.desk.viewers import Viewer

ROUND_SECONDS = 0.25
GATHER_SECONDS = 0.03
POLL_SECONDS = 5.0
PRESENCE_SECONDS = 20.0
OVERLAP = timedelta(seconds=30)

log = logging.getLogger(__name__)


class Hub:
    """The viewers of one event loop."""

    def __init__(self) -> None:
        self._viewers: set[Viewer] = set()
        self._changed: set[int] = set()
        self._typing: list[Typing] = []
        self._presence = Presence()
        self._heard = Heard()
        self._renewed = 0.0
        self._rung = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._polled, self._found = 0.0, now()
        self._noted = -PRESENCE_SECONDS
        self._versions: dict[int, int] = {}

    def join(self, viewer: Viewer) -> None:
        """Keep the viewer's screen up to date from now on, beginning with all of it."""
        self._viewers.add(viewer)
        if len(self._viewers) == 1:
            realtime.ear().join(self._hear)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        self._rung.set()

    def leave(self, viewer: Viewer) -> None:
        """Forget the viewer."""
        self._viewers.discard(viewer)
        if viewer.viewing is not None:
            realtime.tell_viewing(self._gone(viewer, viewer.viewing))
        if not self._viewers:
            realtime.ear().leave(self._hear)
            if self._task is not None:
                self._task.cancel()
                self._task = None

    def look(self) -> None:
        """A screen shows something else now."""
        self._rung.set()

    def _hear(self, ring: Ring) -> None:
        self._presence.hear(ring.viewing)
        if ring.conversations or ring.typing or self._presence.changed:
            self._changed |= ring.conversations
            self._typing += ring.typing
            self._rung.set()

    async def _work(self) -> None:
        while True:
            await self._wait()
            await asyncio.sleep(GATHER_SECONDS)
            began = time.monotonic()
            try:
                await self._round()
            except DatabaseError as failed:
                log.warning("cannot look for %d screens: %s", len(self._viewers), failed)
                await asyncio.sleep(1)
            except Exception:
                log.exception("a round for %d screens failed", len(self._viewers))
                await asyncio.sleep(1)
            await asyncio.sleep(max(0.0, began + ROUND_SECONDS - time.monotonic()))

    async def _wait(self) -> None:
        due = self._polled + POLL_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, due - time.monotonic())):
                await self._rung.wait()
        self._rung.clear()
        if time.monotonic() >= due:
            await self._poll()

    async def _poll(self) -> None:
        """Find what changed without a bell, since bells may be lost."""
        self._polled, began = time.monotonic(), now()
        try:
            versions = await in_thread(_versions, self._found - OVERLAP)
            await self._note_presence()
            self._renew()
            await self._notify(await in_thread(self._heard.late, self._people))
        except DatabaseError as failed:
            log.warning("cannot poll: %s", failed)
            return
        self._changed |= {pk for pk, version in versions.items() if self._versions.get(pk) != version}
        self._versions, self._found = versions, began

    async def _note_presence(self) -> None:
        """Keep who is here: where nobody is, what they have may go to somebody else."""
        if time.monotonic() >= self._noted + PRESENCE_SECONDS:
            self._noted = time.monotonic()
            await in_thread(people.seen, {viewer.screen.person for viewer in self._viewers})

    async def _round(self) -> None:
        typing, self._typing = self._typing, []
        changed, self._changed = frozenset(self._changed), set()
        screens = {viewer.screen: viewer for viewer in self._viewers}
        try:
            told = await in_thread(refresh, list(screens), changed)
        except DatabaseError:
            self._changed |= changed
            raise
        for screen, html in told.items():
            viewer = screens[screen]
            await (viewer.dismiss() if html == GONE else viewer.show(screen, html))
        for one in typing:
            await self._pass_on(one)
        if changed:
            await self._notify(await in_thread(self._heard.of, self._people, changed))
        await self._greet()
        await self._look_around({screens[screen] for screen in told})

    @property
    def _people(self) -> frozenset[int]:
        return frozenset(viewer.screen.person for viewer in self._viewers if viewer.greeted is not None)

    async def _greet(self) -> None:
        """Tell pages that just came what nobody may have told their people while they were on their way."""
        come = [one for one in self._viewers if one.greeted is None and not one.screen.fresh]
        for viewer in come:
            missed = await in_thread(self._heard.missed, viewer.screen.person, viewer.absent_since)
            viewer.greeted = frozenset(one.notice.id for one in missed)
            for one in missed:
                await viewer.notify(one)

    async def _notify(self, told: Iterable[Told]) -> None:
        for one in told:
            for viewer in tuple(self._viewers):
                greeted = viewer.greeted is not None and one.notice.id not in viewer.greeted
                if viewer.screen.person == one.notice.person and greeted:
                    await viewer.notify(one)

    async def _look_around(self, told: set[Viewer]) -> None:
        """Tell colleagues who looks at what by now, and pages who looks at what they show."""
        moved = [viewer for viewer in self._viewers if viewer.sight != viewer.viewing]
        if moved:
            realtime.tell_viewing([one for viewer in moved for one in self._moved(viewer)])
        changed, self._presence.changed = self._presence.changed, False
        for viewer in tuple(self._viewers) if changed else told:
            shown = {
                *viewer.screen.rows,
                *([viewer.screen.conversation] if viewer.screen.conversation else []),
            }
            found = self._presence.of(shown, but=viewer.screen.person)
            before, viewer.viewers = viewer.viewers, found
            for pk in (before.keys() & shown) | found.keys():
                if before.get(pk) != found.get(pk):
                    await viewer.show_viewers(pk, found.get(pk, ()))

    def _moved(self, viewer: Viewer) -> Iterator[Viewing]:
        before, viewer.viewing = viewer.viewing, viewer.sight
        if before is not None:
            yield from self._gone(viewer, before)
        if viewer.viewing is not None:
            yield _viewing(viewer, viewer.viewing)

    def _gone(self, viewer: Viewer, conversation: int) -> list[Viewing]:
        """That they look at it no more, unless another page of theirs does."""
        others = (one for one in self._viewers if one is not viewer)
        person = viewer.screen.person
        if any(one.viewing == conversation and one.screen.person == person for one in others):
            return []
        return [_viewing(viewer, conversation, on=False)]

    def _renew(self) -> None:
        """Say again who looks at what, before the others forget it; and forget who did not."""
        self._presence.forget()
        if time.monotonic() >= self._renewed + RENEWED:
            self._renewed = time.monotonic()
            looking = [viewer for viewer in self._viewers if viewer.viewing is not None]
            realtime.tell_viewing([_viewing(one, one.viewing or 0) for one in looking])

    async def _pass_on(self, typing: Typing) -> None:
        for viewer in tuple(self._viewers):
            if viewer.screen.conversation == typing.conversation:
                await viewer.show_typing(typing)


def _viewing(viewer: Viewer, conversation: int, *, on: bool = True) -> Viewing:
    who = viewer.person
    return Viewing(conversation, who.pk, str(who), who.initials, on)


def _versions(since: datetime) -> dict[int, int]:
    """The newest event of every conversation in which something happened since then."""
    lately = Event.objects.filter(at__gt=since).order_by()
    return dict(lately.values_list("conversation").annotate(Max("number")))


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
