"""Writes that wait for each other: nobody reads around them, and what the database refuses is raised."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from handoff.clock import now
from handoff.flight import gathering
from handoff.models import Conversation, Customer, Event, Frame, Message
from handoff.quick import insert, leave
from handoff.reads import lock
from handoff.vocabulary import MessageKind, Role
from tests import factories

pytestmark = pytest.mark.django_db


def a_message(held: Conversation, number: int) -> Message:
    kind = MessageKind.HEARD
    return insert(
        Message(conversation=held, number=number, role=Role.CUSTOMER, kind=kind, text="Hi", at=now())
    )


def a_frame(held: Conversation, frame_id: str) -> Frame:
    return Frame(source_id=held.source_id, frame_id=frame_id, digest="d", reply="{}", at=now())


def held(then: tuple[type, ...] = (Message,)) -> Conversation:
    """Ingrid's conversation, locked."""
    row = lock(Conversation, then=then, customer_id=Customer.objects.get().pk)
    assert row is not None
    return row


@pytest.fixture(autouse=True)
def _ingrid() -> None:
    factories.hears()
    Event.objects.all().delete()
    Message.objects.all().delete()


def test_what_waits_is_there_for_who_reads() -> None:
    with gathering():
        message = a_message(held(), 1)
        assert list(Message.objects.values_list("pk", flat=True)) == [message.pk]


def test_it_is_there_at_the_end_in_the_order_of_writing() -> None:
    with gathering():
        first = a_message(held(), 1)
        second = a_message(held(), 2)
        leave(a_frame(first.conversation, "f1"))
    assert first.pk < second.pk
    assert [m.number for m in Message.objects.order_by("pk")] == [1, 2]
    assert Frame.objects.get().frame_id == "f1"


def test_a_refused_write_undoes_all_and_is_raised() -> None:
    with pytest.raises(IntegrityError):
        _twice()
    assert not Message.objects.exists()
    assert not Frame.objects.exists()


@transaction.atomic
def _twice() -> None:
    with gathering():
        one = held()
        a_message(one, 1)
        leave(a_frame(one, "f1"))
        leave(a_frame(one, "f1"))


def test_a_failure_of_ours_leaves_nothing_waiting() -> None:
    with pytest.raises(RuntimeError):
        _fails()
    with gathering():
        a_message(held(), 1)
    assert Message.objects.count() == 1


def test_the_rows_of_a_frame_need_no_statement_of_their_own() -> None:
    with gathering():
        held((Message, Event))  # the names of the sequences are asked for once
    with gathering(), CaptureQueriesContext(connection) as asked:
        one = held((Message, Event))
        a_message(one, 1)
        leave(a_frame(one, "f1"))
    expected = 2 if connection.vendor == "postgresql" else 4  # SQLite has no round trips to save
    assert len(asked.captured_queries) == expected, "who is it, hold it, and where it costs nothing each row"
    assert Message.objects.count() == Frame.objects.count() == 1


@transaction.atomic
def _fails() -> None:
    with gathering():
        a_message(held(), 1)
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
class TestCommit:
    """The end of the transaction goes along with the last writes."""

    def test_all_is_kept_and_told_once(self) -> None:
        told: list[str] = []
        with gathering():
            leave(a_frame(a_message(held(), 1).conversation, "f1"))
            transaction.on_commit(lambda: told.append("committed"))
        assert told == ["committed"]
        connection.close()  # what was not committed would go with it
        assert Message.objects.count() == Frame.objects.count() == 1

    def test_one_refused_write_leaves_nothing_and_nobody_is_told(self) -> None:
        told: list[str] = []
        leave(a_frame(Conversation.objects.get(), "f1"))
        with pytest.raises(IntegrityError):
            _again(told)
        assert not told
        assert not Message.objects.exists()
        with gathering():
            a_message(held(), 1)
        assert Message.objects.count() == 1

    def test_what_was_given_up_inside_is_not_kept(self) -> None:
        with gathering():
            a_message(held(), 1)
            transaction.set_rollback(True)
        assert not Message.objects.exists()


def _again(told: list[str]) -> None:
    with gathering():
        leave(a_frame(a_message(held(), 1).conversation, "f1"))
        transaction.on_commit(lambda: told.append("committed"))
