"""Climbing the escalation tree: entering rungs, leaving them, and what happens when the time of one is over.

A rung of people offers the conversation in a line. The others ask somebody else first, while no human is offered:
a second AI, another front end, the customer. On a hard rung the AI is silent, on a soft one it goes on.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from handoff import fallbacks, forms, hops, queueing, relays
from handoff.clock import now
from handoff.conversations import end_handoff, give_to, open_handoff
from handoff.events import changing, record
from handoff.hops import Way
from handoff.models import Conversation, Decision, Event, Handoff, Hop, published
from handoff.policies import live_for
from handoff.policy.document import Branch, Rung
from handoff.policy.terms import Overrun, RungKind, Situation
from handoff.policy.tree import PEOPLE, Place, after, first, onward, rung_at, timed
from handoff.vocabulary import (
    PRIORITY_RANK,
    ActorKind,
    EventKind,
    HandoffOutcome,
    HopCause,
    HopEnd,
    Mode,
    Priority,
    Speaker,
    State,
    Tier,
)

PROMISED: Final = {Overrun.CALL_BACK: Situation.CALL_BACK, Overrun.EMAIL: Situation.EMAIL}


def begin(
    held: Conversation,
    *,
    decision: Decision | None,
    mode: Mode = Mode.HARD,
    tier: Tier | None = None,
    **wish: Any,
) -> Handoff | None:
    """Let a held conversation climb for what was decided, unless it does so already, as hard as that.

    `tier` is where it shall begin, `wish` what is told along (reason, summary, skills, priority). Returns the open
    handoff; None where no human is offered yet.
    """
    hop = hops.open_hop(held)
    if held.assignee_id is not None or (hop is not None and (hop.mode == Mode.HARD or mode == Mode.SOFT)):
        return open_handoff(held)
    branch = hops.branch_of(held, decision, wish.get("skills"))
    told = {name: value for name, value in wish.items() if value}
    way = Way(live_for(held), branch, mode, HopCause.TRIGGER, ActorKind.AI, decision, wish=told)
    if hop is not None and hop.kind in PEOPLE:
        return _harden(held, hop, way)
    hops.leave(held, HopEnd.MOVED)
    return _enter(held, way, first(branch, tier))


def lead_on(held: Conversation, hop: Hop, end: HopEnd, cause: HopCause, actor: ActorKind) -> None:
    """Leave the rung that a conversation stands on for the one that follows."""
    follows = after if end == HopEnd.OVERRUN else onward
    place = follows(hop.way, hop.place)
    if place is not None and hops.leave(held, end):
        _enter(held, _way(hop, cause, actor), place, hop)


def take_answers(held: Conversation, text: str, decision: Decision | None) -> None:
    """The customer wrote while the form of a rung is open: once it is filled in, or given up, it goes on."""
    hop = hops.open_hop(held)
    if hop is None or hop.kind != RungKind.FORM:
        return
    came = forms.take(held, hop, text)
    if came == forms.Came.ALL:
        lead_on(held, hop, HopEnd.ANSWERED, HopCause.ANSWERED, ActorKind.CUSTOMER)
    elif came == forms.Came.NOT_ALL or (came == forms.Came.NOTHING and decision and decision.triggers):
        lead_on(held, hop, HopEnd.FAILED, HopCause.FAILED, ActorKind.CUSTOMER)


def promised(event: Event) -> bool:
    """Whether `event` is a step at which the customer is promised an answer by other means."""
    return event.kind == EventKind.ESCALATED and event.facts.get("via") in PROMISED


def tell_promise(event: Event) -> None:
    """Tell the customer what they are promised, unless somebody takes it by now. A repetition says nothing more."""
    with changing(event.conversation_id) as held:
        if Hop.objects.filter(event=event, left_at__isnull=True).exists():
            fallbacks.tell(held, PROMISED[Overrun(event.facts["via"])])


def give_up(held: Conversation, hop: Hop) -> None:
    """Who was asked on a rung has no answer that may be said: the next one is asked."""
    lead_on(held, hop, HopEnd.FAILED, HopCause.FAILED, ActorKind.AI)


def back_to_ai(held: Conversation, hop: Hop, say: Callable[[], object]) -> None:
    """A second AI answered, which `say` does: the conversation goes back to the first one."""
    hops.leave(held, HopEnd.ANSWERED)
    waiting = open_handoff(held)
    if waiting is None and hop.mode == Mode.SOFT:
        say()
        return
    before = held.state
    if waiting is not None:
        end_handoff(held, HandoffOutcome.HANDED_BACK)
    give_to(held, State.AI, Speaker.AI)
    say()
    queueing.returned(held, actor=ActorKind.AI, state_before=before)


def _way(hop: Hop, cause: HopCause, actor: ActorKind) -> Way:
    return Way(published(hop.policy_id), hop.way, Mode(hop.pull), cause, actor, hop.decision, wish=hop.wish)


def _harden(held: Conversation, hop: Hop, way: Way) -> Handoff | None:
    """A human is offered, and now there is cause to silence the AI: on the same rung, whose timer goes on."""
    if hop.step.mode == Mode.HARD:
        hops.leave(held, HopEnd.MOVED)
        same = way._replace(version=published(hop.policy_id), branch=hop.way)
        event = _offer(held, same, msgspec.structs.replace(hop.step, queue=held.queue.name))
        hops.enter(held, same, hop.place, event, due=hop.due_at)
    return open_handoff(held)


def _enter(held: Conversation, way: Way, place: Place, before: Hop | None = None) -> Handoff | None:
    """Stand on a rung and do what it asks for; a rung that cannot be done is passed over."""
    place, passed = _possible(held, way.branch, place)
    way = way._replace(passed=passed)
    rung = rung_at(way.branch, place)
    if rung.kind not in PEOPLE:
        _ask_others(held, way, place, before)
        return None
    handoff = open_handoff(held) if before else None
    if before is not None and handoff is not None:
        return _go_on_waiting(held, way, place, before, handoff)
    line = _escalated(held, way, place, before) if before is not None or way.passed else None
    event = _offer(held, way, rung)
    hops.enter(held, way, place, line or event)
    return event.handoff


def _ask_others(held: Conversation, way: Way, place: Place, before: Hop | None) -> None:
    """A second AI, another front end or the customer is asked, while no human is offered."""
    state = held.state
    held.waiting_since = held.waiting_since or now()
    if hops.mode_on(way, place) == Mode.HARD:
        give_to(held, State.QUEUED, Speaker.NOBODY)
    asked = relays.front_end(held, rung_at(way.branch, place))
    event = _escalated(held, way, place, before, state_before=state, source=str(asked or ""))
    hop = hops.enter(held, way, place, event)
    if hop.kind == RungKind.FORM:
        forms.ask(held, hop)
    if asked is not None:
        relays.begin(held, event, asked)


def _offer(held: Conversation, way: Way, rung: Rung) -> Event:
    supervisor = rung.kind == RungKind.SUPERVISOR
    wish = dict(way.wish)
    priority = Priority(wish.pop("priority", Priority.NORMAL))
    if supervisor:
        priority = max(priority, Priority.HIGH, key=PRIORITY_RANK.__getitem__)
    wish["skills"] = list(dict.fromkeys([*wish.get("skills", ()), *rung.skills]))
    return queueing.offer(
        held,
        decision=way.decision,
        mode=hops.softer(way.mode, rung),
        priority=priority,
        tier=Tier.SUPERVISOR if supervisor else Tier.HUMAN,
        queue=rung.queue,
        **wish,
        told={"branch": way.branch.name, "timer_s": rung.timer_s},
    )


def _go_on_waiting(held: Conversation, way: Way, place: Place, before: Hop, handoff: Handoff) -> Handoff:
    """Nobody took it: it waits in another line, for supervisors, or for what the customer is promised now."""
    rung = rung_at(way.branch, place)
    handoff = queueing.move(held, handoff, rung.queue)
    if rung.kind == RungKind.SUPERVISOR:
        queueing.raise_to_supervisors(held, handoff)
    if hops.mode_on(way, place) == Mode.HARD:
        queueing.silence(held, handoff)
    hops.enter(held, way, place, _escalated(held, way, place, before))
    if place.via in PROMISED:
        queueing.promise(handoff, place.via)
    return handoff


def _possible(held: Conversation, branch: Branch, place: Place) -> tuple[Place, tuple[str, ...]]:
    """The place, or the next one that can be done; and which sources were passed over, as nobody is called so."""
    passed: list[str] = []
    while not _can(held, rung := rung_at(branch, place)) and (next_one := onward(branch, place)):
        if relays.missed(held, rung):
            passed.append(rung.source)
        place = next_one
    return place, tuple(passed)


def _can(held: Conversation, rung: Rung) -> bool:
    match rung.kind:
        case RungKind.FORM:
            return forms.possible(held, rung)
        case RungKind.SENIOR_AI:
            return held.last_customer > held.boundary
        case RungKind.SOURCE:
            return held.last_customer > held.boundary and relays.front_end(held, rung) is not None
    return True


def _escalated(
    held: Conversation,
    way: Way,
    place: Place,
    before: Hop | None,
    *,
    state_before: str | None = None,
    source: str = "",
) -> Event:
    """Tell of a step: where it leads, for how long, and from where."""
    rung = rung_at(way.branch, place)
    return record(
        EventKind.ESCALATED,
        held,
        actor=way.actor,
        agent=way.agent,
        decision=way.decision if before is None else None,
        state_before=state_before,
        branch=way.branch.name,
        rung=str(rung.kind),
        via=str(place.via or ""),
        cause=str(way.cause),
        mode=str(hops.mode_on(way, place)),
        queue=held.queue.name,
        timer_s=rung.timer_s if timed(way.branch, place) else None,
        was=str(before.kind) if before else "",
        engine=str(rung.engine) if rung.kind == RungKind.SENIOR_AI else "",
        stayed_s=before.step.timer_s if before else None,
        source=source,
        passed=list(way.passed),
    )
