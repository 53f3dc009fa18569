"""What a rule would have matched is found by a worker, once, and kept until the tickets change."""

from typing import Any

import msgspec
import pytest
from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

from handoff.assist.rules.compiling import compiled
from handoff.models import PastTicket
from handoff.policy.rule import Rule
from inbox import tasks, tries

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rule() -> Rule:
    """What is looked for: the first rule that is compiled reads the whole library."""
    return compiled("legal threats")


@pytest.fixture(autouse=True)
def _tickets(db: None) -> None:
    cache.clear()
    for number, text in enumerate(("I will sue you", "When are you open?")):
        PastTicket.objects.create(key=str(number), question=text)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[list[str]]:
    """The errands that went out."""
    out: list[list[str]] = []
    settings.REDIS_URL = "redis://somewhere"
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **told: out.append(args))
    return out


def test_a_worker_is_asked_once_and_what_it_finds_is_there_for_all(sent: list[list[str]], rule: Rule) -> None:
    one = tries.errand(rule)
    assert (tries.tried(one), tries.tried(one)) == (None, None)
    assert sent == [[msgspec.json.encode(one).decode()]]
    tasks.try_rule(*sent[0])
    seen = tries.tried(one)
    assert seen is not None
    assert (seen.looked_at, seen.count, [hit.question for hit in seen.matches]) == (2, 1, ["I will sue you"])


def test_another_ticket_another_rule_and_other_sentences_are_looked_at_anew(
    sent: list[list[str]], rule: Rule
) -> None:
    keys = {tries.errand(rule).key, tries.errand(rule, [compiled("refunds")]).key}
    keys.add(tries.errand(compiled("refunds")).key)
    PastTicket.objects.create(key="2", question="My lawyer will write to you")
    keys.add(tries.errand(rule).key)
    assert len(keys) == 4
    assert len({tries.errand(rule).key, tries.errand(rule, at=tries.stamp()).key}) == 1


def test_without_a_broker_or_with_workers_that_never_come_fewer_are_tried_at_once(
    sent: list[list[str]], rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*args: Any, **told: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tries, "FEW", 1)
    waited = tries.tried(tries.errand(compiled("refunds")), here=True)
    monkeypatch.setattr(current_app, "send_task", lost)
    for seen in (waited, tries.tried(tries.errand(rule))):
        assert seen is not None
        assert seen.looked_at == 1
