"""What all processes know together of an endpoint, by the shared cache: does it rest, what it used and takes."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError

from handoff.assist.llm.endpoint import Endpoint
from handoff.assist.llm.failures import Failure, Why
from handoff.assist.llm.ways import Ways
from handoff.clock import now

MOST_FAILURES = 4
COUNTED_SECONDS = 120
REST_SECONDS = 30
DAY_SECONDS = 26 * 3600
LEARNED_SECONDS = 24 * 3600


class Guard:
    """Stands before an endpoint. Without a cache to look into nobody is let through: nothing is spent uncounted.

    After `MOST_FAILURES` in a row the endpoint rests for `rest` seconds; then one call is let through to try it.
    """

    def __init__(self, cache: BaseCache, endpoint: Endpoint, rest: float = REST_SECONDS) -> None:
        self._cache, self._endpoint, self._rest = cache, endpoint, rest

    def admit(self, tokens: int) -> Ways:
        """Let a call through that will use at most `tokens`, and say what is known of the endpoint.

        Raises Failure where it rests or where the day's tokens are used up.
        """
        with _kept():
            self._ask_breaker()
            self._reserve(tokens)
            return self._known()

    def release(self, reserved: int, used: int | None, ways: Ways, *, well: bool | None) -> None:
        """A call is over: it used so many tokens (None: unknown), and went `well` or not (None: it says nothing)."""
        with _kept():
            if used is not None and self._endpoint.daily_tokens:
                self._count(self._day, used - reserved, DAY_SECONDS)
            if ways != Ways():
                self._cache.set(self._key("ways"), msgspec.json.encode(ways).decode(), LEARNED_SECONDS)
            self._judge(well)

    def _ask_breaker(self) -> None:
        if self._cache.get(self._key("rests")):
            raise Failure(Why.RESTING, "it failed too often", own=True)
        failures = self._cache.get(self._key("failures")) or 0
        if failures >= MOST_FAILURES and not self._cache.add(
            self._key("trial"), 1, self._endpoint.seconds + 1
        ):
            raise Failure(Why.RESTING, "somebody tries it already", own=True)

    def _judge(self, well: bool | None) -> None:
        if well:
            self._cache.delete_many([self._key("failures"), self._key("rests")])
        elif well is False and self._count(self._key("failures"), 1, COUNTED_SECONDS) >= MOST_FAILURES:
            self._cache.set(self._key("rests"), 1, self._rest)
        self._cache.delete(self._key("trial"))

    def _reserve(self, tokens: int) -> None:
        """Counted before the call at its most, so that no number of processes can pass the limit together."""
        most = self._endpoint.daily_tokens
        if most and self._count(self._day, tokens, DAY_SECONDS) > most:
            self._count(self._day, -tokens, DAY_SECONDS)
            raise Failure(Why.SPENT, f"{most} tokens a day", own=True)

    def _known(self) -> Ways:
        try:
            return msgspec.json.decode(self._cache.get(self._key("ways")) or "{}", type=Ways)
        except msgspec.MsgspecError:
            return Ways()

    def _count(self, key: str, by: int, seconds: int) -> int:
        self._cache.add(key, 0, seconds)
        return self._cache.incr(key, by)

    @property
    def _day(self) -> str:
        return self._key(f"tokens:{now():%Y-%m-%d}")

    def _key(self, what: str) -> str:
        return f"llm:{self._endpoint.name}:{what}"


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except (OSError, RedisError, ValueError) as lost:
        raise Failure(Why.RESTING, f"no cache to count in: {lost}", own=True) from None
