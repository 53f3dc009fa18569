"""The token bucket."""

import pytest

from inbox.bucket import FLOOD, Bucket
from inbox.gateway import limits


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in a list so that a test can turn it."""
    time = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: time[0])
    return time


def full(clock: list[float], rate: float = 10, burst: float = 5) -> Bucket:
    """A full bucket, now."""
    return Bucket(rate, burst, at=clock[0])


def test_a_burst_is_granted_and_then_the_rate(clock: list[float]) -> None:
    bucket = full(clock)
    assert [bucket.take() for _ in range(5)] == [0] * 5
    assert bucket.take() == pytest.approx(0.1, abs=0.011)
    clock[0] += 0.1
    assert bucket.take() == 0
    assert bucket.take() > 0


def test_who_waits_as_told_is_granted(clock: list[float]) -> None:
    bucket = full(clock)
    for count in (5, 3, 5, 1):
        while wait := bucket.take(count):
            clock[0] += wait
    assert bucket.strikes <= 3


def test_it_never_holds_more_than_the_burst(clock: list[float]) -> None:
    bucket = full(clock)
    clock[0] += 3600
    assert [bool(bucket.take()) for _ in range(6)] == [False] * 5 + [True]


def test_all_or_none(clock: list[float]) -> None:
    bucket = full(clock)
    assert bucket.take(6) > 0
    assert bucket.take(5) == 0


def test_who_does_not_listen_is_a_flood_even_where_some_get_through(clock: list[float]) -> None:
    bucket = full(clock)
    for _ in range(3 * FLOOD):
        clock[0] += 0.02
        bucket.take()
    assert bucket.flooded


def test_who_is_refused_now_and_then_is_none(clock: list[float]) -> None:
    bucket = full(clock)
    for _ in range(10_000):
        clock[0] += 0.08 if bucket.take() == 0 else 0.2
    assert not bucket.flooded


def test_a_source_has_one_bucket_in_a_process_and_another_source_another() -> None:
    assert limits.of_source(1) is limits.of_source(1)
    assert limits.of_source(1) is not limits.of_source(2)
