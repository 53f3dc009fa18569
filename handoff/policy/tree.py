"""The way through the escalation tree: which branch a case takes, and where its next rung is. Pure and total.

A place is a rung of a branch, or what stands in for it after its time ran out (`via`): another queue, the
supervisors, a promise to call back or to write. Each place leads further, and no way comes back to where it was.
"""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from handoff.policy.document import Branch, Document, Rung
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.texts import base
from handoff.vocabulary import Tier, TriggerName

PEOPLE: Final = (RungKind.HUMAN, RungKind.SUPERVISOR)
PROMISES: Final = (Overrun.CALL_BACK, Overrun.EMAIL)
BELOW_PEOPLE: Final = (RungKind.SENIOR_AI, RungKind.SOURCE)


class Case(msgspec.Struct, frozen=True):
    """What a branch is chosen by: words of the conversation, and the triggers that fired."""

    topic: str = ""
    source: str = ""
    language: str = ""
    customer_tier: str = ""
    skills: Sequence[str] = ()
    triggers: Collection[TriggerName] = ()


class Place(msgspec.Struct, frozen=True):
    """Where a conversation stands in a branch: the rung's index, and what stands in for it (None: itself)."""

    rung: int
    via: Overrun | None = None


def branch_for(document: Document, case: Case) -> Branch:
    """The first branch that fits; the last one takes whatever no other does."""
    return next((branch for branch in document.tree if _fits(branch, case)), document.tree[-1])


def branch_named(document: Document, name: str) -> Branch:
    """The branch of that name; the last one where there is none."""
    return next((branch for branch in document.tree if branch.name == name), document.tree[-1])


def asks_tier(document: Document) -> bool:
    """Whether a branch depends on the customer's tier."""
    return any(branch.customer_tiers for branch in document.tree)


def first(branch: Branch, tier: Tier | None = None) -> Place:
    """Where a way begins: at the first rung, unless a tier was asked for, that of humans or of supervisors."""
    if tier == Tier.SUPERVISOR:
        return _supervisors(branch, 0)
    if tier == Tier.HUMAN:
        asked = (n for n, rung in enumerate(branch.rungs) if rung.kind not in BELOW_PEOPLE)
        return Place(next(asked, 0))
    return Place(0)


def to_people(branch: Branch, start: int = 0) -> Place:
    """The next rung of humans or supervisors from `start` on, else supervisors in place of the one before."""
    asks = (n for n in range(start, len(branch.rungs)) if branch.rungs[n].kind in PEOPLE)
    number = next(asks, None)
    return Place(max(start - 1, 0), Overrun.SUPERVISOR) if number is None else Place(number)


def rung_at(branch: Branch, place: Place) -> Rung:
    """The rung that a place is: of people, where something stands in for it."""
    rung = branch.rungs[min(place.rung, len(branch.rungs) - 1)]
    if place.via is None:
        return rung
    people = RungKind.SUPERVISOR if rung.kind == RungKind.SUPERVISOR else RungKind.HUMAN
    if place.via == Overrun.QUEUE:
        return msgspec.structs.replace(rung, kind=RungKind.HUMAN, queue=rung.to)
    if place.via == Overrun.SUPERVISOR:
        return msgspec.structs.replace(rung, kind=RungKind.SUPERVISOR)
    return msgspec.structs.replace(rung, kind=people)


def after(branch: Branch, place: Place) -> Place | None:
    """Where the time of a place leads to when it is over; None at the end, where it stays with people for good."""
    rung = rung_at(branch, place)
    then = rung.then if place.via is None else Overrun.NEXT
    if place.via in PROMISES:
        return None
    if then in (Overrun.QUEUE, *PROMISES):
        return Place(place.rung, then)
    if then == Overrun.SUPERVISOR and rung.kind != RungKind.SUPERVISOR:
        return _supervisors(branch, place.rung + 1)
    return onward(branch, place)


def onward(branch: Branch, place: Place) -> Place | None:
    """The next rung, whatever an overrun would lead to; after the last one the supervisors, then None."""
    if place.rung + 1 < len(branch.rungs):
        return Place(place.rung + 1)
    if rung_at(branch, place).kind == RungKind.SUPERVISOR or place.via in PROMISES:
        return None
    return Place(place.rung, Overrun.SUPERVISOR)


def timed(branch: Branch, place: Place) -> bool:
    """Whether the time of a place runs out: not where nothing comes after it."""
    return after(branch, place) is not None


def _supervisors(branch: Branch, start: int) -> Place:
    """The next rung of supervisors from `start` on, else them in place of the one before."""
    for number in range(start, len(branch.rungs)):
        if branch.rungs[number].kind == RungKind.SUPERVISOR:
            return Place(number)
    return Place(max(start - 1, 0), Overrun.SUPERVISOR)


def _fits(branch: Branch, case: Case) -> bool:
    return (
        _holds(branch.topics, [case.topic])
        and _holds(branch.sources, [case.source])
        and _holds(branch.languages, [case.language, base(case.language)])
        and _holds(branch.customer_tiers, [case.customer_tier])
        and _holds(branch.skills, case.skills)
        and _holds(branch.triggers, case.triggers)
    )


def _holds(wanted: Sequence[str], words: Collection[str]) -> bool:
    """Whether one of the words is wanted, however it is written; all are where none is named."""
    if not wanted:
        return True
    known = {word.casefold() for word in wanted}
    return any(word.casefold() in known for word in words)
