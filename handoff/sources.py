"""The front ends that may talk to us: their keys, and the one-use tickets of their browsers.

Of a key or a ticket only the SHA-256 is kept. Both are 256 random bits, so a slow hash would add nothing, and
looking them up by digest leaks nothing by its timing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from handoff import changes, deadlines
from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Conversation, Person, Source, SourceKey, Ticket
from handoff.tongue import say
from handoff.vocabulary import Answering, Noun

TICKET_LIFE = timedelta(seconds=60)
USED_EVERY = timedelta(minutes=1)
NAME_LENGTH = 80


def create(name: str, *, by: Person | None = None) -> Source:
    """The source of this name, made where it is new. Raises Invalid for an empty or overlong name."""
    name = _name(name)
    with transaction.atomic():
        source, made = Source.objects.get_or_create(name=name)
        if made:
            _keep(source, {}, by)
    return source


def open_chat_page(source: Source) -> None:
    """Let the chat page of this house speak for `source`, unless it does so for another one."""
    with transaction.atomic():
        if not Source.objects.select_for_update().filter(chat_page=True).exists():
            Source.objects.filter(pk=source.pk).update(chat_page=True)


def change(
    source: Source, *, name: str, answering: Answering, by: Person | None = None, seen: int | None = None
) -> Source:
    """Give a source a name and choose who answers its customers; it holds from their next message on.

    Raises Invalid for a bad or taken name, Outdated where it was changed since revision `seen`.
    """
    name = _name(name)
    with transaction.atomic():
        held = Source.objects.select_for_update().get(pk=source.pk)
        changes.unchanged(Noun.SOURCE, held.pk, seen)
        if Source.objects.filter(name=name).exclude(pk=held.pk).exists():
            raise Invalid(say("There is a source “{name}” already.", name=name), field="name")
        before = _state(held)
        held.name, held.answering = name, answering
        held.save(update_fields=["name", "answering"])
        if before["name"] != name:
            deadlines.forget(Conversation.objects.filter(source=held))
        _keep(held, before, by)
    return held


def let_answer(source: Source, answering: Answering, *, by: Person | None = None) -> Source:
    """Choose who answers the source's customers."""
    return change(source, name=source.name, answering=answering, by=by)


def issue(
    source: Source, *, label: str = "", expires_at: datetime | None = None, by: Person | None = None
) -> tuple[SourceKey, str]:
    """A new key of a source, and its text, which nobody can ever read again. Raises Invalid for a bad label."""
    text = f"baton_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        key = SourceKey.objects.create(
            source=source,
            public_id=f"key_{secrets.token_hex(6)}",
            digest=_digest(text),
            label=_label(label),
            expires_at=expires_at,
        )
        _keep_key(key, {}, by)
    return key, text


def verify(text: str) -> SourceKey | None:
    """The living key with this text, its source loaded; None for any other text."""
    key = SourceKey.objects.select_related("source").filter(_living(), digest=_digest(text)).first()
    if key is not None:
        _mark_used(key)
    return key


def revoke(public_id: str, *, by: Person | None = None) -> SourceKey:
    """End a key at once; one that is already revoked stays as it is. Raises Invalid where there is none."""
    with transaction.atomic():
        key = _held(public_id)
        return _amended(key, by, revoked_at=key.revoked_at or now())


def amend(public_id: str, *, label: str, expires_at: datetime | None, by: Person | None = None) -> SourceKey:
    """Say what a key is for and when it ends. Raises Invalid for a bad label, or where there is no such key."""
    with transaction.atomic():
        return _amended(_held(public_id), by, label=_label(label), expires_at=expires_at)


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


def _held(public_id: str) -> SourceKey:
    keys = SourceKey.objects.select_for_update(of=("self",)).select_related("source")
    key = keys.filter(public_id=public_id).first()
    if key is None:
        raise Invalid(say("There is no key “{public_id}”.", public_id=public_id), field="key")
    return key


def _amended(key: SourceKey, by: Person | None, **columns: Any) -> SourceKey:
    before = _key_state(key)
    for name, value in columns.items():
        setattr(key, name, value)
    key.save(update_fields=list(columns))
    _keep_key(key, before, by)
    return key


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH or "\0" in name:
        raise Invalid(
            say("A source needs a name of 1 to {name_length} characters.", name_length=NAME_LENGTH),
            field="name",
        )
    return name


def _label(label: str) -> str:
    if len(label) > NAME_LENGTH or "\0" in label:
        raise Invalid(
            say("A label has at most {name_length} characters.", name_length=NAME_LENGTH), field="label"
        )
    return label


def _keep(source: Source, before: changes.State, by: Person | None) -> None:
    changes.keep(Noun.SOURCE, source.pk, source.name, before=before, after=_state(source), by=by)


def _state(source: Source) -> changes.State:
    return {"name": source.name, "answering": str(source.answering)}


def _keep_key(key: SourceKey, before: changes.State, by: Person | None) -> None:
    changes.keep(Noun.KEY, key.pk, str(key), before=before, after=_key_state(key), by=by)


def _key_state(key: SourceKey) -> changes.State:
    return {"label": key.label, "expires": key.expires_at, "revoked": key.revoked_at}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
