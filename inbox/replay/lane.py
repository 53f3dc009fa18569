"""The conversations that go over one socket, and what of theirs awaits a reply. Knows nothing of sockets."""

import asyncio
from collections.abc import Iterator
from time import monotonic
from typing import NamedTuple

from handoff.protocol import Error, Ok, Stored
from inbox.replay.course import Course
from inbox.replay.tally import Tally


class Sent(NamedTuple):
    """A frame that awaits its reply, and when it was last sent."""

    course: Course
    frame: Stored
    at: float


class Lane:
    """Keeps `width` conversations under way, each with one unanswered frame at most: so its order is kept."""

    def __init__(self, courses: Iterator[Course], *, width: int, tally: Tally) -> None:
        self.courses, self.tally = courses, tally
        self.ready: asyncio.Queue[tuple[Course, Stored]] = asyncio.Queue()
        self.sent: dict[str, Sent] = {}
        self.unanswered: dict[str, float] = {}
        self.under_way = 0
        for _ in range(width):
            self._admit()

    @property
    def finished(self) -> bool:
        """Every conversation is over."""
        return not self.under_way

    async def next(self) -> Stored:
        """The next frame to send, from here on awaiting its reply."""
        course, frame = await self.ready.get()
        self.tally.sent(again=frame.id in self.unanswered)
        self.sent[frame.id] = Sent(course, frame, monotonic())
        self.unanswered.setdefault(frame.id, monotonic())
        return frame

    def answered(self, reply: Ok | Error) -> None:
        """A reply came. One that allows it has the frame sent again; one to a frame not awaited is a repeat."""
        sent = self.sent.pop(reply.id or "", None)
        if sent is None:
            return
        if isinstance(reply, Error) and reply.retryable:
            again = reply.retry_after or 1.0
            asyncio.get_running_loop().call_later(again, self.ready.put_nowait, (sent.course, sent.frame))
            return
        del self.unanswered[sent.frame.id]
        self.tally.took(sent.frame, reply, monotonic() - sent.at)
        sent.course.take(reply)
        self._go_on(sent.course)

    def cut_off(self) -> None:
        """The socket is gone: all that awaits a reply is to be sent again."""
        for sent in self.sent.values():
            self.ready.put_nowait((sent.course, sent.frame))
        self.sent.clear()

    def overdue(self, seconds: float) -> bool:
        """Whether some reply has not come for so long since its frame was last sent."""
        return any(monotonic() - sent.at > seconds for sent in self.sent.values())

    def stuck(self, seconds: float) -> bool:
        """Whether some frame was not answered for so long since it was first sent."""
        return any(monotonic() - at > seconds for at in self.unanswered.values())

    def _go_on(self, course: Course) -> None:
        if course.frame is not None:
            self.ready.put_nowait((course, course.frame))
            return
        self.under_way -= 1
        self.tally.handed_over += course.pulled_in
        self._admit()

    def _admit(self) -> None:
        course = next(self.courses, None)
        if course is not None and course.frame is not None:
            self.under_way += 1
            self.tally.conversations += 1
            self.ready.put_nowait((course, course.frame))
