"""The front ends that may talk to us: their keys, and the one-use tickets of their browsers.

Of a key or a ticket only the SHA-256 is kept. Both are 256 random bits, so a slow hash would add nothing, and
looking them up by digest leaks nothing by its timing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Source, SourceKey, Ticket
from handoff.vocabulary import Answering

TICKET_LIFE = timedelta(seconds=60)
USED_EVERY = timedelta(minutes=1)
NAME_LENGTH = 80


def create(name: str) -> Source:
    """The source of this name, made where it is new. Raises Invalid for an empty or overlong name."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH or "\0" in name:
        raise Invalid(f"A source needs a name of 1 to {NAME_LENGTH} characters.", field="name")
    return Source.objects.get_or_create(name=name)[0]


def let_answer(source: Source, answering: Answering) -> Source:
    """Choose who answers the source's customers; it holds from their next message on."""
    source.answering = answering
    source.save(update_fields=["answering"])
    return source


def issue(source: Source, *, label: str = "", expires_at: datetime | None = None) -> tuple[SourceKey, str]:
    """A new key of a source, and its text, which nobody can ever read again. Raises Invalid for a bad label."""
    if len(label) > NAME_LENGTH or "\0" in label:
        raise Invalid(f"A label has at most {NAME_LENGTH} characters.", field="label")
    text = f"baton_{secrets.token_urlsafe(32)}"
    key = SourceKey.objects.create(
        source=source,
        public_id=f"key_{secrets.token_hex(6)}",
        digest=_digest(text),
        label=label,
        expires_at=expires_at,
    )
    return key, text


def verify(text: str) -> SourceKey | None:
    """The living key with this text, its source loaded; None for any other text."""
    key = SourceKey.objects.select_related("source").filter(_living(), digest=_digest(text)).first()
    if key is not None:
        _mark_used(key)
    return key


def revoke(public_id: str) -> SourceKey:
    """End a key at once; one that is already revoked stays as it is. Raises Invalid where there is none."""
    SourceKey.objects.filter(public_id=public_id, revoked_at__isnull=True).update(revoked_at=now())
    return _key(public_id)


def expire(public_id: str, at: datetime) -> SourceKey:
    """Let a key end at `at`. Raises Invalid where there is none."""
    SourceKey.objects.filter(public_id=public_id).update(expires_at=at)
    return _key(public_id)


def living_keys(ids: set[int]) -> dict[int, int]:
    """Which of these keys may still be used, each with the newest event number of its source."""
    rows = SourceKey.objects.filter(_living(), pk__in=ids)
    return dict(rows.values_list("pk", "source__last_seq"))


def make_ticket(key_id: int, conversation: str = "") -> tuple[Ticket, str]:
    """A one-use pass for 60 s, and its text; with `conversation` good for that one only."""
    text = secrets.token_urlsafe(32)
    ticket = Ticket.objects.create(
        key_id=key_id, digest=_digest(text), conversation=conversation, expires_at=now() + TICKET_LIFE
    )
    return ticket, text


def redeem_ticket(text: str) -> Ticket | None:
    """The ticket with this text, used up by this call; None where it is unknown, used, expired or its key dead."""
    living = Ticket.objects.filter(
        digest=_digest(text), expires_at__gt=now(), key__in=SourceKey.objects.filter(_living())
    )
    if not living.filter(used_at__isnull=True).update(used_at=now()):
        return None
    return living.select_related("key__source").first()


def _living() -> Q:
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now()))


def _mark_used(key: SourceKey) -> None:
    # At most once a minute, so that a busy key does not become a busy row.
    if key.used_at is None or key.used_at < now() - USED_EVERY:
        key.used_at = now()
        SourceKey.objects.filter(pk=key.pk).update(used_at=key.used_at)


def _key(public_id: str) -> SourceKey:
    key = SourceKey.objects.select_related("source").filter(public_id=public_id).first()
    if key is None:
        raise Invalid(f"There is no key “{public_id}”.", field="key")
    return key


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
