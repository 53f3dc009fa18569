"""Henrik saves an exclusion: a model's suggestions are asked for once a sentence, and kept."""

from functools import partial

import pytest

from handoff.assist.rules.widening import widened
from handoff.exclusions import rule_of
from handoff.policy.document import Exclusion
from handoff.policy.rule import Rule
from inbox.control.policy import exclusions
from inbox.control.policy.exclusions import ExclusionForm


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that the model was asked about."""
    sentences: list[str] = []

    def suggested(rule: Rule) -> Rule:
        sentences.append(rule.sentence)
        return widened(rule, [["money returned"]])

    monkeypatch.setattr(exclusions, "suggested", suggested)
    return sentences


def saved(sentence: str, before: Exclusion | None = None, phrases: str = "") -> Exclusion:
    form = ExclusionForm({"sentence": sentence, "phrases": phrases, "topics": ""}, path="exclusions")
    return form.item(before)


def test_suggestions_are_kept_with_the_rule_and_shown(asked: list[str]) -> None:
    assert rule_of(saved("refunds")).understood == "“refunds” (suggested: “money returned”)"
    assert asked == ["refunds"]


def test_the_same_sentence_is_not_asked_about_again(asked: list[str]) -> None:
    again = partial(saved, before=saved("refunds"), phrases="cash back")
    rule = rule_of(again("refunds"))
    assert rule.phrases == ("cash back",)
    assert "money returned" in rule.understood
    assert asked == ["refunds"]
    again("refunds of shoes")
    assert asked == ["refunds", "refunds of shoes"]
