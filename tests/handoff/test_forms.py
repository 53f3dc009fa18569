"""A form asks Ingrid for what a human will need: once, checked, and nothing that she told before."""

from collections.abc import Callable
from typing import Any

import pytest

from handoff import briefing
from handoff.assist.form import read
from handoff.models import Conversation, Customer, Handoff, Hop
from handoff.policy.document import Question
from handoff.policy.terms import FieldKind, Overrun, RungKind
from handoff.results import Result
from handoff.vocabulary import Speaker, State
from tests import factories
from tests.handoff.test_climb import held, hops, rung, sweep, tree

Frame = Callable[..., Result]

ORDER = Question(name="order number", label="Your order number?", kind=FieldKind.ORDER)
EMAIL = Question(name="e-mail", label="Your e-mail address?", kind=FieldKind.EMAIL)
WHAT = Question(name="colour", label="Which colour?", required=False)
PHONE = Question(name="phone", label="Your phone number?", kind=FieldKind.PHONE)
DAY = Question(name="day", label="Which day?", kind=FieldKind.DATE)
COUNT = Question(name="how many", label="How many?", kind=FieldKind.NUMBER)


@pytest.fixture(autouse=True)
def _form(db: None) -> None:
    form = rung(RungKind.FORM, questions=(ORDER, EMAIL), timer_s=300)
    factories.policy(tree=tree(form, rung(then=Overrun.EMAIL)))


def said() -> list[str]:
    return list(held().thread.filter(kind="fallback").values_list("text", flat=True))


def form() -> Any:
    return held().context.get("form")


def test_all_is_asked_in_one_message_and_the_ai_is_silent(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    assert said() == [
        "So that my colleague can help you at once, please tell me:\n1. Your order number?\n2. Your e-mail address?"
    ]
    assert (held().state, held().speaker, held().rung) == (State.QUEUED, Speaker.NOBODY, "form")
    assert not Handoff.objects.exists()


def test_the_answers_are_kept_and_a_human_is_offered(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    frame("message", text="It is FJ-48213 and ingrid@solheim.no, thanks")
    assert form() == {"order number": "FJ-48213", "e-mail": "ingrid@solheim.no"}
    assert hops() == [("form", "", "trigger", "answered"), ("human", "", "answered", "")]
    handoff = Handoff.objects.get()
    assert handoff.decision is not None
    assert handoff.decision.triggers[0]["trigger"] == "human_request"
    read_first = briefing.current(held())
    assert read_first is not None
    facts = {line["label"]: line["text"] for line in read_first.content["facts"]}
    assert facts["order number"] == "FJ-48213"
    assert facts["e-mail"] == "ingrid@solheim.no"


def test_what_is_missing_is_asked_for_once_more_by_name_and_then_a_human_takes_it(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    frame("message", text="My order is FJ-48213")
    assert said()[1:] == ["Thank you. One thing is still missing:\n– Your e-mail address?"]
    assert held().rung == "form"
    frame("message", text="I have no e-mail with me, sorry about that")
    assert (held().rung, form()) == ("human", {"order number": "FJ-48213"})
    assert len(said()) == 2


def test_what_is_wrong_is_named(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    frame("message", text="Your order number: none\nYour e-mail address: ingrid@solheim.no")
    assert said()[1] == "Thank you. One thing is still missing:\n– Your order number? (“none”?)"
    frame("message", text="48213")
    assert (held().rung, form()["order number"]) == ("human", "48213")


def test_nothing_is_asked_that_the_customer_told_before_or_the_record_knows(frame: Frame) -> None:
    frame("message", text="Where is FJ-48213?", customer={"email": "ingrid@solheim.no"})
    frame("message", text="Let me talk to a human")
    assert (held().rung, said()) == ("human", [])
    assert hops() == [("human", "", "trigger", "")]


def test_it_is_asked_once_a_conversation(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    frame("close")
    frame("message", text="Hello again. A human, please, an agent!")
    assert [kind for kind, *_ in hops()] == ["form", "human"]
    assert len(said()) == 1


def test_who_does_not_answer_gets_a_human_when_the_time_is_over(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    frame("message", text="ok thanks")
    assert held().rung == "form"
    sweep(301)
    assert hops() == [("form", "", "trigger", "overrun"), ("human", "", "overrun", "")]


def test_who_insists_on_a_human_is_not_asked_on(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    frame("message", text="No! I want a human agent now")
    assert hops() == [("form", "", "trigger", "failed"), ("human", "", "failed", "")]


@pytest.mark.parametrize(
    ("questions", "text", "given", "wrong"),
    [
        ((ORDER, EMAIL), "1. FJ-48213\n2. a@solheim.no", {"order number": "FJ-48213", "e-mail": "a@solheim.no"}, {}),
        ((ORDER, PHONE), "#48213, +47 900 12 345", {"order number": "#48213", "phone": "+47 900 12 345"}, {}),
        ((DAY, COUNT), "on 3 May, 2 of them", {"day": "3 May", "how many": "2"}, {}),
        ((WHAT,), "The dark green one", {"colour": "The dark green one"}, {}),
        ((ORDER, WHAT), "FJ-48213\ngreen", {"order number": "FJ-48213", "colour": "green"}, {}),
        ((EMAIL,), "ingrid at solheim", {}, {"e-mail": "ingrid at solheim"}),
        ((EMAIL,), "e-mail: ingrid@", {}, {"e-mail": "ingrid@"}),
        ((PHONE,), "12 34", {}, {"phone": "12 34"}),
        ((ORDER, EMAIL), "one moment", {}, {}),
        ((ORDER,), "", {}, {}),
    ],
)  # fmt: skip
def test_answers_are_read_and_checked(
    questions: tuple[Question, ...], text: str, given: dict[str, str], wrong: dict[str, str]
) -> None:
    assert read(questions, text) == (given, wrong)


@pytest.mark.parametrize("text", ["a-" * 5000, "1" * 10_000, "@" * 9000 + ".", "(1 " * 4000, "\x0b" * 50])
def test_hostile_answers_take_no_time(text: str) -> None:
    read((ORDER, EMAIL, PHONE, DAY, COUNT, WHAT), text)


def test_a_context_of_the_front_ends_own_is_left_in_peace(frame: Frame) -> None:
    frame("context", context={"form": "A-17"})
    frame("message", text="Let me talk to a human")
    assert held().rung == "form"
    assert Conversation.objects.get().context["form"] == "A-17"
    assert Customer.objects.count() == Hop.objects.count() == 1
