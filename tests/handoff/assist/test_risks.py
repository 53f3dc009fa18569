"""Grave matters: demanded, reported, only asked about, denied."""

import pytest

from handoff.assist.risks import NAMES, high_risk
from handoff.policy import Line

FROM = Line().high_risk_from or 0.0


def grave(text: str, **more: object) -> list[str]:
    return [risk.name for risk in high_risk(text, **more) if risk.score >= FROM]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I want my money back", "refund"),
        ("I need to refund my item, can you please help?", "refund"),
        ("Ich möchte mein Geld zurück", "refund"),
        ("I was charged more than once in a single transaction", "billing_dispute"),
        ("There is a payment I did not make", "billing_dispute"),
        ("My solicitor will be in touch with you.", "legal"),
        ("I'll see you in court", "legal"),
        ("Someone else is using my login, please lock it.", "account_security"),
        ("my account was hacked last night", "account_security"),
        ("I do not see a reason to live any longer.", "self_harm"),
        ("i want to kill myself", "self_harm"),
        ("I smell gas", "safety"),
        ("what shall i do if the stove is leaking gas?", "safety"),
        ("The charger caught fire last night", "safety"),
        ("my daughter just swallowed a button battery", "safety"),
        ("He burned his hand on the lid.", "safety"),
        ("Es riecht stark nach Gas", "safety"),
    ],
)
def test_what_is_grave_is_named_with_its_words(text: str, topic: str) -> None:
    (found,) = [risk for risk in high_risk(text, message=2) if risk.name == topic]
    assert found.score >= FROM
    assert found.message == 2
    assert text[found.start : found.end] == found.span
    assert topic in NAMES


@pytest.mark.parametrize(
    "text",
    [
        "What is your refund policy?",
        "How long do refunds take?",
        "I don't want a refund, I want the right tent",
        "Is there a way to track the delivery of my card?",
        "i want to view my balance",
        "My feet are killing me, do you have softer insoles?",
        "Is the handball court free on Monday?",
        "What is the safest bike lock you sell?",
        "Nobody hacked my account, it was me",
        "Is there a gas station near me?",
        "Do you sell a fire pit or a smoke alarm?",
        "How hot does the stove get?",
        "Nobody was hurt, the pole just snapped",
    ],
)
def test_a_question_a_denial_and_a_plain_word_are_not(text: str) -> None:
    assert not grave(text)


def test_a_mention_is_kept_as_weak_evidence() -> None:
    (weak,) = high_risk("What is your refund policy?")
    assert (weak.name, weak.span) == ("refund", "refund")
    assert 0 < weak.score < FROM


def test_a_deployment_adds_its_own() -> None:
    own = {"avalanche": ["snow slide", "Air Bag"]}
    assert grave("we saw a snow  slide", added=own) == ["avalanche"]
    assert grave("where is my air bag?", added=own) == ["avalanche"]
    assert not grave("where is my bag?", added=own)
