"""Henrik writes an exclusion; a model on loopback says it in other words, well or badly."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from pytest_django import Settings

from handoff import engines, suggesting
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.matching import Matcher, Text
from handoff.assist.rules.widening import concepts
from handoff.policy.rule import Rule
from handoff.suggesting import suggested
from tests.model_server import Behaviour, ModelServer, fails, streams

RULE = "refunds over 100 dollars, unless it is about a voucher"


def says(*paraphrases: str, number: int = 1) -> Behaviour:
    return streams(json.dumps({"topics": [{"number": number, "says": paraphrases}]}))


@contextmanager
def model(settings: Settings, *behaviours: Behaviour) -> Iterator[ModelServer]:
    cache.clear()
    with ModelServer(*behaviours) as server:
        settings.LLM = {"base_url": server.url, "model": "m", "seconds": 20}
        yield server
    cache.clear()


def more(rule: Rule) -> list[str]:
    return [one.text for meant in concepts(rule) for one in meant.parts if one.suggested]


@pytest.fixture(autouse=True)
def _no_model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LLM = {}
    monkeypatch.setattr(suggesting, "SECONDS", 30)  # no test is about how fast this machine is


def test_what_the_model_says_is_a_part_of_its_own_and_shown_as_suggested(settings: Settings) -> None:
    with model(settings, says("what I paid back", "reverse the booking")):
        rule = suggested(compiled(RULE))
    assert more(rule) == ["what I paid back", "reverse the booking"]
    assert "(suggested: “what I paid back”, “reverse the booking”)" in rule.understood
    assert rule.exceptions == compiled(RULE).exceptions


def test_a_suggestion_matches_as_what_the_admin_wrote(settings: Settings) -> None:
    text = [Text("we need a clawback for the $250")]
    assert not Matcher(compiled(RULE)).match(text)[0].match
    with model(settings, says("clawback")):
        assert Matcher(suggested(compiled(RULE))).match(text)[0].match


def test_what_breaks_a_bound_is_left_out(settings: Settings) -> None:
    bad = ["anything", "the", "refunds", "word " * 20, "see https://evil.example/refund", "ab", "x" * 200]
    with model(settings, says(*bad, "cash back please")):
        assert more(suggested(compiled(RULE))) == ["cash back please"]


@pytest.mark.parametrize(
    "behaviour",
    [fails(500), streams("no JSON at all"), streams('{"topics": "all"}'), says("x", number=7), says()],
)
def test_without_a_useful_answer_the_rule_stands_as_it_was_understood(
    settings: Settings, behaviour: Behaviour
) -> None:
    with model(settings, behaviour):
        assert suggested(compiled(RULE)) == compiled(RULE)


def test_nobody_waits_for_a_silent_model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "SECONDS", 0.05)
    with model(settings, streams('{"topics": []}', pause=0.3)):
        assert suggested(compiled(RULE)) == compiled(RULE)


def test_no_model_is_asked_for_what_is_open_or_has_no_meaning(settings: Settings) -> None:
    with model(settings, says("something else")) as server:
        for sentence in ("expensive stuff", "gold members", "names DHL, Hermes or UPS"):
            assert suggested(compiled(sentence)) == compiled(sentence)
        assert not server.requests


def test_without_a_model_nothing_is_suggested() -> None:
    assert engines.suggester() is None
    assert suggested(compiled(RULE)) == compiled(RULE)
