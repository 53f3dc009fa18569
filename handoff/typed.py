"""What people have typed and not sent, kept for each person, conversation and kind of text until it is sent."""

import re
from typing import Final

from handoff.clock import now
from handoff.errors import Invalid
from handoff.guards import MOST
from handoff.models import Conversation, Person, Typed
from handoff.tongue import say

REPLY: Final = "reply"
NOTE: Final = "note"
KIND: Final = re.compile(r"reply|note|draft-[1-9]\d{0,17}")


def kind_of(draft_id: int | None) -> str:
    """The kind of a text that goes out: the edit of a draft, or a reply of one's own."""
    return f"draft-{draft_id}" if draft_id else REPLY


def keep(person: Person, conversation: Conversation | int, kind: str, text: str) -> None:
    """Keep what was typed, instead of what was there; an empty text is forgotten. Raises Invalid."""
    if not KIND.fullmatch(kind):
        raise Invalid(say("There is no such kind of text."), field="kind")
    if len(text) > MOST or "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise Invalid(say("This text cannot be kept."), field="text")
    pk = conversation.pk if isinstance(conversation, Conversation) else conversation
    if text.strip():
        Typed.objects.update_or_create(
            person=person, conversation_id=pk, kind=kind, defaults={"text": text, "at": now()}
        )
    else:
        forget(person, pk, kind)


def forget(person: Person, conversation_id: int, kind: str) -> None:
    """It was sent, or thrown away."""
    Typed.objects.filter(person=person, conversation=conversation_id, kind=kind).delete()


def put_back(person: Person, conversation_id: int, kind: str, text: str) -> str:
    """Let a text that did not go out stand before what was typed since; the whole of it."""
    since = texts(person, conversation_id).get(kind, "")
    whole = text if not since or since == text else f"{text}\n\n{since}"[:MOST]
    keep(person, conversation_id, kind, whole)
    return whole


def texts(person: Person, conversation_id: int) -> dict[str, str]:
    """All that `person` has typed in a conversation, by kind."""
    rows = Typed.objects.filter(person=person, conversation=conversation_id)
    return dict(rows.values_list("kind", "text"))
