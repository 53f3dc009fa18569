"""How fast frames go out."""

import asyncio
from time import monotonic
from typing import Final

CATCH_UP: Final = 0.1
"""Seconds of delay that are made good, so that the rate is met although sleep is never exact."""


class Pacer:
    """Gives `rate` turns a second; without a rate as many as are asked for."""

    def __init__(self, rate: float | None = None) -> None:
        self.gap = 1 / rate if rate else 0.0
        self.due = monotonic()

    async def turn(self) -> None:
        """Return when the next frame may go."""
        now = monotonic()
        at = max(self.due, now - CATCH_UP)
        self.due = at + self.gap
        if at > now:
            await asyncio.sleep(at - now)
