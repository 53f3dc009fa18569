"""What Mira's edits teach: the difference in words, and the facts that changed with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff import review
from handoff.learn import difference, distance, facts_changed, finding
from handoff.models import Conversation, Draft, PastTicket, Person
from handoff.vocabulary import DraftStatus, Finding, RejectReason
from tests import factories


def test_an_edit_of_one_date_is_small_in_words_and_plain_in_facts() -> None:
    before = "Your refund of 490 kr arrives on 12 March, within 5 days."
    after = "Your refund of 490 kr arrives on 14 March, within 5 days."
    assert distance(before, after) < 0.1
    assert facts_changed(before, after) == {"dates": {"removed": ["12 march"], "added": ["14 march"]}}


def test_a_turned_answer_shows_by_its_negation() -> None:
    assert facts_changed("We can ship gas.", "We cannot ship gas.") == {
        "negation": {"removed": [], "added": ["cannot"]}
    }


def test_links_and_amounts_count_once_under_the_most_telling_kind() -> None:
    changed = facts_changed("See https://fjell.example/returns/60", "Pay $25 or 10 %")
    assert changed["links"]["removed"] == ["https://fjell.example/returns/60"]
    assert changed["amounts"]["added"] == ["$25", "10 %"]
    assert "numbers" not in changed


def test_the_same_text_changes_nothing() -> None:
    assert difference("Keep the tent.", "Keep the tent.") == [["equal", "Keep the tent.", "Keep the tent."]]
    assert distance("Keep the tent.", "Keep  the tent.") == 0
    assert facts_changed("5 of 6", "6 of 5") == {}


@given(st.text(max_size=120), st.text(max_size=120))
def test_the_parts_of_a_difference_join_up_to_both_texts(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(old for _, old, _ in parts) == before
    assert "".join(new for _, _, new in parts) == after
    assert 0 <= distance(before, after) <= 1


@pytest.mark.timeout(20)
def test_two_texts_of_the_greatest_length_are_compared_word_by_word() -> None:
    """Character by character this would take minutes, and anybody could ask for it."""
    assert difference("word " * 4000, "other " * 3333)[0][0] in {"replace", "delete"}


SENT = "We send new poles within 3 days and you need not return the old ones to us at all."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (SENT, Finding.RIGHT),
        (f"Hi Ingrid,\n\n{SENT}\n\nBest regards\nMira", Finding.RIGHT),
        (SENT.replace("3 days", "5 days"), Finding.WRONG),
        (SENT.replace("need not", "must"), Finding.WRONG),
        (f"{SENT} Enjoy the tent.", Finding.PARTLY),
        ("Poles are sold by our shop in Bergen.", Finding.WRONG),
    ],
)
def test_what_an_edit_says_of_the_draft(said: str, found: Finding) -> None:
    assert finding(Draft(status=DraftStatus.EDITED, text=SENT, final_text=said)) == found


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (DraftStatus.APPROVED, Finding.RIGHT),
        (DraftStatus.REJECTED, Finding.WRONG),
        (DraftStatus.SUPERSEDED, None),
        (DraftStatus.EXPIRED, None),
        (DraftStatus.OPEN, None),
    ],
)
def test_what_a_fate_says_of_the_draft(status: DraftStatus, found: Finding | None) -> None:
    assert finding(Draft(status=status, text=SENT)) == found


# What was answered becomes a past ticket


def answered(
    mira: Person, text: str = SENT, *, asked: str = "My tent came without poles.", **frame: Any
) -> Draft:
    """Ingrid asks, the AI proposes, Mira says `text`."""
    conversation = factories.hears(asked, customer="Ingrid Solheim")
    draft = factories.open_draft(factories.proposes(conversation, SENT, **frame))
    review.approve(draft.pk, agent=mira, text=text, seen=9)
    factories.settle()
    return draft


@pytest.mark.django_db
def test_what_a_human_stood_behind_teaches(orders: object, mira: Person) -> None:
    draft = answered(mira, f"Hi Ingrid,\n{SENT} Enjoy it.\n\nBest regards\nMira", topic="missing_parts")
    factories.settle()
    ticket = PastTicket.objects.get()
    assert (ticket.key, ticket.question) == (f"draft:{draft.pk}", "My tent came without poles.")
    assert ticket.answer == f"{SENT} Enjoy it."
    assert (ticket.topic, ticket.outcome, ticket.source) == ("missing_parts", "resolved", "Web chat")


@pytest.mark.django_db
def test_the_question_is_all_that_stood_unanswered(orders: object, mira: Person) -> None:
    conversation = factories.hears("Where is my parcel?")
    factories.hears("It is in Oslo.", conversation=conversation, role="assistant")
    factories.hears("Thanks.", conversation=conversation)
    factories.hears("And the poles?", conversation=conversation)
    draft = factories.open_draft(factories.proposes(conversation, SENT))
    review.approve(draft.pk, agent=mira, text=SENT, seen=9)
    factories.settle()
    assert PastTicket.objects.get().question == "Thanks.\nAnd the poles?"


@pytest.mark.django_db
def test_a_wrong_answer_s_topic_is_not_learned_with_the_right_one(orders: object, mira: Person) -> None:
    right = "Gift cards are paid out in shops."
    PastTicket.objects.create(key="t1", question="Cash for my gift card?", answer=right, topic="gift_cards")
    answered(mira, right, asked="Can I cash in a gift card?", topic="missing_parts")
    answered(mira, "Our shop in Voss is closed for good.", asked="Is Voss open?", topic="missing_parts")
    assert list(PastTicket.objects.order_by("pk").values_list("topic", flat=True)[1:]) == ["gift_cards", ""]


@pytest.mark.django_db
def test_whose_question_it_was_is_not_kept(orders: object, mira: Person) -> None:
    answered(mira, asked="I am Ingrid Solheim, ingrid@example.org. Has FJ-10023 no poles?")
    kept = PastTicket.objects.get().question
    assert "poles" in kept
    assert not any(private in kept for private in ("Ingrid", "Solheim", "example.org", "10023"))


@pytest.mark.django_db
def test_what_was_refused_teaches_nothing(orders: object, mira: Person) -> None:
    draft = factories.held()
    review.reject(draft.pk, agent=mira, reason=RejectReason.WRONG_FACT)
    factories.settle()
    assert not PastTicket.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "We send them to you, Ingrid.",
        "Your order FJ-10023 leaves today.",
        "We wrote to ingrid@example.org.",
        "Call us back on 4799887766.",
    ],
)
def test_what_names_its_customer_is_not_kept_for_others(orders: object, mira: Person, text: str) -> None:
    asked = "Order FJ-10023 has no poles. I am ingrid@example.org or 4799887766."
    answered(mira, text, asked=asked)
    assert not PastTicket.objects.exists()


@pytest.mark.django_db
def test_what_is_excluded_is_not_learned(orders: object, mira: Person) -> None:
    conversation: Conversation = factories.hears("My lawyer wants poles.")
    draft = factories.open_draft(factories.proposes(conversation, SENT))
    factories.policy(exclusions=factories.excluding("lawyer"))
    review.approve(draft.pk, agent=mira, text=SENT, seen=9)
    factories.settle()
    assert not PastTicket.objects.exists()
