"""A token bucket: how fast something may come."""

import math
import time
from dataclasses import dataclass, field

FLOOD = 200


@dataclass
class Bucket:
    """Grants `rate` frames a second, and up to `burst` at once.

    `strikes` grow with each refusal and shrink with each grant.
    """

    rate: float
    burst: float
    strikes: int = 0
    tokens: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def take(self, count: int = 1) -> float:
        """Take `count` tokens and return 0, or take none and return the seconds after which to ask again."""
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens >= count:
            self.tokens -= count
            self.strikes = max(0, self.strikes - 1)
            return 0.0
        self.strikes += 1
        return max(0.01, math.ceil((count - self.tokens) / self.rate * 100) / 100)

    @property
    def flooded(self) -> bool:
        """So many refusals, hardly a grant between them, that whoever sends does not listen."""
        return self.strikes >= FLOOD
