"""Henrik draws the tree: branches with conditions, rungs with timers, and it is seen as a picture."""

from typing import Any

import pytest
from django.test import Client

from handoff.models import PolicyVersion
from handoff.policy import Document
from handoff.policy.document import PLAIN_TREE, Branch, Question, Rung, Silence
from handoff.policy.terms import FieldKind, Overrun, RungKind
from handoff.vocabulary import Mode, TriggerName
from inbox.control.policy import picture
from tests import factories
from tests.inbox.control.test_policy import begin, now, page, publish, save

pytestmark = pytest.mark.django_db
HUMAN = {"kind": "human", "mode": "hard", "minutes": "10", "then": "next", "engine": "embedded"}


@pytest.fixture
def draft(henrik: Client) -> PolicyVersion:
    return begin(henrik)


def tree(client: Client, draft: PolicyVersion, part: str, **told: Any) -> tuple[Branch, ...]:
    """The tree after a change that was taken."""
    page(save(client, now(draft), part, **told))
    return now(draft).content.tree


def test_a_branch_comes_before_the_one_that_takes_everything(henrik: Client, draft: PolicyVersion) -> None:
    told = {"name": "Gold", "topics": "Returns, Payments", "customer_tiers": "gold", "triggers": ["anger"]}
    branches = tree(henrik, draft, "tree", at="new", **told)
    assert [one.name for one in branches] == ["Gold", "Everything else"]
    gold = branches[0]
    assert (gold.topics, gold.customer_tiers, gold.triggers) == (
        ("Returns", "Payments"),
        ("gold",),
        (TriggerName.ANGER,),
    )
    assert gold.rungs == PLAIN_TREE[0].rungs
    assert [one.name for one in tree(henrik, draft, "tree", at="0", verb="down")] == [
        "Everything else",
        "Gold",
    ]
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert "The last branch must take everything" in shown
    assert [one.name for one in tree(henrik, draft, "tree", at="1", verb="remove")] == ["Everything else"]
    assert "at least one branch" in page(save(henrik, now(draft), "tree", at="0", verb="remove"), 422)


def test_a_rung_is_added_moved_changed_and_removed(henrik: Client, draft: PolicyVersion) -> None:
    rungs = tree(henrik, draft, "rungs", branch="0", at="new", **HUMAN | {"queue": "Orders", "skills": "de"})[
        0
    ].rungs
    assert rungs[-1] == Rung(RungKind.HUMAN, timer_s=600, queue="Orders", skills=("de",))
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert shown.count("After the last rung there is no next one") == 2, "at the top and at the field"
    assert "After the last rung" in page(publish(henrik, draft), 422)
    moved = tree(henrik, draft, "rungs", branch="0", at="2", verb="up")[0].rungs
    assert [one.kind for one in moved] == ["human", "human", "supervisor"]
    soft = HUMAN | {"mode": "soft", "minutes": "0.5", "then": "queue", "to": "Payments"}
    changed = tree(henrik, draft, "rungs", branch="0", at="1", **soft)[0].rungs[1]
    assert changed == Rung(RungKind.HUMAN, mode=Mode.SOFT, timer_s=30, then=Overrun.QUEUE, to="Payments")
    assert len(tree(henrik, draft, "rungs", branch="0", at="1", verb="remove")[0].rungs) == 2


def test_a_form_asks_its_questions(henrik: Client, draft: PolicyVersion) -> None:
    asked = {
        "label_0": "Which order?",
        "name_0": "",
        "kind_0": "order",
        "required_0": "on",
        "label_1": "",
        "kind_1": "text",
    }
    rung = tree(henrik, draft, "rungs", branch="0", at="new", **HUMAN | {"kind": "form"} | asked)[0].rungs[-1]
    assert rung.questions == (Question("which_order", "Which order?", FieldKind.ORDER),)
    fields = henrik.get(f"/control/policy/{draft.pk}/").context["sheet"].lists.tree[0].rungs[-1]
    assert len(fields.questions) == 3, "two more may be asked"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": "0"}, "greater than or equal"),
        ({"kind": "robot"}, "Select a valid choice"),
        ({"minutes": ""}, "required"),
    ],
)
def test_a_rung_that_cannot_be_is_refused_at_its_field(
    henrik: Client, draft: PolicyVersion, wrong: dict[str, str], said: str
) -> None:
    shown = page(save(henrik, draft, "rungs", branch="0", at="new", **HUMAN | wrong), 422)
    assert said in shown
    assert 'aria-invalid="true"' in shown


def test_rungs_of_a_branch_that_is_not_there_are_not_found(henrik: Client, draft: PolicyVersion) -> None:
    assert save(henrik, draft, "rungs", branch="3", at="new", **HUMAN).status_code == 404


def test_the_picture_shows_every_branch_rung_timer_and_way_out() -> None:
    form = Rung(RungKind.FORM, timer_s=90, questions=(Question("order", "Which order?"),))
    away = Rung(RungKind.HUMAN, mode=Mode.SOFT, timer_s=7200, then=Overrun.QUEUE, to="Night")
    document = Document(tree=(Branch(name="Gold", topics=("Returns",), rungs=(form, away)), *PLAIN_TREE))
    drawing = picture.drawn(document)
    gold, rest = drawing.rows
    assert [(box.title, box.small, box.soft) for box in gold.boxes] == [
        ("A form", "1 question", False),
        ("A human", "the topic’s queue", True),
    ]
    assert [(arrow.said, arrow.out and arrow.out.text) for arrow in gold.arrows] == [
        ("90 s", None),
        ("2 h", "Night"),
    ]
    assert [line.text for line in gold.conditions] == ["topic: Returns"]
    assert [line.text for line in rest.conditions] == ["takes everything"]
    assert drawing.height >= max(box.y + drawing.tall for row in drawing.rows for box in row.boxes)
    assert "A human for 2 h, then queue Night" in drawing.said


def test_a_rung_is_offered_the_front_ends_there_are(henrik: Client, draft: PolicyVersion) -> None:
    factories.source("Order <desk>")
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert '<option value="Order &lt;desk&gt;">' in shown
    assert 'list="policy-sources"' in shown


def test_what_agents_leave_unanswered_goes_on_as_the_policy_says(
    henrik: Client, draft: PolicyVersion
) -> None:
    url = f"/control/policy/{draft.pk}/"
    assert "stays with them until somebody passes it on" in page(henrik.get(url))
    told = {"on": "on", "answer": "", "away": "7.5", "then": "supervisor"}
    shown = page(save(henrik, now(draft), "silence", **told))
    assert now(draft).content.silence == Silence(away_s=450, then=Overrun.SUPERVISOR)
    assert "or whose agent left the desk 7.5 min ago, goes to a supervisor." in shown
    assert "greater than or equal to 1" in page(
        save(henrik, now(draft), "silence", **told | {"away": "0"}), 422
    )
    page(save(henrik, now(draft), "silence", **told | {"on": ""}))
    assert now(draft).content.silence is None
