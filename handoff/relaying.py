"""Asking another front end, on a rung of the escalation tree: what it is told, and what its frames come to.

To that source it looks like a conversation of its own under an id of ours; here there is only the one that the
customer has. So whatever it says is fenced, held and written there, in the transaction of its frame.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

import msgspec
from django.db import transaction

from handoff import attachments, briefing, calibrations, climb, decide, hops, relays, review
from handoff.assist.brief import Content
from handoff.clock import now
from handoff.errors import WrongState
from handoff.events import changing
from handoff.models import Conversation, Decision, Delivery, Event, Hop, Message, Relay, Source
from handoff.policy.terms import RungKind
from handoff.protocol import Close, Escalate, Propose, Stored
from handoff.protocol import Message as MessageFrame
from handoff.results import Result
from handoff.vocabulary import Action, ActorKind, EventKind, MessageKind, Mode, Role, State

TOLD = ("name", "email", "phone", "locale", "timezone", "tier", "attributes")
"""What the other source learns of the customer; the id is the first one's own."""


Taken = TypeVar("Taken", bound=Stored)


def or_asked(verb: Callable[[Source, Taken], Result]) -> Callable[[Source, Taken], Result]:
    """A verb for a front end's own conversations; those that it is asked about go another way."""

    @wraps(verb)
    def do(source: Source, frame: Taken) -> Result:
        relay = relays.named(source, frame.conversation)
        return take(relay, frame) if relay else verb(source, frame)

    return do


# What it is told


def wanted(event: Event) -> bool:
    """Whether another front end is to be told of `event`: it is asked now, or the customer wrote while it is."""
    if event.kind == EventKind.ESCALATED:
        return bool(event.facts.get("rung") == RungKind.SOURCE)
    wrote = event.kind == EventKind.MESSAGE_ADDED and event.actor == ActorKind.CUSTOMER
    return wrote and bool(event.conversation.rung == RungKind.SOURCE)


def tell(event: Event) -> None:
    """Tell whose turn it is all that was said and that it does not know yet. A repetition finds nothing left."""
    held = Conversation.objects.select_related("customer").get(pk=event.conversation_id)
    with transaction.atomic():
        asked = relays.standing(held)
        if asked is None:
            return
        source = Source.objects.select_for_update(no_key=True).get(pk=asked.source_id)
        relay = Relay.objects.get(pk=asked.pk)  # anew, under the lock: who was first has told it
        untold = held.thread.filter(number__gt=relay.told, number__lte=held.messages).exclude(role=Role.NOTE)
        payloads = [_turn(message) for message in untold.order_by("number")]
        if not relay.told:
            payloads.append(_handback(held))
        for payload in payloads:
            source.last_seq += 1
            payload["conversation"] = relay.external_id
        first = source.last_seq - len(payloads) + 1
        Delivery.objects.bulk_create(
            _row(source, first + place, event, payload) for place, payload in enumerate(payloads)
        )
        source.save(update_fields=["last_seq"])
        Relay.objects.filter(pk=relay.pk).update(told=max(relay.told, held.messages))


def _row(source: Source, seq: int, event: Event, payload: dict[str, Any]) -> Delivery:
    return Delivery(
        source=source,
        seq=seq,
        conversation_id=event.conversation_id,
        event=event,
        type=payload["type"],
        payload=payload,
        at=now(),
    )


def _turn(message: Message) -> dict[str, Any]:
    at = message.said_at or message.at
    told = {"message": message.ref, "role": message.role, "text": message.text, "at": at.isoformat()}
    files = attachments.told(message)
    return {"type": "turn"} | told | ({"attachments": files} if files else {})


def _handback(held: Conversation) -> dict[str, Any]:
    customer = {name: value for name in TOLD if (value := getattr(held.customer, name))}
    told = {
        "note": "\n".join(_lines(briefing.compose_now(held))),
        "customer": customer,
        "context": held.context,
    }
    return {"type": "handback"} | {name: value for name, value in told.items() if value}


def _lines(content: Content) -> Iterator[str]:
    """A briefing in a few lines, each named; a quote cannot begin a line of its own."""
    named = [("Customer", content.who)] if content.who else []
    named += [("Wants", one) for one in content.wants] + [("Tried", one) for one in content.tried]
    named += [(one.label.capitalize() or "Known", one) for one in content.facts]
    for name, quote in named:
        yield f"{name}: {' '.join(quote.text.split())}"


# What it says


def take(relay: Relay, frame: Stored) -> Result:
    """Do what a frame on `relay` says; with the first one that is taken its turn is over.

    Raises WrongState where it is not its turn any more, or for a frame that is none of its business.
    """
    with changing(relay.conversation_id) as held:
        hop = hops.open_hop(held)
        if hop is None or hop.event_id != relay.event_id:
            raise WrongState("It is no longer your turn: others were asked, or it is answered.")
        result = Result(held, state=State.RESOLVED)
        match frame:
            case Propose():
                result.decision = _propose(held, hop, relay, frame)
            case MessageFrame(role="assistant"):
                # It has no line to the customer, so this cannot have been said; and what may be said is decided.
                raise WrongState("Ask by `propose` whether this may be said: only then the customer gets it.")
            case Escalate():
                result.decision = _escalate(held, hop, relay, frame)
                result.place = (None, None)
            case Close():
                climb.give_up(held, hop)
            case _:
                raise WrongState("Of a conversation that you were asked about, only your answer is taken.")
        return result


def _propose(held: Conversation, hop: Hop, relay: Relay, frame: Propose) -> Decision:
    """What may be sent is said, and the first AI has the conversation again; else the next rung is asked."""
    weighed = calibrations.weighed(held, frame.confidence, source=relay.source)
    decision = decide.on_proposal(held, text=frame.text, weighed=weighed, second=True, source=relay.source)
    _keep(relay, decision)
    proposal = review.Proposal(
        frame.text, weighed.confidence, weighed.raw, _citations(frame), frame.model or ""
    )
    if decision.action == Action.SEND:
        climb.back_to_ai(held, hop, lambda: review.put(held, proposal, decision, kind=MessageKind.AI))
    else:
        review.put_escalation_draft(held, proposal, decision)
        climb.give_up(held, hop)
    return decision


def _escalate(held: Conversation, hop: Hop, relay: Relay, frame: Escalate) -> Decision:
    """It has no answer: the next rung is asked, with what it says of it and the draft that it leaves."""
    decision = decide.on_request(
        held, mode=frame.mode or Mode.HARD, reason=frame.reason or "", source=relay.source
    )
    _keep(relay, decision)
    if frame.draft is not None:
        weighed = calibrations.weighed(held, frame.draft.confidence, source=relay.source)
        proposal = review.Proposal(frame.draft.text, weighed.confidence, weighed.raw, _citations(frame.draft))
        review.put_escalation_draft(held, proposal, decision)
    told = {"reason": frame.reason, "summary": frame.summary}
    hop.wish = {name: value for name, value in told.items() if value} | hop.wish
    climb.give_up(held, hop)
    return decision


def _keep(relay: Relay, decision: Decision) -> None:
    """Whose confidence the decision is about: verdicts on it are this source's."""
    Relay.objects.filter(pk=relay.pk).update(decision=decision)


def _citations(carrier: Any) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(citation) for citation in carrier.citations or ()]
