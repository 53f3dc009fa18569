"""Putting files into a message."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from handoff.errors import Invalid
from handoff.models import Attachment, Conversation, Message, Person
from handoff.tongue import say
from handoff.vocabulary import FileState

MOST: Final = 10


def chosen(conversation: Conversation, refs: Sequence[str], *, by: Person | None = None) -> list[Attachment]:
    """The files with these ids, in this order, as they may go into a message of a held conversation.

    Each was uploaded for that conversation, by the same side, and is in no message yet. What an agent sends must be
    found clean; a customer's may still be looked at. Raises Invalid, whose field names the first that is wrong.
    """
    if not refs:
        return []
    if len(set(refs)) != len(refs) or len(refs) > MOST:
        raise Invalid(say("At most {most} files, each once.", most=MOST), field="attachments")
    found = {one.ref: one for one in unsent(conversation).filter(ref__in=refs, uploader=by)}
    return [_usable(found.get(ref), place, by) for place, ref in enumerate(refs)]


def attach(message: Message, files: Sequence[Attachment]) -> None:
    """Put chosen files into a new message. Raises Invalid where one went into another in the same moment."""
    for place, one in enumerate(files):
        if not Attachment.objects.filter(pk=one.pk, message__isnull=True).update(
            message=message, place=place
        ):
            raise _unknown(place)


def unsent(conversation: Conversation) -> QuerySet[Attachment]:
    """The files of a conversation that are in no message yet."""
    named = conversation.via or conversation
    return Attachment.objects.filter(
        source=conversation.source_id, conversation=named.external_id, message__isnull=True
    ).order_by("pk")


def caption(attachments: Sequence[Attachment]) -> str:
    """The text of a message that has none of its own."""
    return ", ".join(one.name for one in attachments)


def _usable(one: Attachment | None, place: int, by: Person | None) -> Attachment:
    """The file, unless it may not be sent: that raises Invalid."""
    if one is None:
        raise _unknown(place)
    if one.state == FileState.REFUSED:
        raise Invalid(
            say("“{name}” was refused: {reason}", name=one.name, reason=one.reason),
            field=f"attachments[{place}]",
        )
    if by is not None and one.state != FileState.CLEAN:
        raise Invalid(
            say("“{name}” is still being checked. Send again in a moment.", name=one.name),
            field="attachments",
        )
    return one


def _unknown(place: int) -> Invalid:
    return Invalid(
        say("There is no such file of this conversation, or it was sent already."),
        field=f"attachments[{place}]",
    )
