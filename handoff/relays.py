"""Another front end on a rung of the escalation tree: which one it is, and the name under which it is asked."""

import logging

from handoff.models import Conversation, Event, Hop, Relay, Source
from handoff.models.relay import PREFIX
from handoff.policy.document import Rung
from handoff.policy.terms import RungKind

log = logging.getLogger(__name__)


def front_end(held: Conversation, rung: Rung) -> Source | None:
    """The source that is asked on a rung; None where none is, or there is no other one of the name."""
    if rung.kind != RungKind.SOURCE:
        return None
    return Source.objects.filter(name__iexact=rung.source).exclude(pk=held.source_id).first()


def missed(held: Conversation, rung: Rung) -> bool:
    """Whether a rung is passed over as it names a source that there is not; the log tells of it."""
    missing = rung.kind == RungKind.SOURCE and front_end(held, rung) is None
    if missing:
        log.warning("conversation %s: no other source is called %r, rung passed over", held.pk, rung.source)
    return missing


def begin(held: Conversation, event: Event, source: Source) -> Relay:
    """Let `source` be asked about a held conversation for as long as the stay that `event` tells of."""
    return Relay.objects.create(conversation=held, event=event, source=source)


def named(source: Source, external_id: str) -> Relay | None:
    """What a source was asked about under this id; no query is made for an id that is not of our making."""
    if not external_id.startswith(PREFIX):
        return None
    return Relay.objects.select_related("source").filter(source=source, external_id=external_id).first()


def standing(conversation: Conversation) -> Relay | None:
    """The one whose turn it is now in a conversation; no query is made where it stands on no such rung."""
    if conversation.rung != RungKind.SOURCE:
        return None
    here = Hop.objects.filter(conversation=conversation, left_at__isnull=True).values("event")
    return Relay.objects.filter(event__in=here).first()
