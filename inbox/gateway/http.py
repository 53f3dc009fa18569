"""The gateway over HTTP, for front ends that cannot hold a socket. Every answer is JSON."""

import asyncio
import json
import math
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from handoff import sources
from handoff.protocol import ProtocolError, Ticket, TicketRequest, check, encode, read, split
from handoff.protocol.codes import BATCH, SEQ_MOST, WAIT_SECONDS
from inbox import sockets
from inbox.consumer import in_thread
from inbox.gateway import auth, frames, limits, outbox
from inbox.gateway.auth import Caller
from inbox.gateway.switchboard import Line, board

PAGE = 1000
STATUS = {"too_large": 413, "rate_limited": 429, "unavailable": 503}

Answer = Coroutine[Any, Any, HttpResponse]
View = Callable[..., Answer]
PREFLIGHT = {"Access-Control-Allow-Headers": "Authorization", "Access-Control-Max-Age": "600"}


class Poll(Line):
    """A request that waits for events."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.dead = self.leaving = False
        self.bell = asyncio.Event()

    def wake(self) -> None:
        """There may be newer events."""
        self.bell.set()

    def cut(self) -> None:
        """The key died while we waited."""
        self.dead = True
        self.bell.set()

    async def leave(self, code: int, patience: float) -> None:
        """The server stops: answer with what there is."""
        self.leaving = True
        self.bell.set()


def door(
    method: str,
    *,
    caller: Callable[[HttpRequest], Caller | None] = auth.of_request,
    anywhere: bool = False,
) -> Callable[[View], Callable[..., Answer]]:
    """A view for callers with a living key and this method; what goes wrong is answered in JSON.

    With `anywhere` the pages of all hosts may ask: what they show is a ticket and never a cookie.
    """

    def decorate(view: View) -> Callable[..., Answer]:
        @csrf_exempt
        @wraps(view)
        async def opened(request: HttpRequest, **place: str) -> HttpResponse:
            response = await _let_in(request, **place)
            if anywhere:
                response["Access-Control-Allow-Origin"] = "*"
            return response

        async def _let_in(request: HttpRequest, **place: str) -> HttpResponse:
            if anywhere and request.method == "OPTIONS":
                return HttpResponse(status=204, headers=PREFLIGHT | {"Access-Control-Allow-Methods": method})
            if request.method != method:
                return _problem(405, "method_not_allowed", f"Use {method}.", Allow=method)
            try:
                who = await in_thread(caller, request)
                return await view(request, who, **place) if who else _who_are_you()
            except ProtocolError as refused:
                return _refusal(refused)
            except DatabaseError:
                return _refusal(ProtocolError("unavailable", retry_after=1.0))

        return opened

    return decorate


@door("POST")
async def post_frames(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One frame, or an array of them: the replies in the same order, null for a frame that gets none."""
    limit = settings.GATEWAY_MAX_FRAME_BYTES
    batch = split(_body(request, (limit + 2) * BATCH), limit=limit)
    not_too_fast(caller, len(batch.frames))
    replies = await in_thread(_answers, caller, batch.frames)
    return answered(200, replies[0] if batch.single else f"[{','.join(replies)}]")


@door("GET")
async def get_events(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The events after `after`, else the never acknowledged ones; with none of them it waits up to `wait` seconds."""
    after = _number(request, "after", SEQ_MOST)
    wait = _number(request, "wait", SEQ_MOST) or 0
    not_too_fast(caller, 1)
    return await _events(caller, None if after is None else int(after), min(wait, WAIT_SECONDS))


@door("POST")
async def post_tickets(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A one-use pass for a browser, perhaps for one conversation only."""
    body = _body(request, settings.GATEWAY_MAX_FRAME_BYTES)
    asked = read(body, TicketRequest) if body.strip() else TicketRequest()
    not_too_fast(caller, 1)
    ticket, text = await in_thread(sources.make_ticket, caller.key_id, asked.conversation or "")
    return answered(201, encode(Ticket(ticket=text, expires_at=ticket.expires_at)))


def _answers(caller: Caller, values: list[object]) -> list[str]:
    return [_answer(caller, value) or "null" for value in values]


def _answer(caller: Caller, value: object) -> str | None:
    try:
        frame = check(value)
    except ProtocolError as refused:
        return encode(refused.reply)
    return frames.answer(caller, frame)


async def _events(caller: Caller, after: int | None, wait: float) -> HttpResponse:
    until = time.monotonic() + wait
    poll = Poll(caller)
    board().plug(poll)
    sockets.opened(poll)
    try:
        while not poll.dead:
            poll.bell.clear()
            found, page = await in_thread(_page, caller, after)
            if found or poll.leaving or not await _rung(poll.bell, until - time.monotonic()):
                return answered(200, page)
    finally:
        sockets.closed(poll)
        board().unplug(poll)
    return _who_are_you()


async def _rung(bell: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(max(0, seconds)):
            await bell.wait()
    except TimeoutError:
        return False
    return True


def _page(caller: Caller, after: int | None) -> tuple[int, str]:
    """How many events there are, and the answer. A page that is full says its own last seq, so that none is missed."""
    last = outbox.last_seq(caller)
    unacked_upto = SEQ_MOST if after is None else 0
    lines = outbox.newer(caller, after or 0, unacked_upto=unacked_upto, limit=PAGE)
    newest = lines[-1].seq if lines else 0
    last = newest if len(lines) == PAGE else max(last, newest)
    events = ",".join(line.text for line in lines)
    return len(lines), f'{{"events":[{events}],"last_seq":{last}}}'


def _body(request: HttpRequest, most: int) -> bytes:
    body = request.read(most + 1)
    if len(body) > most:
        raise ProtocolError("too_large")
    return body


def _number(request: HttpRequest, name: str, most: int) -> float | None:
    text = request.GET.get(name)
    if text is None:
        return None
    if text.isascii() and text.replace(".", "", 1 if name == "wait" else 0).isdigit() and float(text) <= most:
        return int(text) if text.isdigit() else float(text)
    raise ProtocolError("invalid_frame", f"Expected a number from 0 to {most}", field=name)


def not_too_fast(caller: Caller, count: int) -> None:
    """Raise ProtocolError where a source asks more often than it may."""
    if wait := limits.of_source(caller.source.pk).take(min(count, settings.GATEWAY_BURST)):
        raise ProtocolError("rate_limited", retry_after=wait)


def _who_are_you() -> HttpResponse:
    challenge = {"WWW-Authenticate": "Bearer"}
    return _problem(401, "unauthorized", "Give a valid key: Authorization: Bearer KEY.", **challenge)


def _refusal(refused: ProtocolError) -> HttpResponse:
    response = answered(STATUS.get(refused.code, 400), encode(refused.reply))
    if refused.retry_after is not None:
        response["Retry-After"] = str(max(1, math.ceil(refused.retry_after)))
    return response


def _problem(status: int, code: str, message: str, **headers: str) -> HttpResponse:
    body = json.dumps({"type": "error", "code": code, "message": message, "retryable": False})
    return answered(status, body, **headers)


def answered(status: int, body: str, **headers: str) -> HttpResponse:
    """JSON that is never stored anywhere."""
    response = HttpResponse(body, status=status, content_type="application/json", headers=headers)
    response["Cache-Control"] = "no-store"
    return response
