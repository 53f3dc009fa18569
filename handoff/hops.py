"""Standing on rungs of the escalation tree: the rows of a held conversation, one open at most."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from handoff.clock import now
from handoff.models import Conversation, Decision, Event, Hop, Person, PolicyVersion
from handoff.policies import live_for
from handoff.policy.document import Branch, Document, Rung
from handoff.policy.tree import Case, Place, asks_tier, branch_for, first, rung_at, timed, to_people
from handoff.quick import leave as leave_row
from handoff.quick import update
from handoff.vocabulary import ActorKind, HopCause, HopEnd, Mode, Tier, TriggerName


class Way(NamedTuple):
    """A branch of a version of the policy, and who leads a conversation along it, how hard and why.

    `passed` are the names of sources that could not be asked on the way.
    """

    version: PolicyVersion
    branch: Branch
    mode: Mode
    cause: HopCause
    actor: ActorKind
    decision: Decision | None = None
    agent: Person | None = None
    wish: dict[str, Any] = {}
    passed: tuple[str, ...] = ()


def open_hop(held: Conversation) -> Hop | None:
    """The rung that a held conversation stands on; no query is made where it stands on none."""
    if not held.rung:
        return None
    if held.standing is None:
        rows = Hop.objects.filter(conversation=held, left_at__isnull=True)
        held.standing = rows.select_related("decision").first()
    return held.standing


def branch_of(held: Conversation, decision: Decision | None, skills: list[str] | None = None) -> Branch:
    """The branch of the live policy that a conversation takes for what was decided."""
    document = live_for(held).content
    return branch_for(document, _case(held, document, decision, skills or []))


def _case(held: Conversation, document: Document, decision: Decision | None, skills: list[str]) -> Case:
    fired = [TriggerName(told["trigger"]) for told in decision.triggers] if decision else []
    tier = held.customer.tier if asks_tier(document) else ""
    return Case(held.topic, held.source.name, held.language, tier, skills, fired)


def mode_on(way: Way, place: Place) -> Mode:
    """How hard a rung pulls: softly, where either the rung or what leads to it does."""
    return softer(way.mode, rung_at(way.branch, place))


def softer(mode: Mode, rung: Rung) -> Mode:
    """The softer one of a mode and that of a rung."""
    return mode if rung.mode == Mode.HARD else Mode.SOFT


def enter(held: Conversation, way: Way, place: Place, event: Event, *, due: datetime | None = None) -> Hop:
    """Let a conversation stand on a rung from now on, until `due` where that is said; its timer begins here."""
    rung, at = rung_at(way.branch, place), now()
    runs_out = timed(way.branch, place)
    held.rung = rung.kind
    held.standing = Hop(
        conversation=held,
        event=event,
        decision=way.decision,
        policy=way.version,
        branch=way.branch.name,
        rung=place.rung,
        via=place.via or "",
        kind=rung.kind,
        mode=softer(way.mode, rung),
        pull=way.mode,
        cause=way.cause,
        actor=way.actor,
        agent=way.agent,
        wish=way.wish,
        entered_at=at,
        due_at=(due or at + timedelta(seconds=rung.timer_s)) if runs_out else None,
    )
    leave_row(held.standing)
    return held.standing


def leave(held: Conversation, end: HopEnd) -> bool:
    """Let a conversation leave the rung it stands on, if it does; its timer ends with that."""
    if not held.rung:
        return False
    hop, held.rung, held.standing = open_hop(held), "", None
    if hop is None:
        return False
    hop.left_at, hop.end = now(), end
    update(hop, ["left_at", "end"])
    return True


def in_line(
    held: Conversation,
    event: Event,
    *,
    decision: Decision | None,
    by: Person | None = None,
    cause: HopCause = HopCause.AGENT,
    mode: Mode = Mode.HARD,
    tier: Tier = Tier.HUMAN,
) -> Hop:
    """A conversation came into a line: it stands where its branch first asks people, or supervisors.

    `by` is who put it there; nobody did where the sweep does it.
    """
    actor = ActorKind.AGENT if by else ActorKind.SYSTEM
    way = Way(live_for(held), branch_of(held, decision), mode, cause, actor, decision, agent=by)
    place = first(way.branch, tier) if tier == Tier.SUPERVISOR else to_people(way.branch)
    return enter(held, way, place, event)
