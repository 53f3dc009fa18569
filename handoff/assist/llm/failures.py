"""Why a model gave no answer that can be used."""

from enum import StrEnum


class Why(StrEnum):
    """The kinds of failure, by what an agent is told."""

    LATE = "late"
    BUSY = "busy"
    BROKEN = "broken"
    REFUSED = "refused"
    RUBBISH = "rubbish"
    RESTING = "resting"
    SPENT = "spent"


class Failure(Exception):
    """The model did not answer. `again` means that a second try may help, `after` so many seconds.

    `own` means that nothing was wrong with the endpoint: it answered, or was not asked.
    """

    def __init__(
        self, why: Why, told: str, *, again: bool = False, after: float = 0.0, own: bool = False
    ) -> None:
        super().__init__(f"{why}: {told[:300]}")
        self.why, self.again, self.after, self.own = why, again, after, own


class Unknown(Exception):
    """The endpoint does not take a parameter; `told` is what it said, which names it."""

    def __init__(self, told: str) -> None:
        super().__init__(told[:300])
        self.told = told
