"""Henrik changes the policy on its page: a draft, one change at a time, and live only when he says why."""

import re
from typing import Any

import msgspec
import pytest
from django.test import Client

from handoff import drafting, policies, queues
from handoff.models import Person, PolicyVersion, Publication
from handoff.policy import Document
from handoff.policy.confirm import PHRASE
from handoff.policy.document import Branch, Rung, Setting
from handoff.policy.terms import Overrun, RungKind
from handoff.vocabulary import Mode, PersonRole, TriggerName
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def begin(client: Client) -> PolicyVersion:
    """The draft that the button makes."""
    answer = client.post("/control/policy/drafts/")
    return PolicyVersion.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def save(client: Client, draft: PolicyVersion, part: str, **told: Any) -> Any:
    told = {"revision": draft.revision, **told}
    return client.post(f"/control/policy/{draft.pk}/{part}/", told, headers=HTMX)


def now(draft: PolicyVersion) -> PolicyVersion:
    return PolicyVersion.objects.get(pk=draft.pk)


def publish(client: Client, draft: PolicyVersion, why: str = "Fewer wrong answers", **told: Any) -> Any:
    told = {"revision": now(draft).revision, "why": why, **told}
    return client.post(f"/control/policy/{draft.pk}/publication/", told)


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:500]
    return str(answer.content.decode())


def test_the_live_version_is_read_and_not_edited(henrik: Client) -> None:
    shown = page(henrik.get("/control/policy/"))
    assert "Begin a change" in shown
    assert 'type="range"' not in shown


def test_a_draft_is_changed_published_and_rolled_back(henrik: Client) -> None:
    first, draft = policies.live(), begin(henrik)
    shown = page(save(henrik, draft, "thresholds", hold_from=".55", send_from="0,83"))
    assert "<b>2</b> changes" in shown
    assert "Send from: .86 → .83" in shown
    assert policies.live() == first
    assert publish(henrik, draft)["Location"] == "/control/policy/"
    live = policies.live()
    assert (live.pk, live.content.hold_from, live.content.send_from) == (draft.pk, 0.55, 0.83)
    told = {"version": first.pk, "live": live.pk, "why": "Too many complaints"}
    assert henrik.post("/control/policy/rollback/", told).status_code == 302
    row = Publication.objects.all()[0]
    assert (row.version, str(row.by), row.why) == (first, "Henrik Vik", "Too many complaints")
    assert "Too many complaints" in page(henrik.get("/control/policy/"))


def test_a_rollback_to_a_queue_that_is_gone_is_refused_where_it_is_named(henrik: Client) -> None:
    first, admin, advice = (
        policies.live(),
        Person.objects.get(role=PersonRole.ADMIN),
        factories.queue("Advice"),
    )
    rungs = (Rung(RungKind.HUMAN, queue="Advice", then=Overrun.EMAIL),)
    draft = drafting.begin(by=admin, document=Document(tree=(Branch(name="All", rungs=rungs),)))
    drafting.publish(draft.pk, revision=draft.revision, by=admin, why="Advice first.")
    drafting.rollback(first.pk, live=draft.pk, by=admin, why="As before.")
    queues.remove(advice, by=admin)
    told = {"version": draft.pk, "live": first.pk, "why": "Advice again"}
    shown = page(henrik.post("/control/policy/rollback/", told), 422)
    assert "tree[0].rungs[0].queue: There is no queue “Advice”." in shown
    assert policies.live() == first


@pytest.mark.parametrize(
    ("hold", "send", "said"),
    [
        (".9", ".8", "Must be at least 0.90"),
        ("1.2", ".8", "less than or equal to 1"),
        ("low", ".8", "Enter a number"),
    ],
)
def test_thresholds_that_cannot_be_are_refused_at_their_field(
    henrik: Client, hold: str, send: str, said: str
) -> None:
    draft = begin(henrik)
    shown = page(save(henrik, draft, "thresholds", hold_from=hold, send_from=send), 422)
    assert said in shown
    assert f'value="{hold}"' in shown, "what was typed stays"
    assert now(draft).content == policies.live().content


def test_a_topic_gets_a_line_of_its_own_by_moving_its_handles(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "thresholds", hold_from=".7", send_from=".95", topic="Payments", source="")
    own = now(draft).content.own
    assert [(one.topic, one.source, one.hold_from, one.send_from) for one in own] == [
        ("Payments", "", 0.7, 0.95)
    ]
    shown = page(henrik.get(f"/control/policy/{draft.pk}/?topic=Payments"))
    assert 'value=".95"' in shown
    assert "live .86" in shown


def test_a_trigger_is_set_in_the_units_people_think_in(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "triggers", trigger="sla", on="on", at="5", mode="soft")
    assert now(draft).content.triggers[TriggerName.SLA] == Setting(at=300, mode=Mode.SOFT)
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert "<ins>5 min before, soft</ins>" in shown
    anger = save(henrik, now(draft), "triggers", trigger="anger", on="on", at="7", rise="1", mode="hard")
    assert "less than or equal to 1" in page(anger, 422)


@pytest.mark.parametrize(("typed", "off"), [("", False), ("yes", False), (PHRASE.upper(), True)])
def test_a_way_to_a_human_is_closed_by_a_typed_confirmation_alone(
    henrik: Client, typed: str, off: bool
) -> None:
    draft = begin(henrik)
    answer = save(henrik, draft, "triggers", trigger="human_request", at=".5", confirm=typed)
    assert answer.status_code == (200 if off else 422)
    assert now(draft).content.trigger(TriggerName.HUMAN_REQUEST).on is not off
    if off:
        assert "no way to a human" in page(publish(henrik, draft), 422), "and once more to go live"
        assert publish(henrik, draft, confirm=PHRASE).status_code == 302


def test_grave_matters_are_switched_off_and_added(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "risks", on=["legal", "refund"])
    save(henrik, now(draft), "risk", was="", name="avalanche", phrases="airbag\nburied alive\n\nairbag")
    risks = now(draft).content.risks
    assert (set(risks.off), risks.added) == (
        {"billing_dispute", "account_security", "self_harm", "safety"},
        {"avalanche": ("airbag", "buried alive")},
    )
    again = save(henrik, now(draft), "risk", was="", name="avalanche", phrases="snow")
    assert "already" in page(again, 422)
    save(henrik, now(draft), "risk", was="avalanche", verb="remove")
    assert now(draft).content.risks.added == {}


def test_a_grave_matter_is_described_in_words(henrik: Client) -> None:
    draft = begin(henrik)
    assert "Say what it is about" in page(save(henrik, draft, "risk", was="", name="recall"), 422)
    asked = save(henrik, draft, "risk", was="", name="big", sentence="orders over 100")
    assert "errorlist" in page(asked, 422), "100 of what?"
    save(henrik, draft, "risk", was="", name="recall", sentence="anything about recalled stoves")
    (told,) = now(draft).content.risks.described.items()
    assert (told[0], told[1].sentence, bool(told[1].rule)) == (
        "recall",
        "anything about recalled stoves",
        True,
    )
    assert "Understood: " in page(henrik.get(f"/control/policy/{draft.pk}/"))
    save(
        henrik,
        now(draft),
        "risk",
        was="recall",
        name="stove",
        sentence=told[1].sentence,
        phrases="do not light it",
    )
    risks = now(draft).content.risks
    assert (risks.described, risks.added) == ({"stove": told[1]}, {"stove": ("do not light it",)})
    assert "already" in page(save(henrik, now(draft), "risk", was="", name="stove", sentence="snow"), 422)
    save(henrik, now(draft), "risk", was="stove", verb="remove")
    assert now(draft).content.risks.own == ()


def test_publishing_asks_why(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "thresholds", hold_from=".5", send_from=".9")
    shown = page(publish(henrik, draft, why="  "), 422)
    assert "This field is required" in shown
    assert "data-open" in shown
    assert policies.live() != draft


def test_a_draft_is_scheduled_in_the_admin_s_own_time_and_taken_back(henrik: Client) -> None:
    Person.objects.filter(username="henrik").update(timezone="Europe/Oslo")
    draft = begin(henrik)
    save(henrik, draft, "thresholds", hold_from=".5", send_from=".9")
    assert "Say when" in page(publish(henrik, draft, verb="schedule"), 422)
    assert "in the future" in page(publish(henrik, draft, verb="schedule", at="2020-01-01T12:00"), 422)
    assert publish(henrik, draft, verb="schedule", at="2099-07-01T12:00").status_code == 302
    assert f"{now(draft).publish_at:%H:%M}" == "10:00"
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert "Take it back" in shown
    assert 'type="range"' not in shown
    told = {"revision": now(draft).revision}
    henrik.post(f"/control/policy/{draft.pk}/scheduling/end/", told)
    assert now(draft).publish_at is None


def test_a_discarded_draft_is_gone_and_readable(henrik: Client) -> None:
    draft = begin(henrik)
    henrik.post(f"/control/policy/{draft.pk}/discarding/", {"revision": 0})
    assert f'href="/control/policy/{draft.pk}/"' not in page(henrik.get("/control/policy/"))
    assert "Begin a draft from it" in page(henrik.get(f"/control/policy/{draft.pk}/"))


def test_whoever_is_slower_sees_both_and_loses_nothing(henrik: Client) -> None:
    astrid = factories.person("Astrid Moe", role=PersonRole.ADMIN)
    draft = begin(henrik)
    seen = henrik.get(f"/control/policy/{draft.pk}/").context["sheet"].seen
    theirs = msgspec.structs.replace(draft.content, hold_from=0.5)
    drafting.change(draft.pk, revision=0, by=astrid, document=theirs)
    told = {"trigger": "anger", "on": "on", "at": ".65", "rise": ".5", "mode": "hard", "seen": seen}
    answer = save(henrik, draft, "triggers", **told)
    shown = page(answer, 409)
    assert "Astrid Moe changed this draft meanwhile" in shown
    assert "Hold from: .60 → .50" in shown
    assert "Anger: at: .70 → .65" in shown
    assert "Save yours as well" in shown
    both = answer.context["conflict"].both
    save(henrik, now(draft), "document", document=both)
    content = now(draft).content
    assert (content.hold_from, content.trigger(TriggerName.ANGER).at) == (0.5, 0.65)


def test_what_went_live_meanwhile_is_shown_and_taken_over(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "thresholds", hold_from=".5", send_from=".9")
    factories.policy("Astrid was faster", send_from=0.95)
    assert "went live after this draft" in page(publish(henrik, draft), 409)
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert "Astrid was faster" in shown
    assert "Send from: .86 → .95" in shown
    told = {"revision": now(draft).revision}
    shown = page(henrik.post(f"/control/policy/{draft.pk}/catching-up/", told))
    assert "Send from: .86 → .90" in shown, "both changed it"
    assert publish(henrik, draft).status_code == 302
    assert (policies.live().content.hold_from, policies.live().content.send_from) == (0.5, 0.9)


def test_an_edit_of_what_went_live_meanwhile_becomes_a_draft_of_its_own(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "thresholds", hold_from=".5", send_from=".9")
    seen = now(draft)
    publish(henrik, draft)
    answer = save(henrik, seen, "thresholds", hold_from=".4", send_from=".9")
    assert "Begin a draft with yours" in page(answer, 409)
    both = answer.context["conflict"].both
    made = henrik.post("/control/policy/drafts/", {"document": both})["Location"]
    assert "Hold from: .50 → .40" in page(henrik.get(made))


def test_the_page_shows_what_past_proposals_would_have_come_to(henrik: Client) -> None:
    for confidence in (0.3, 0.7, 0.84, 0.97):
        factories.proposes(factories.hears(), confidence=confidence, topic="Returns")
    draft = begin(henrik)
    shown = page(save(henrik, draft, "thresholds", hold_from=".6", send_from=".83"))
    assert "4 proposals" in shown
    figures = henrik.get(f"/control/policy/{draft.pk}/?topic=returns").context["sheet"].figures
    assert [(band.percent, band.points) for band in (figures.handoff, figures.hold, figures.send)] == [
        (25, 0),
        (25, -25),
        (50, 25),
    ]
    assert henrik.get(f"/control/policy/{draft.pk}/?topic=Payments").context["sheet"].figures is None


def test_past_proposals_are_drawn_alike_in_every_language(henrik: Client) -> None:
    for confidence in (0.31, 0.72, 0.72, 0.97):
        factories.proposes(factories.hears(), confidence=confidence)
    english, german = (
        re.findall(r'<rect [^>]*width="18"[^>]*>', page(henrik.get("/control/policy/", headers=told)))
        for told in ({"Accept-Language": "en"}, {"Accept-Language": "de"})
    )
    assert len(german) == 3
    assert german == english


@pytest.mark.parametrize("part", ["nonsense", "publications"])
def test_a_part_that_is_none_is_not_found(henrik: Client, part: str) -> None:
    assert save(henrik, begin(henrik), part).status_code == 404


def test_the_words_of_a_policy_cannot_steer_the_screen(henrik: Client) -> None:
    draft = begin(henrik)
    save(henrik, draft, "thresholds", hold_from=".6", send_from=".9", topic="<script>alert(1)</script>")
    assert "<script>alert" not in page(henrik.get(f"/control/policy/{draft.pk}/"))
