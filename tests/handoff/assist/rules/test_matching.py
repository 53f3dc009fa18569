"""A rule against texts, by words alone: what needs no encoder."""

from typing import Any

import numpy as np
import pytest

from handoff.assist.rules import meaning
from handoff.assist.rules.background import library
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.library import topics
from handoff.assist.rules.matching import Matcher, Text, Verdict


def verdict(rule: str, text: str, **attributes: Any) -> Verdict:
    return Matcher(compiled(rule)).match([Text(text, attributes)])[0]


@pytest.mark.parametrize(
    ("rule", "text", "match"),
    [
        ("refunds over 100 dollars", "I want a refund of $250", True),
        ("refunds over 100 dollars", "I want a refund of $25", False),
        ("refunds over 100 dollars", "the lamp costs $250", False),
        ("hotel stays of at least 5 nights", "We want to stay two weeks", True),
        ("hotel stays of at least 5 nights", "a room for 6 people for one night", False),
        ("names DHL, Hermes or UPS", "ups left it in the rain", True),
        ("names DHL, Hermes or UPS", "my ups and downs with your app", False),
        ("Fragen zu Rechnungen", "where is my invoice", True),
        ("questions about invoices", "Wo ist meine Rechnung?", True),
        ("French speakers", "Où est mon colis ?", True),
        ("French speakers", "Do you ship to France?", False),
        ("legal threats", "You will hear from my lawyer", True),
        ("legal threats", "Where is my parcel?", False),
        ("customers under 18", "I am 15 and want a card", True),
        ("claims worth more than CHF 2,000", "I claim 2,100 Swiss francs for the bike", True),
        ("claims worth more than CHF 2,000", "I claim 2,100 Hungarian forints for the bike", False),
        ("transfers above 900 dollars", "the top 10 of 950 transfers", False),
        ('the word "asap"', "call me A.S.A.P.", True),
        ('says "charge back"', "I'll start a charge-back", True),
        ("card replacement, unless it was stolen", "send me a replacement card", True),
        ("card replacement, unless it was stolen", "send me a replacement card, mine was stolen", False),
        ("Kündigungen", "die Kuendigung bitte bestätigen", True),
    ],
)
def test_words_amounts_names_and_languages(rule: str, text: str, match: bool) -> None:
    assert verdict(rule, text).match is match


def test_attributes_go_by_value_whatever_their_name() -> None:
    assert verdict("gold members", "hello", tier="Gold").match
    assert verdict("gold members", "hello", tags=["press", "gold"]).match
    assert not verdict("gold members", "is the ring gold?", tier="silver").match
    assert verdict("customers in Canada or Mexico", "hello", country="MX").match
    assert not verdict("customers in Canada or Mexico", "hello").match


def test_why_names_the_words() -> None:
    found = verdict("refunds over 100 dollars", "Please, a refund of 250 dollars")
    assert (found.why, found.span) == ("250 fits; says “refunds”", "refund")


def test_a_rule_with_questions_matches_nothing() -> None:
    assert not verdict("expensive stuff", "an expensive lamp").match


@pytest.mark.parametrize(
    ("sentence", "known", "match"),
    [
        ("accounts younger than 30 days", {"account_age_days": 3}, True),
        ("accounts younger than 30 days", {"accountAgeMonths": 3}, False),
        ("accounts younger than 30 days", {"age": 3}, False),
        ("customers under 18", {"account_age_days": 3}, False),
        ("customers under 18", {"age": 17}, True),
        ("customers whose balance is below 100 euros", {"account": {"balance": "99.50"}}, True),
        ("customers who spent over 5,000 dollars", {"total_spend": 7200}, True),
        ("everyone except VIPs", {"tier": "basic"}, True),
        ("everyone except VIPs", {"tier": "VIP"}, False),
        ("verified customers", {"verified": "yes"}, True),
        ("unverified accounts", {"verified": "false"}, True),
        ("accounts that are not verified", {"verified": "true"}, False),
        ("Firmenkunden", {"customer_type": "business"}, True),
        ("Firmenkunden", {"customer_type": "private"}, False),
    ],
)
def test_what_is_known_of_the_customer_decides(sentence: str, known: dict[str, Any], match: bool) -> None:
    (verdict,) = Matcher(compiled(sentence)).match([Text("Where is it?", known)])
    assert verdict.match is match


def test_an_age_may_be_told_in_words() -> None:
    texts = [
        Text("I'm only fourteen, may I sign up?"),
        Text("I'm one of two owners"),
        Text("I am 40 km away"),
    ]
    assert [one.match for one in Matcher(compiled("customers under 18")).match(texts)] == [True, False, False]


def test_a_plus_may_be_spelled_out() -> None:
    texts = [
        Text("is this cheaper than Disney Plus?"),
        Text("I have Disney+ as well"),
        Text("a trip to Disneyland"),
    ]
    rule = compiled("if they bring up Netflix, Hulu or Disney+")
    assert [one.match for one in Matcher(rule).match(texts)] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "match"), [("was my loan application approved", True), ("what are your mortgage rates", False)]
)
def test_what_is_excepted_may_be_a_kind_of_what_is_not(text: str, match: bool) -> None:
    assert verdict("questions about loans, mortgages are fine though", text).match is match


def test_a_concept_names_the_topic_whose_name_means_the_same() -> None:
    held, names = library(), list(topics())
    at = names.index("complaint about a member of staff")
    said = np.repeat(held.said[held.said_topic == at][1:2], len(meaning.WAYS), axis=0)
    assert meaning.meant(said, [("working hours, shifts and staff matters",)]).topics[0][0] == names[at]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("Anything about airbags", "Can my airbag be repaired?"),
        ("anything about kayaks", "Is my kayak insured?"),
        ("refunds", "I want a refund"),
    ],
)
def test_without_meaning_who_says_all_of_a_rule_speaks_of_it(rule: str, text: str) -> None:
    told, other = Matcher(compiled(rule)).match([Text(text), Text("Where is my order?")])
    assert told.match, "in doubt to a human, whatever else the text is about"
    assert not other.match
