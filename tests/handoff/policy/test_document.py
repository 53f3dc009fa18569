"""A policy's document: read, checked as a whole, and made ready to decide by."""

from typing import Any

import msgspec
import pytest

from handoff.policy import Document, policy_of
from handoff.policy.document import (
    Branch,
    Care,
    Exclusion,
    Own,
    Question,
    Rung,
    Setting,
    read,
    write,
)
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.whole import problems
from handoff.vocabulary import Mode, TriggerName

ANGER = TriggerName.ANGER


def test_a_document_is_read_as_it_was_written() -> None:
    document = Document(own=(Own(topic="returns", triggers={ANGER: Setting(on=False)}),))
    assert read(write(document)) == document
    assert read({}) == Document()


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ({"send_from": 2}, "$.send_from"),
        ({"own": [{"hold_from": -1}]}, "$.own[0].hold_from"),
        ({"triggers": {"angry": {}}}, "$.triggers"),
        ({"tree": []}, "$.tree"),
        ({"hold_form": 0.5}, "hold_form"),
    ],
)
def test_what_is_no_policy_is_named_by_its_path(told: dict[str, Any], path: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        read(told)
    assert path in str(refused.value)


def human(**rung: Any) -> Rung:
    return Rung(**{"kind": RungKind.HUMAN, "then": Overrun.EMAIL} | rung)


LAST = Branch(name="All", rungs=(human(),))


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"hold_from": 0.9, "send_from": 0.8}, "send_from"),
        ({"own": (Own(topic="returns", hold_from=0.9),)}, "own[0].send_from"),
        ({"own": (Own(hold_from=0.5),)}, "own[0].topic"),
        ({"own": (Own(topic="a"), Own(topic="a"))}, "own[0]"),
        ({"triggers": {ANGER: Setting(at=3)}}, "triggers.anger.at"),
        ({"triggers": {TriggerName.SLA: Setting(rise=0.5)}}, "triggers.sla.rise"),
        ({"triggers": {TriggerName.EXCLUDED: Setting()}}, "triggers.excluded"),
        ({"triggers": {TriggerName.HUMAN_REQUEST: Setting(mode=Mode.SOFT)}}, "triggers.human_request.mode"),
        ({"triggers": {TriggerName.FAILED_ATTEMPTS: Setting(at=0)}}, "triggers.failed_attempts.at"),
        ({"exclusions": (Exclusion(key="a", sentence="A"),) * 2}, "exclusions[0]"),
        ({"tree": (LAST, Branch(name="More", rungs=(human(),)))}, "tree[0]"),
        ({"tree": (Branch(name="Some", topics=("a",), rungs=(human(),)),)}, "tree[0]"),
        ({"tree": (Branch(name="All", rungs=(human(then=Overrun.NEXT),)),)}, "tree[0].rungs[0].then"),
        ({"tree": (Branch(name="All", rungs=(human(then=Overrun.QUEUE),)),)}, "tree[0].rungs[0].to"),
        ({"tree": (Branch(name="All", rungs=(human(kind=RungKind.FORM),)),)}, "tree[0].rungs[0].questions"),
        ({"care": Care(after=(5, 5))}, "care.after"),
    ],
)
def test_parts_that_do_not_fit_are_named(parts: dict[str, Any], path: str) -> None:
    parts = {
        name: tuple(p for p in value) if isinstance(value, tuple) else value for name, value in parts.items()
    }
    found = problems(Document(**parts))
    assert path in [problem.path for problem in found]
    assert all(problem.message.endswith(".") for problem in found)


def test_the_defaults_and_a_tree_with_a_form_are_whole() -> None:
    assert problems(Document()) == []
    form = Rung(
        kind=RungKind.FORM, questions=(Question(name="order", label="Your order number?"),), timer_s=60
    )
    assert (
        problems(Document(tree=(Branch(name="Returns", topics=("returns",), rungs=(form, human())), LAST)))
        == []
    )


def test_the_most_particular_line_holds_and_takes_over_what_it_leaves_open() -> None:
    policy = policy_of(
        Document(
            hold_from=0.5,
            send_from=0.9,
            triggers={ANGER: Setting(at=0.8)},
            own=(
                Own(topic="Payments", send_from=0.95),
                Own(source="E-mail", hold_from=0.4, triggers={ANGER: Setting(on=False)}),
                Own(topic="Payments", source="E-mail", hold_from=0.7),
            ),
        ),
        version=3,
    )
    payments, mail = policy.line_for("payments", "Chat"), policy.line_for("", "e-mail")
    both, other = policy.line_for("PAYMENTS", "E-MAIL"), policy.line_for("returns", "Chat")
    assert (payments.hold_from, payments.send_from, payments.anger_from) == (0.5, 0.95, 0.8)
    assert (mail.hold_from, mail.send_from, mail.anger_from) == (0.4, 0.9, None)
    assert (both.hold_from, both.send_from, both.anger_from) == (0.7, 0.95, None)
    assert other == policy.line
