"""The way by which a message came, as admins put it."""

import pytest

from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.matching import Matcher, Text


@pytest.mark.parametrize(
    ("sentence", "channel", "match"),
    [
        ("messages that arrive by WhatsApp or Instagram", "whatsapp", True),
        ("messages that arrive by WhatsApp or Instagram", "Instagram", True),
        ("messages that arrive by WhatsApp or Instagram", "email", False),
        ("everything that comes in via e-mail", "email", True),
        ("customers writing to us over SMS", "sms", True),
        ("customers on Telegram", "telegram", True),
        ("customers on Telegram", "web", False),
        ("anyone who contacts us by phone", "phone", True),
        ("Nachrichten per SMS", "sms", True),
    ],
)
def test_the_channel_decides(sentence: str, channel: str, match: bool) -> None:
    (found,) = Matcher(compiled(sentence)).match(
        [Text("Do you know Telegram or WhatsApp?", {"channel": channel})]
    )
    assert found.match is match


def test_the_channel_is_one_condition_of_several() -> None:
    rule = compiled("messages via WhatsApp about refunds")
    texts = [
        Text("I want a refund", {"channel": "whatsapp"}),
        Text("I want a refund", {"channel": "email"}),
        Text("where is the shop", {"channel": "whatsapp"}),
    ]
    assert [one.match for one in Matcher(rule).match(texts)] == [True, False, False]


@pytest.mark.parametrize("sentence", ["questions about Instagram ads", "messages about e-mail addresses"])
def test_what_is_only_spoken_of_is_no_channel(sentence: str) -> None:
    assert not any(clause.attributes for clause in compiled(sentence).alternatives)
