"""Henrik and Astrid change the policy: nothing by accident, nothing over each other, and back in one step."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from handoff import clock, drafting, policies
from handoff.clock import now
from handoff.errors import Invalid, NotYours, Outdated, WrongState
from handoff.models import Person, PolicyVersion, Publication
from handoff.policy import Document
from handoff.policy.document import Exclusion, Setting
from handoff.policy.terms import Status
from handoff.vocabulary import PersonRole
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def henrik() -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


@pytest.fixture
def astrid() -> Person:
    return factories.person("Astrid Moe", role=PersonRole.ADMIN)


def draft(by: Person, **parts: Any) -> PolicyVersion:
    return drafting.begin(by=by, document=msgspec.structs.replace(policies.live().content, **parts))


def publish(version: PolicyVersion, by: Person, why: str = "Fewer wrong answers") -> Publication:
    return drafting.publish(version.pk, revision=version.revision, by=by, why=why)


def test_a_draft_changes_nothing_until_it_is_published(henrik: Person) -> None:
    before = policies.live()
    drawn = draft(henrik, send_from=0.9)
    assert policies.live() == before
    row = publish(drawn, henrik)
    assert policies.live() == drawn
    assert (policies.live().content.send_from, row.by, row.why) == (0.9, henrik, "Fewer wrong answers")
    assert drawn.base == before


def test_of_two_who_save_the_same_draft_the_slower_is_told(henrik: Person, astrid: Person) -> None:
    drawn = draft(henrik, send_from=0.9)
    drafting.change(drawn.pk, revision=0, by=astrid, document=Document(send_from=0.95))
    with pytest.raises(Outdated, match="Astrid Moe changed this draft"):
        drafting.change(drawn.pk, revision=0, by=henrik, document=Document(send_from=0.8))
    assert PolicyVersion.objects.get(pk=drawn.pk).content.send_from == 0.95


def test_of_two_drafts_the_second_takes_over_the_first_before_it_goes_live(
    henrik: Person, astrid: Person
) -> None:
    his, hers = draft(henrik, send_from=0.9), draft(astrid, hold_from=0.5)
    publish(his, henrik)
    with pytest.raises(Outdated, match="went live after this draft"):
        publish(hers, astrid)
    hers, clashes = drafting.catch_up(hers.pk, revision=hers.revision, by=astrid)
    publish(hers, astrid)
    live = policies.live().content
    assert (live.hold_from, live.send_from, clashes) == (0.5, 0.9, [])


def test_a_published_version_is_never_changed(henrik: Person) -> None:
    drawn = draft(henrik, send_from=0.9)
    publish(drawn, henrik)
    with pytest.raises(WrongState, match="begin a new draft"):
        drafting.change(drawn.pk, revision=drawn.revision + 1, by=henrik, document=Document())
    with pytest.raises(WrongState):
        drafting.discard(drawn.pk, revision=drawn.revision + 1, by=henrik)


@pytest.mark.parametrize(
    ("parts", "why", "field"),
    [
        ({"hold_from": 0.9, "send_from": 0.8}, "Why not", "send_from"),
        ({"send_from": 0.9}, "  ", "why"),
        ({}, "Nothing new", "document"),
    ],
)
def test_what_may_not_go_live_says_where(henrik: Person, parts: dict[str, Any], why: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        publish(draft(henrik, **parts), henrik, why)
    assert refused.value.facts["field"] == field
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({}, "What counts as “large”"),
        ({"questions": [{"about": "large orders", "ask": "How large?"}]}, "How large?"),
        ({"floor": 0.4}, "match nothing"),
    ],
)
def test_an_exclusion_that_would_match_nothing_does_not_go_live(
    henrik: Person, rule: dict[str, Any], why: str
) -> None:
    version = draft(henrik, exclusions=(Exclusion("large", "large orders", rule),))
    with pytest.raises(Invalid, match=why) as refused:
        publish(version, henrik)
    assert refused.value.facts["field"] == "exclusions[0].sentence"


def test_a_rollback_is_one_step_and_a_row_of_its_own(henrik: Person) -> None:
    first = policies.live()
    second = publish(draft(henrik, send_from=0.9), henrik).version
    drafting.rollback(first.pk, live=second.pk, by=henrik, why="Too strict")
    assert policies.live() == first
    assert [row.version for row in Publication.objects.order_by("pk")] == [first, second, first]
    with pytest.raises(Outdated):
        drafting.rollback(second.pk, live=second.pk, by=henrik, why="Again")
    unborn = draft(henrik, send_from=0.8)
    with pytest.raises(Invalid, match="never live"):
        drafting.rollback(unborn.pk, live=first.pk, by=henrik, why="A draft")


def test_a_scheduled_draft_goes_live_at_its_time_by_itself(henrik: Person) -> None:
    drawn, at = draft(henrik, send_from=0.9), now() + timedelta(hours=2)
    drawn = drafting.schedule(drawn.pk, revision=0, by=henrik, why="From tonight", at=at)
    with pytest.raises(WrongState, match="take it back"):
        drafting.change(drawn.pk, revision=drawn.revision, by=henrik, document=Document())
    assert drafting.publish_due() == 0
    with clock.shifted(timedelta(hours=3)):
        assert drafting.publish_due() == 1
        assert drafting.publish_due() == 0
    row = Publication.objects.order_by("pk").last()
    assert row is not None
    assert (row.version, row.by, row.why) == (drawn, henrik, "From tonight")


def test_a_scheduled_draft_that_was_overtaken_stays_a_draft_and_says_so(
    henrik: Person, astrid: Person
) -> None:
    drawn, at = draft(henrik, send_from=0.9), now() + timedelta(hours=2)
    drafting.schedule(drawn.pk, revision=0, by=henrik, why="From tonight", at=at)
    hers = publish(draft(astrid, hold_from=0.5), astrid).version
    with clock.shifted(timedelta(hours=3)):
        assert drafting.publish_due() == 0
    kept = PolicyVersion.objects.get(pk=drawn.pk)
    assert (kept.status, kept.publish_at) == (Status.DRAFT, None)
    assert "Not published at its time" in kept.why
    assert policies.live() == hers


def test_only_admins_change_the_policy() -> None:
    sofie = factories.person("Sofie Lund", role=PersonRole.SUPERVISOR)
    with pytest.raises(NotYours):
        drafting.begin(by=sofie)
    with pytest.raises(NotYours):
        drafting.rollback(policies.live().pk, live=policies.live().pk, by=sofie, why="Mine")


def test_the_way_to_a_human_is_not_taken_away_without_a_typed_phrase(henrik: Person) -> None:
    off = factories.triggers(human_request=Setting(on=False))
    silent = draft(henrik, triggers=off)
    for typed in ("", "yes"):
        with pytest.raises(Invalid) as refused:
            drafting.publish(silent.pk, revision=0, by=henrik, why="An IVR", confirm=typed)
        assert refused.value.facts["field"] == "confirm"
    drafting.publish(silent.pk, revision=0, by=henrik, why="An IVR", confirm="No way to a HUMAN")
    assert policies.live() == silent


def test_what_was_confirmed_when_it_was_scheduled_goes_live_by_itself(henrik: Person) -> None:
    silent, at = draft(henrik, triggers=factories.triggers(human_request=Setting(on=False))), now()
    told: dict[str, Any] = {"revision": 0, "by": henrik, "why": "An IVR", "at": at + timedelta(hours=1)}
    with pytest.raises(Invalid):
        drafting.schedule(silent.pk, **told)
    drafting.schedule(silent.pk, **told, confirm="no way to a human")
    with clock.shifted(timedelta(hours=2)):
        assert drafting.publish_due() == 1
