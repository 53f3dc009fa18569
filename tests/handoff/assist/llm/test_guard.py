"""What all processes count together: failures, tokens, and what an endpoint takes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError as RedisAway

from handoff import clock
from handoff.assist.llm.case import Case, Turn
from handoff.assist.llm.endpoint import Endpoint
from handoff.assist.llm.failures import Failure, Why
from handoff.assist.llm.guard import MOST_FAILURES, Guard
from handoff.assist.llm.ways import Ways
from tests.handoff.assist.llm.conftest import FALLBACK, QUESTION, Opens
from tests.model_server import fails, hangs, says

HERE = Endpoint("http://127.0.0.1:1/v1", "m", daily_tokens=1000)


def refused(guard: Guard, tokens: int = 10) -> Why | None:
    """Why a call is not let through; None where it is."""
    try:
        guard.admit(tokens)
    except Failure as failure:
        return failure.why
    return None


def test_an_endpoint_that_fails_is_left_alone(opens: Opens) -> None:
    shop = opens(fails(404))
    for _ in range(MOST_FAILURES + 3):
        proposal = shop.engine.propose(QUESTION)
        assert proposal is not None
        assert proposal.text == FALLBACK
    assert shop.asked == MOST_FAILURES


def test_after_a_rest_one_tries_it_and_success_opens_it_again(cache: LocMemCache) -> None:
    guard = Guard(cache, HERE, rest=0)
    for _ in range(MOST_FAILURES):
        guard.release(0, 0, Ways(), well=False)
    assert refused(guard) is None
    assert refused(guard) == Why.RESTING, "one at a time"
    guard.release(10, 10, Ways(), well=True)
    assert refused(guard) is None
    assert refused(guard) is None


def test_a_try_that_fails_sends_it_back_to_rest(cache: LocMemCache) -> None:
    for _ in range(MOST_FAILURES):
        Guard(cache, HERE, rest=0).release(0, 0, Ways(), well=False)
    other = Guard(cache, HERE)
    assert refused(other) is None
    other.release(10, 10, Ways(), well=False)
    assert refused(other) == Why.RESTING


def test_a_refusal_of_the_model_is_no_failure_of_the_endpoint(opens: Opens) -> None:
    shop = opens(says("It is [EMAIL_9]", 1))
    for _ in range(MOST_FAILURES + 2):
        shop.engine.propose(QUESTION)
    assert shop.asked == MOST_FAILURES + 2


def test_the_days_tokens_are_counted_over_all_processes(cache: LocMemCache) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: refused(Guard(cache, HERE), 100), range(40)))
    assert told.count(None) == 10
    assert told.count(Why.SPENT) == 30


def test_what_was_reserved_and_not_used_is_given_back(cache: LocMemCache) -> None:
    guard = Guard(cache, HERE)
    for _ in range(50):
        guard.admit(400)
        guard.release(400, 10, Ways(), well=True)
    assert refused(guard, 500) is None
    assert refused(guard, 500) == Why.SPENT


def test_a_new_day_has_new_tokens(cache: LocMemCache) -> None:
    guard = Guard(cache, HERE)
    guard.admit(1000)
    assert refused(guard) == Why.SPENT
    with clock.shifted(timedelta(days=1)):
        assert refused(guard) is None


def test_without_tokens_the_articles_answer(opens: Opens) -> None:
    shop = opens(says("14 days.", 1), daily_tokens=10)
    proposal = shop.engine.propose(QUESTION)
    assert proposal is not None
    assert proposal.text == FALLBACK
    assert shop.asked == 0


class Away(LocMemCache):
    """A cache whose Redis is gone."""

    def get(self, key: object, default: object = None, version: object = None) -> None:
        raise RedisAway("gone")


def test_without_a_cache_to_count_in_nothing_is_spent() -> None:
    assert refused(Guard(Away("away", {}), HERE)) == Why.RESTING


@pytest.mark.parametrize("kept", ["nonsense", '{"format": 3}'])
def test_what_was_learned_may_be_lost(cache: LocMemCache, kept: str) -> None:
    cache.set(f"llm:{HERE.name}:ways", kept)
    assert Guard(cache, HERE).admit(1) == Ways()


def test_a_process_asks_only_so_much_at_once(opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff.assist.llm.model.MOST_AT_ONCE", 1)
    shop = opens(hangs(), seconds=1)
    case = Case((Turn(QUESTION),), tuple(shop.lexical.find(QUESTION)))
    first = shop.writer.begin(case)
    with pytest.raises(Failure, match="too many at once"):
        shop.writer.begin(case).result(5)
    first.cancel()
