"""Who is at the gateway: a source by its key, or one of its browsers by a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from handoff import sources
from handoff.models import Source
from handoff.protocol.codes import SUBPROTOCOL, TICKET_PREFIX


@dataclass(frozen=True)
class Caller:
    """An authenticated front end. With `only` it may speak of and hear from that one conversation."""

    source: Source
    key_id: int
    only: str = ""

    def may_see(self, conversation: str) -> bool:
        """Whether this external id is within the caller's reach."""
        return not self.only or self.only == conversation


def by_key(authorization: str) -> Caller | None:
    """The caller with this Authorization header; None where it bears no living key."""
    scheme, _, text = authorization.strip().partition(" ")
    key = sources.verify(text.strip()) if scheme.lower() == "bearer" else None
    return Caller(key.source, key.pk) if key else None


def by_ticket(text: str) -> Caller | None:
    """The caller with this ticket, which is used up by it; None where it is no good."""
    ticket = sources.redeem_ticket(text)
    return Caller(ticket.key.source, ticket.key_id, ticket.conversation) if ticket else None


def of_request(request: HttpRequest) -> Caller | None:
    """The caller of an HTTP request; tickets are for sockets and for uploads only."""
    return by_key(request.headers.get("Authorization", ""))


def of_upload(request: HttpRequest) -> Caller | None:
    """The caller of a request about a file: with a key, or a browser with `Bearer ticket.TOKEN`."""
    given = request.headers.get("Authorization", "").strip()
    scheme, _, text = given.partition(" ")
    text = text.strip()
    if scheme.lower() == "bearer" and text.startswith(TICKET_PREFIX):
        return by_ticket(text.removeprefix(TICKET_PREFIX))
    return by_key(given)


def of_handshake(headers: Iterable[tuple[bytes, bytes]], offered: Iterable[str]) -> Caller | None:
    """The caller of a WebSocket handshake that offers our subprotocol; a header wins over a ticket."""
    offered = list(offered)
    if SUBPROTOCOL not in offered:
        return None
    for name, value in headers:
        if name == b"authorization":
            return by_key(value.decode("latin1"))
    tickets = [word.removeprefix(TICKET_PREFIX) for word in offered if word.startswith(TICKET_PREFIX)]
    return by_ticket(tickets[0]) if tickets else None
