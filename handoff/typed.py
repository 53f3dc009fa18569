"""What people have typed and not sent, kept for each person, conversation and kind of text until it is sent."""

import re
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet

from handoff.clock import now
from handoff.errors import Invalid
from handoff.guards import MOST
from handoff.models import Conversation, Draft, Person, Typed
from handoff.tongue import say
from handoff.vocabulary import DraftStatus, State

REPLY: Final = "reply"
NOTE: Final = "note"
DRAFT: Final = "draft-"
KEPT, KEPT_AT_MOST = timedelta(days=7), timedelta(days=90)
"""Of a resolved conversation a text is kept for a week, in case it opens again; of any other for a quarter."""
KIND: Final = re.compile(r"reply|note|draft-[1-9]\d{0,17}")


def kind_of(draft_id: int | None) -> str:
    """The kind of a text that goes out: the edit of a draft, or a reply of one's own."""
    return f"{DRAFT}{draft_id}" if draft_id else REPLY


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


def forget_old() -> None:
    """Delete what nobody will send any more: of long resolved conversations, and of drafts that were decided."""
    Typed.objects.filter(at__lt=now() - KEPT_AT_MOST).delete()
    old = Typed.objects.filter(at__lt=now() - KEPT)
    old.filter(conversation__state=State.RESOLVED).delete()
    drafts = {kind: int(kind.removeprefix(DRAFT)) for kind in _kinds(old.filter(kind__startswith=DRAFT))}
    still = set(
        Draft.objects.filter(pk__in=drafts.values(), status=DraftStatus.OPEN).values_list("pk", flat=True)
    )
    old.filter(kind__in=[kind for kind, pk in drafts.items() if pk not in still]).delete()


def _kinds(rows: QuerySet[Typed]) -> list[str]:
    return list(rows.values_list("kind", flat=True).distinct()[:MOST])


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
