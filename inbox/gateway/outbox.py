"""The durable events of a source: read from a cursor, acknowledged up to one."""

import json
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Max, Q, QuerySet

from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Delivery, Source
from inbox import links
from inbox.gateway.auth import Caller

PAGE = 200


@dataclass(frozen=True)
class Line:
    """One event as it goes over the wire."""

    seq: int
    text: str


def last_seq(caller: Caller) -> int:
    """The newest event that the caller may see; 0 where there is none."""
    if caller.only:
        return _of(caller).aggregate(last=Max("seq"))["last"] or 0
    return Source.objects.values_list("last_seq", flat=True).get(pk=caller.source.pk)


def newer(caller: Caller, after: int, *, unacked_upto: int = 0, limit: int = PAGE) -> list[Line]:
    """The events after `after`, in order; of those up to `unacked_upto` only the never acknowledged ones."""
    wanted = _of(caller).filter(seq__gt=after)
    if unacked_upto > after:
        wanted = wanted.filter(Q(seq__gt=unacked_upto) | Q(acked_at__isnull=True))
    rows = wanted.order_by("seq").values_list("seq", "type", "payload")[:limit]
    return [Line(seq, _encoded(seq, kind, payload)) for seq, kind, payload in rows]


def ack(caller: Caller, seq: int) -> None:
    """All of the caller's events up to `seq` were delivered. Raises Invalid beyond the last one."""
    if seq > last_seq(caller):
        raise Invalid("There is no event with this seq yet.", field="seq")
    _of(caller).filter(seq__lte=seq, acked_at__isnull=True).update(acked_at=now())


def _of(caller: Caller) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(source=caller.source)
    return (
        rows.filter(conversation__external_id=caller.only, conversation__source=caller.source)
        if caller.only
        else rows
    )


def _encoded(seq: int, kind: str, payload: dict[str, object]) -> str:
    told = {name: value for name, value in payload.items() if value is not None}
    if files := payload.get("attachments"):
        told["attachments"] = links.for_customer(cast(list[dict[str, Any]], files))  # fresh: links expire
    return json.dumps({"type": kind, "seq": seq, **told}, ensure_ascii=False, separators=(",", ":"))
