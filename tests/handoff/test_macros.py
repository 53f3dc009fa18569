"""Ready-made texts: what is known is put in, what is not stays to be seen."""

import pytest

from handoff import macros
from handoff.models import Article, Person, Source
from tests import factories


@pytest.fixture
def known(mira: Person, chat: Source) -> dict[str, str]:
    held = factories.assigned(mira, customer="Ingrid  Solheim\nBerg")
    held.context = {"order": "FJ-1", "items": ["a"], "paid": True, "weight": 2.5, "trick": "{agent.name}"}
    return macros.values(held, mira)


def test_what_is_known_is_put_in(known: dict[str, str]) -> None:
    filled = macros.fill(
        "Hi {customer}, order {order} ({context.weight} kg). {agent.name}, {queue.name}", known
    )
    assert filled == ("Hi Ingrid, order FJ-1 (2.5 kg). Mira Dahl, Orders", ())
    assert macros.fill("{customer.name}", known).text == "Ingrid Solheim Berg"


def test_what_is_not_known_stays_and_is_named_once(known: dict[str, str]) -> None:
    filled = macros.fill(
        "{customer.email} {customer.email} {items} {context.paid} {agent.password} {}", known
    )
    assert filled.text == "{customer.email} {customer.email} {items} {context.paid} {agent.password} {}"
    assert filled.missing == ("customer.email", "items", "context.paid", "agent.password")
    assert macros.blanks(filled.text) == filled.missing


def test_what_a_customer_told_is_no_variable_itself(known: dict[str, str]) -> None:
    assert macros.fill("{trick}", known).text == "{agent.name}"


def test_are_found_by_all_words_in_title_topic_or_text(db: None) -> None:
    for key, title, text in (
        ("a", "Return label", "The label for {order}."),
        ("b", "Label lost", "We send another."),
        ("c", "Refund", "No label needed."),
    ):
        Article.objects.create(key=key, kind=Article.MACRO, title=title, text=text, topic="returns")
    Article.objects.create(key="d", kind=Article.MACRO, title="Label off", text="-", active=False)
    Article.objects.create(key="e", title="Label article", text="-")
    assert [one.key for one in macros.found("label")] == ["b", "a", "c"]
    assert [one.key for one in macros.found("label order")] == ["a"]
    assert [one.key for one in macros.found("RETURNS need")] == ["c"]
    assert len(macros.found("")) == 3
    assert not macros.found("kayak")
