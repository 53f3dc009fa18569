"""The page of one decision."""

import re

from handoff import policies, queueing
from handoff.models import Conversation, Decision, Queue
from handoff.policy.document import Own
from handoff.vocabulary import Action
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

ANGRY = "You are useless. I have had enough of this, it is a disgrace!"


def page(desk: Desk, conversation: Conversation, place: int = -1) -> str:
    """What the page of a decision of a conversation says, the newest unless told otherwise; tags aside."""
    decision = list(Decision.objects.filter(conversation=conversation).order_by("pk"))[place]
    response = desk.opens("explanation", conversation.pk, decision.pk)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def test_it_says_why_in_a_sentence_and_all_that_was_checked(mira: Desk, orders: Queue) -> None:
    ingrid = factories.proposes(
        factories._in(orders, factories.hears(ANGRY)), "We are sorry.", confidence=0.4
    )
    told = page(mira, ingrid, 0)
    assert "Handed off to a human, because the customer is angry." in told
    assert "Decided once more just now, with the same result." in told
    assert "Marked: what raised anger." in told
    assert "Left to the AI if anger were under .70" in told
    assert "queued for Orders" in told
    later = page(mira, ingrid)
    assert "What the AI would have said Proposal not sent We are sorry." in later
    assert "taken at its word" in later


def test_what_was_sent_and_what_was_held_have_a_page_too(mira: Desk, orders: Queue) -> None:
    sent = page(mira, factories.proposes(factories._in(orders, factories.hears()), confidence=0.95))
    assert "Sent as the AI proposed it" in sent
    assert "What the AI said Proposal sent" in sent
    held = page(mira, factories.held(to=orders).conversation)
    assert "Held as a draft for a human, because the AI was only fairly sure." in held
    assert "Sent if confidence were .86 or more." in held


def test_the_line_of_a_topic_is_told_of(mira: Desk, orders: Queue) -> None:
    factories.policy(own=(Own(topic="tents", hold_from=0.8),))
    ingrid = factories.proposes(factories._in(orders, factories.hears()), confidence=0.7, topic="tents")
    told = page(mira, ingrid)
    assert "It has thresholds of its own for tents." in told
    assert "hand off below .80" in told
    card = text_of(mira.opens("conversation", "all", ingrid.pk))
    assert "tents: hand off below .80" in card
    assert f"/decisions/{Decision.objects.filter(conversation=ingrid).latest('pk').pk}/" in card


def test_other_versions_say_what_they_make_of_it(mira: Desk, orders: Queue) -> None:
    first = policies.live().pk
    factories.policy(hold_from=0.3)
    told = page(mira, factories.held("Yes.", to=orders).conversation)
    assert f"v{first} , live before it, decides the same: held as a draft." in told
    ingrid = factories.proposes(factories._in(orders, factories.hears()), confidence=0.5)
    assert "decides otherwise: handed off, because the AI was not sure." in page(mira, ingrid)


def test_a_record_that_does_not_agree_is_said_aloud(mira: Desk, orders: Queue) -> None:
    ingrid = factories._in(orders, factories.hears())
    Decision.objects.filter(conversation=ingrid).update(action=Action.SEND)
    assert "the record and the code do not agree" in page(mira, ingrid)


def test_only_its_own_conversation_shows_a_decision(mira: Desk, aylin: Desk, orders: Queue) -> None:
    ingrid, even = (factories.queued(to=orders) for _ in range(2))
    theirs = Decision.objects.filter(conversation=even).latest("pk")
    assert mira.opens("explanation", ingrid.pk, theirs.pk).status_code == 404
    assert aylin.opens("explanation", even.pk, theirs.pk).status_code == 404


def test_the_card_shows_every_reason_the_strongest_first(mira: Desk, orders: Queue) -> None:
    text = f"{ANGRY} I want to talk to a human! I will sue you and I want my money back."
    ingrid = factories._in(orders, factories.hears(text))
    shown = text_of(mira.opens("conversation", "all", ingrid.pk))
    card = re.findall(r'(?s)<article class="handoff".*?</article>', shown)[0]
    chips = re.findall(r'<span class="chip">([^<]+)</span>', card)
    assert chips[0] == "Asks for a human"
    assert {"Anger", "High risk: legal"} <= set(chips)
    assert len(chips) >= 3
    names = re.findall(r"<b>([^<]+)</b> <span>", card)
    assert names[0] == "Asks for a human"


def test_hostile_words_stay_words(mira: Desk, orders: Queue) -> None:
    ingrid = factories._in(orders, factories.hears("<script>alert(1)</script> I want a human \u202e"))
    queueing.accept(ingrid.pk, agent=mira.person)
    response = mira.opens("explanation", ingrid.pk, Decision.objects.get(conversation=ingrid).pk)
    assert "<script>alert" not in text_of(response)
    assert "\u202e" not in text_of(response)
