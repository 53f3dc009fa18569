"""`seed`: a crowd that is as whole as if every verb had been called, and the same for the same number."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max, Q

from handoff import decide
from handoff.models import (
    Conversation,
    Decision,
    Delivery,
    Draft,
    Event,
    Feedback,
    Hop,
    Message,
    Person,
    Source,
    Timer,
)
from handoff.vocabulary import Role, State
from inbox.demo.crowd import load as loading
from inbox.demo.crowd import stories
from inbox.demo.crowd.load import Wish, load
from inbox.demo.crowd.tables import tables
from tests import factories

pytestmark = pytest.mark.django_db

OPEN, RESOLVED = 36, 60


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stories alone, for what holds of all."""
    monkeypatch.setattr(stories, "OPEN", {name: stories.OPEN[name] for name in ("held", "in-hands")})


def make(**wish: int | bool) -> None:
    """Make a crowd."""
    for _ in load(Wish(**{"open": 0, "resolved": 0, **wish})):  # type: ignore[arg-type]
        pass


def breaches() -> Iterator[str]:
    """All that is not as the verbs would have left it."""
    counted = Counter(Conversation.objects.values_list("state", flat=True))
    if (counted[State.RESOLVED], counted.total()) != (RESOLVED, OPEN + RESOLVED):
        yield f"there are {counted}"
    if missing := set(State) - set(counted):
        yield f"nothing is {missing}"
    yield from _numbers()
    if Event.objects.filter(Q(settled_at=None) | Q(outward=True, announced_at=None)).exists():
        yield "what follows was not all done"
    for decision in Decision.objects.select_related("policy"):
        again = decide.again(decision)
        if (again.action, [one.as_dict() for one in again.triggers]) != (decision.action, decision.triggers):
            yield f"decision {decision.pk} would be another now"
    yield from _deliveries()


def _numbers() -> Iterator[str]:
    for model, column in ((Message, "messages"), (Event, "version")):
        rows = model.objects.values("conversation").annotate(n=Count("pk"), last=Max("number"))
        kept = dict(Conversation.objects.values_list("pk", column))
        if wrong := [row for row in rows if not row["n"] == row["last"] == kept[row["conversation"]]]:
            yield f"numbers with gaps: {wrong[:3]}"
    said = Message.objects.filter(role=Role.CUSTOMER).values("conversation").annotate(last=Max("number"))
    if said.exclude(last=F("conversation__last_customer")).exists():
        yield "another message of the customer is the newest"


def _deliveries() -> Iterator[str]:
    """Numbered to the last; of what is older than they are kept, none; else one for each outward event at least."""
    for source in Source.objects.all():
        seqs = list(source.deliveries.order_by("seq").values_list("seq", flat=True))
        if seqs != list(range(source.last_seq - len(seqs) + 1, source.last_seq + 1)):
            yield f"deliveries of {source} have gaps"
    for delivery in Delivery.objects.select_related("event__message", "conversation", "source"):
        payload, message = delivery.payload, delivery.event.message
        if payload["conversation"] != delivery.conversation.external_id:
            yield f"delivery {delivery.pk} is of another conversation"
        if payload["type"] == "message" and message and payload["message"] != message.ref:
            yield f"delivery {delivery.pk} is of another message"
    told = Event.objects.filter(outward=True, conversation__state__in=set(State) - {State.RESOLVED})
    if told.filter(deliveries=None).exists():
        yield "the front end was not told of everything"


def test_a_crowd_is_as_whole_as_if_it_had_been_played() -> None:
    make(open=OPEN, resolved=RESOLVED)
    connection.check_constraints()
    assert list(breaches()) == []
    assert not Conversation.objects.filter(external_id__contains="pattern").exists()
    assert not Message.objects.filter(Q(text__contains=stories.ORDER) | Q(text__contains="%")).exists()
    assert not Timer.objects.filter(
        fired_at=None, cancelled_at=None, due_at__lt=Conversation.objects.values("last_at")[:1]
    )
    assert not Hop.objects.filter(left_at=None).exclude(due_at=None).exists(), "nothing falls due at once"
    assert Draft.objects.filter(status="open").count() >= 3
    assert Feedback.objects.exists()
    assert Person.objects.filter(conversations__state=State.ASSIGNED).distinct().count() > 1


def test_what_is_written_next_goes_on_from_there(few: None) -> None:
    make(open=4)
    last = Conversation.objects.latest("pk")
    assert factories.hears().pk > last.pk
    factories.hears("And what about it?", conversation=last)
    last.refresh_from_db()
    assert last.messages == Message.objects.filter(conversation=last).count()


def test_the_same_number_makes_the_same_crowd(few: None) -> None:
    def crowd(seed: int) -> list[tuple[object, ...]]:
        with transaction.atomic():
            make(open=8, seed=seed)
            told = Message.objects.order_by("pk").values_list(
                "conversation__customer__name", "number", "text"
            )
            found: list[tuple[object, ...]] = list(told)
            transaction.set_rollback(True)
        return found

    assert crowd(3) == crowd(3)
    assert crowd(3) != crowd(4)


def test_a_database_that_holds_something_is_left_alone_unless_told(few: None) -> None:
    one = factories.hears()
    with pytest.raises(CommandError, match="not empty"):
        call_command("seed", open=4, resolved=0)
    assert Conversation.objects.count() == 1
    call_command("seed", open=4, resolved=0, add=True)
    assert Conversation.objects.exclude(pk=one.pk).count() == 4


def test_fewer_than_none_is_refused() -> None:
    with pytest.raises(CommandError, match="from 0"):
        call_command("seed", open=-1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its indexes")
def test_indexes_and_constraints_are_there_again_afterwards(
    few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MANY", 1)

    def kept() -> set[str]:
        names = [model._meta.db_table for model in tables()]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) UNION ALL SELECT conname || "
                "pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) ORDER BY 1",
                [names, names],
            )
            # PostgreSQL writes the same conditions with other brackets and casts the second time.
            return {
                re.sub(r"::character varying|::text|[\[\]() ]", "", told) for (told,) in cursor.fetchall()
            }

    before = kept()
    make(open=4)
    assert kept() == before
    assert len(before) > 40
    assert Conversation.objects.count() == 4
