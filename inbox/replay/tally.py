"""What a replay saw, as figures."""

from collections import Counter
from time import monotonic
from typing import Any

from handoff.protocol import Error, Ok, Stored


class Tally:
    """Counts while a replay runs."""

    def __init__(self) -> None:
        self.conversations = self.bad_lines = self.frames = self.answered = self.resent = self.reconnects = 0
        self.kinds: Counter[str] = Counter()
        self.decisions: Counter[str] = Counter()
        self.triggers: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.handed_over = 0
        self.latencies: list[float] = []
        self.events: set[int] = set()
        self.began = self.ended = monotonic()

    def sent(self, *, again: bool) -> None:
        """One frame went out, for the first time or again."""
        self.frames += not again
        self.resent += again

    def took(self, frame: Stored, reply: Ok | Error, seconds: float) -> None:
        """A frame was answered for good, so many seconds after it was last sent."""
        self.ended = monotonic()
        self.answered += 1
        self.latencies.append(seconds)
        if isinstance(reply, Error):
            self.refused[reply.code] += 1
            return
        self.kinds[type(frame).__name__.lower()] += 1
        if reply.decision is not None:
            self.decisions[reply.decision.action.value] += 1
            self.triggers.update(one.trigger.value for one in reply.decision.triggers)

    @property
    def complete(self) -> bool:
        """All was answered, and refused at most where a human was faster to end the conversation."""
        return self.answered == self.frames and not self.bad_lines and not set(self.refused) - {"wrong_state"}

    def summary(self) -> dict[str, Any]:
        """The figures as JSON has them. Latency is from the last sending of a frame to its reply."""
        seconds = self.ended - self.began
        ranked = sorted(self.latencies)
        return {
            "conversations": self.conversations,
            "bad_lines": self.bad_lines,
            "frames": self.frames,
            "answered": self.answered,
            "resent": self.resent,
            "reconnects": self.reconnects,
            "refused": dict(self.refused),
            "decisions": dict(self.decisions),
            "triggers": dict(self.triggers),
            "handed_over": self.handed_over,
            "escalated": self.kinds["escalate"],
            "closed": self.kinds["close"],
            "events": len(self.events),
            "p50_ms": _percentile(ranked, 0.50),
            "p95_ms": _percentile(ranked, 0.95),
            "seconds": round(seconds, 2),
            "frames_per_second": round(self.answered / seconds, 1) if seconds else None,
        }


def _percentile(ranked: list[float], share: float) -> float | None:
    """By the nearest rank; None where nothing was measured."""
    if not ranked:
        return None
    return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000, 1)
