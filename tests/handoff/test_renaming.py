"""Henrik gives a queue another name while the policy leads to it."""

import pytest

from handoff import drafting, policies, queueing, queues
from handoff.errors import Invalid, Outdated
from handoff.models import Conversation, Person, PolicyVersion, Queue
from handoff.policy import Document
from handoff.policy.document import Branch, Rung
from handoff.policy.hours import Hours
from handoff.policy.terms import Overrun, RungKind
from handoff.renaming import queue_called
from handoff.vocabulary import PersonRole
from tests import factories

pytestmark = pytest.mark.django_db


def leading_to(queue: str, hold: float = 0.6) -> Document:
    rungs = (
        Rung(RungKind.HUMAN, queue=queue, then=Overrun.NEXT),
        Rung(RungKind.SUPERVISOR, then=Overrun.EMAIL),
    )
    return Document(hold_from=hold, tree=(Branch(name="Everything", rungs=rungs),))


@pytest.fixture
def henrik() -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


@pytest.fixture
def advice(orders: Queue) -> Queue:
    return factories.queue("Advice")


@pytest.fixture
def live(henrik: Person, advice: Queue) -> PolicyVersion:
    draft = drafting.begin(by=henrik, document=leading_to("advice"))
    return drafting.publish(draft.pk, revision=draft.revision, by=henrik, why="Advice first.").version


def rename(queue: Queue, name: str, by: Person) -> Queue:
    return queues.keep(queue, name=name, topics=queue.topics, default=queue.default, hours=Hours(), by=by)


def named(version: PolicyVersion) -> str:
    return version.content.tree[0].rungs[0].queue


def test_a_policy_that_names_nobodys_queue_does_not_go_live(henrik: Person, orders: Queue) -> None:
    draft = drafting.begin(by=henrik, document=leading_to("Adivce"))
    with pytest.raises(Invalid, match=r"There is no queue “Adivce”. Known: Orders") as refused:
        drafting.publish(draft.pk, revision=draft.revision, by=henrik, why="Advice first.")
    assert refused.value.facts["field"] == "tree[0].rungs[0].queue"


def test_the_live_policy_says_the_new_name_in_a_version_of_its_own(
    henrik: Person, advice: Queue, live: PolicyVersion
) -> None:
    rename(advice, "Outdoor advice", henrik)
    now = policies.live()
    assert (now.pk > live.pk, named(now), now.base) == (True, "Outdoor advice", live)
    assert now.why == "The queue “Advice” is called “Outdoor advice” now."
    assert named(PolicyVersion.objects.get(pk=live.pk)) == "advice", "what was live is never changed"


def test_a_queue_that_the_policy_does_not_name_makes_no_version(
    henrik: Person, orders: Queue, live: PolicyVersion
) -> None:
    rename(orders, "Parcels", henrik)
    assert policies.live() == live


def test_drafts_go_along_and_can_still_be_published(
    henrik: Person, advice: Queue, live: PolicyVersion
) -> None:
    mine = drafting.begin(by=henrik, document=leading_to("Advice", hold=0.5))
    rename(advice, "Outdoor advice", henrik)
    with pytest.raises(Outdated):
        drafting.change(mine.pk, revision=mine.revision, by=henrik, document=leading_to("Advice"))
    draft = PolicyVersion.objects.get(pk=mine.pk)
    assert named(draft) == "Outdoor advice"
    drafting.publish(draft.pk, revision=draft.revision, by=henrik, why="Bolder.")
    assert policies.live().content == leading_to("Outdoor advice", hold=0.5)


def test_who_waits_under_an_older_version_still_finds_the_line(
    henrik: Person, advice: Queue, live: PolicyVersion
) -> None:
    rename(rename(advice, "Outdoor advice", henrik), "Outdoors", henrik)
    drafting.rollback(live.pk, live=policies.live().pk, by=henrik, why="As before.")
    heard = factories.hears("I want to talk to a human")
    assert Conversation.objects.get(pk=heard.pk).queue == advice
    factories.queue("advice")
    assert str(queue_called("Advice")) == "advice", "a queue that is called so now comes first"


def test_a_queue_that_the_policy_leads_to_stays(henrik: Person, advice: Queue, live: PolicyVersion) -> None:
    with pytest.raises(Invalid, match="leads customers here, in its branch “Everything”"):
        queues.remove(advice, by=henrik)
    draft = drafting.begin(by=henrik, document=leading_to("Orders"))
    drafting.publish(draft.pk, revision=draft.revision, by=henrik, why="No more advice.")
    queues.remove(advice, by=henrik)
    assert not Queue.objects.filter(pk=advice.pk).exists()


def test_no_rollback_leads_to_a_queue_that_was_removed(
    henrik: Person, advice: Queue, live: PolicyVersion
) -> None:
    rename(advice, "Outdoor advice", henrik)
    draft = drafting.begin(by=henrik, document=leading_to("Orders"))
    without = drafting.publish(draft.pk, revision=draft.revision, by=henrik, why="No more advice.").version
    queues.remove(Queue.objects.get(pk=advice.pk), by=henrik)
    with pytest.raises(Invalid, match=r"There is no queue “advice”. Known: Orders") as refused:
        drafting.rollback(live.pk, live=without.pk, by=henrik, why="As before.")
    assert refused.value.facts["field"] == "tree[0].rungs[0].queue"
    assert policies.live() == without


def test_an_unknown_line_leaves_a_conversation_where_it_is(henrik: Person, live: PolicyVersion) -> None:
    held = factories.hears("I want to talk to a human")
    handoff = held.handoffs.get()
    assert queueing.move(held, handoff, "Nobody's") == handoff
