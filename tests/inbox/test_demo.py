"""The demo, Fjell & Co: loaded once, it tells its stories; loaded twice, it tells them once."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from handoff.models import (
    Article,
    Conversation,
    Delivery,
    Draft,
    Event,
    Handoff,
    Message,
    Person,
    PolicyVersion,
    Queue,
    Rating,
    Timer,
)
from handoff.vocabulary import DraftStatus, EventKind, PersonRole, Role, State
from inbox.demo.articles import articles, macros
from inbox.demo.load import PASSWORD, load
from inbox.demo.script import Noted, Replied, Said, Script, read, workday
from tests import databases

SCRIPTS = read(timezone.localdate())
KEPT = (
    Conversation,
    Message,
    Event,
    Draft,
    Handoff,
    Delivery,
    Timer,
    Article,
    Person,
    Queue,
    PolicyVersion,
    Rating,
)
each = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    with django_db_blocker.unblock():
        began = timezone.now()
        assert load() == len(SCRIPTS)
        yield began
        databases.empty()


@pytest.fixture
def shop(_loaded: datetime, db: None) -> datetime:
    """The demo is in the database, as it stood at this moment."""
    return _loaded


def rows() -> dict[str, list[tuple[object, ...]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in KEPT}


def row(script: Script) -> Conversation:
    return Conversation.objects.get(source__name=script.source, external_id=script.id)


def test_loading_it_again_changes_nothing(shop: datetime) -> None:
    before = rows()
    assert load() == 0
    assert load(force=True) == 0
    assert rows() == before


def test_eight_people_can_log_in_among_them_a_supervisor_and_an_admin(shop: datetime) -> None:
    people = {person.username: person for person in Person.objects.all()}
    assert len(people) == 8
    assert {"mira", "jonas", "aylin"} <= {
        name for name, who in people.items() if who.role == PersonRole.AGENT
    }
    assert people["sofie"].role == PersonRole.SUPERVISOR
    assert people["henrik"].role == PersonRole.ADMIN
    assert all(person.check_password(PASSWORD) for person in people.values())


def test_every_agent_has_queues_and_every_queue_has_agents(shop: datetime) -> None:
    assert all(person.queues.exists() for person in Person.objects.filter(role=PersonRole.AGENT))
    assert all(queue.people.filter(role=PersonRole.AGENT).exists() for queue in Queue.objects.all())
    assert Queue.objects.get(default=True).name == "Orders"


def test_over_thirty_articles_and_macros_are_there_to_answer_from(shop: datetime) -> None:
    assert Article.objects.filter(kind=Article.ARTICLE).count() == len(list(articles())) >= 20
    assert Article.objects.filter(kind=Article.MACRO).count() == len(macros()) == 10


@each
def test_each_conversation_came_to_where_it_was_to(script: Script, shop: datetime) -> None:
    found = row(script)
    owner = found.assignee.username if found.assignee else None
    assert (found.state, owner) == (script.ends, script.owner)


@each
def test_what_waits_for_a_human_says_why(script: Script, shop: datetime) -> None:
    if script.because is None:
        assert not Handoff.objects.filter(conversation=row(script), accepted_at=None, ended_at=None).exists()
        return
    offered = Handoff.objects.get(conversation=row(script), accepted_at=None, ended_at=None)
    assert offered.decision is not None
    assert script.because in {trigger["trigger"] for trigger in offered.decision.triggers}


@each
def test_a_held_draft_waits_exactly_where_it_is_to_be_reviewed(script: Script, shop: datetime) -> None:
    draft = Draft.objects.filter(conversation=row(script), status=DraftStatus.OPEN).first()
    if script.ends == State.REVIEW:
        assert draft is not None
        assert draft.confidence == script.confidence
        assert draft.citations
    else:
        assert draft is None or script.ends in (State.ASSIGNED, State.QUEUED)


@each
def test_what_the_customers_thought_of_it_is_kept(script: Script, shop: datetime) -> None:
    scores = Rating.objects.filter(conversation=row(script)).values_list("score", flat=True)
    assert list(scores) == ([script.score] if script.score else [])


@each
def test_what_was_written_was_written_then(script: Script, shop: datetime) -> None:
    written = [step for step in script.steps if isinstance(step, Said | Replied | Noted)]
    roles = (Role.CUSTOMER, Role.AGENT, Role.NOTE)
    thread = list(row(script).thread.filter(role__in=roles, draft=None).order_by("number"))
    assert [message.text for message in thread] == [step.text for step in written]
    for message, step in zip(thread, written, strict=True):
        ago = (thread[0].at - message.at) + timedelta(minutes=written[0].minutes_ago)
        assert abs(ago - timedelta(minutes=step.minutes_ago)) < timedelta(seconds=5)


@each
def test_its_history_is_in_the_order_of_time_and_ends_by_now(script: Script, shop: datetime) -> None:
    times = list(
        Event.objects.filter(conversation=row(script)).order_by("number").values_list("at", flat=True)
    )
    assert times == sorted(times)
    assert times[-1] <= timezone.now()


def test_nothing_is_left_undone_or_overdue(shop: datetime) -> None:
    assert not Event.objects.filter(settled_at=None).exists()
    assert not Timer.objects.filter(fired_at=None, cancelled_at=None, due_at__lt=shop).exists()


def test_the_lead_story_is_ready_to_be_answered(shop: datetime) -> None:
    ingrid = Conversation.objects.get(external_id="ingrid-poles")
    card = Event.objects.get(conversation=ingrid, kind=EventKind.HANDOFF_OFFERED)
    assert card.decision is not None
    assert card.decision.triggers[0]["span"].startswith("Is there anyone there")
    draft = Draft.objects.get(conversation=ingrid, status=DraftStatus.OPEN)
    assert (draft.confidence, draft.answers) == (0.72, ingrid.last_customer)
    note = ingrid.thread.get(role=Role.NOTE)
    assert str(note.author) == "Jonas Berg"
    assert "FJ-48213" in str(ingrid.briefing.content)


def test_a_wait_of_the_past_was_kept_warm_when_it_was_due(shop: datetime) -> None:
    offered = Event.objects.get(conversation__external_id="ingrid-poles", kind=EventKind.HANDOFF_OFFERED)
    said = Event.objects.get(conversation__external_id="ingrid-poles", kind=EventKind.REASSURED)
    assert timedelta(minutes=2) <= said.at - offered.at < timedelta(minutes=2, seconds=5)


def test_hostile_html_is_kept_word_for_word(shop: datetime) -> None:
    said = Message.objects.get(conversation__external_id="kwame-address", role=Role.CUSTOMER)
    assert "<script>document.title = 'hello from Kwame'</script>" in said.text


def test_every_state_is_there_to_be_seen(shop: datetime) -> None:
    assert set(Conversation.objects.values_list("state", flat=True)) == {str(state) for state in State}


def test_no_placeholder_is_left_in_what_people_read() -> None:
    assert not re.findall(r"\{(?:workday|date)", repr(SCRIPTS))


@pytest.mark.parametrize(
    ("today", "second"), [("2026-11-19", "Monday"), ("2026-11-20", "Tuesday"), ("2026-11-21", "Wednesday")]
)
def test_the_second_working_day_is_counted_over_the_weekend(today: str, second: str) -> None:
    assert f"{workday(date.fromisoformat(today), 2):%A}" == second


def test_every_article_is_complete_and_short_enough_to_be_read() -> None:
    for article in articles():
        assert article.title
        assert article.topic
        assert article.url.startswith("https://fjell.example/")
        assert 80 <= len(article.text.split()) <= 200, article.id


def test_macros_use_only_what_can_be_filled_in() -> None:
    used = {name for macro in macros() for name in re.findall(r"\{(.*?)\}", macro.text)}
    assert used == {"customer", "agent", "order"}
