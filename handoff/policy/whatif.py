"""What would have changed a decision: the smallest changes of its facts, or of its policy's line, each decided anew."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from math import floor
from typing import Any, Final

import msgspec

from handoff.policy.checks import number
from handoff.policy.decide import Facts, Signal, decide
from handoff.policy.levers import Change, levers
from handoff.policy.lines import Line, Policy
from handoff.tongue import say
from handoff.vocabulary import Action

MOST: Final = 6
"""Things that are changed together at most; a decision that rests on more has no short answer."""
TOLD: Final = 6


class WhatIf(msgspec.Struct, frozen=True):
    """Another decision, and the least that would have had to be otherwise for it; all of it together."""

    action: Action
    changes: tuple[str, ...]


def other_facts(facts: Facts, policy: Policy) -> list[WhatIf]:
    """What else would have been decided had the facts been a little different, the fewest changes first."""
    line = policy.line_for(facts.topic, facts.source)
    choices = [list(lever) for lever in levers(facts, line) if lever]

    def again(fields: dict[str, Any]) -> Action:
        return decide(msgspec.structs.replace(facts, **fields), policy).action

    return _least(choices, again, decide(facts, policy).action)


def other_lines(facts: Facts, policy: Policy) -> list[WhatIf]:
    """What else would have been decided had the thresholds been different, the fewest changes first."""
    line = policy.line_for(facts.topic, facts.source)
    choices = [list(lever) for lever in _thresholds(facts, line) if lever]

    def again(fields: dict[str, Any]) -> Action:
        changed = Policy(policy.version, msgspec.structs.replace(line, **fields), risks_off=policy.risks_off)
        return decide(facts, changed).action

    return _least(choices, again, decide(facts, policy).action)


def _least(
    choices: list[list[Change]], again: Callable[[dict[str, Any]], Action], action: Action
) -> list[WhatIf]:
    """Each other action with the changes that bring it about, none of which could be left out."""
    found: list[WhatIf] = []
    for changes in _together(choices):
        fields = {name: value for change in changes for name, value in change.fields.items()}
        other = again(fields)
        words = tuple(change.what for change in changes)
        less = any(one.action == other and set(one.changes) <= set(words) for one in found)
        if other != action and not less:
            found.append(WhatIf(other, words))
    return found[:TOLD]


def _together(choices: list[list[Change]]) -> Iterator[tuple[Change, ...]]:
    """All ways to change one thing, then two, and so on."""
    for count in range(1, min(len(choices), MOST) + 1):
        for some in combinations(choices, count):
            yield from product(*some)


def _thresholds(facts: Facts, line: Line) -> Iterator[list[Change]]:
    """For each limit, the nearest whole hundredth, or count, on the other side of what was seen."""
    yield list(_line(facts, line))
    heard = [risk.score for risk in facts.high_risk]
    yield _moved(
        "human_request_from", say("a wish for a human"), facts.human_request, line.human_request_from
    )
    yield _calmer(facts, line)
    yield _moved(
        "high_risk_from", say("high risk"), Signal(max(heard)) if heard else None, line.high_risk_from
    )
    failed, limit = facts.failed_attempts, line.attempts_limit
    if limit is not None and failed:
        count = failed + 1 if failed >= limit else failed
        yield [Change(say("failed attempts counted from {count}", count=count), {"attempts_limit": count})]


def _line(facts: Facts, line: Line) -> Iterable[Change]:
    sure = facts.confidence
    if sure is None:
        return
    at, over = floor(sure * 100) / 100, floor(sure * 100 + 1) / 100
    if sure < line.send_from:
        fields = {"send_from": at, "hold_from": min(at, line.hold_from)}
        yield Change(say("the AI sent from {at}", at=number(at)), fields)
    elif over <= 1:
        yield Change(say("the AI sent from {over}", over=number(over)), {"send_from": over})
    if sure < line.hold_from:
        yield Change(say("drafts were held from {at}", at=number(at)), {"hold_from": at})
    elif over <= 1:
        fields = {"hold_from": over, "send_from": max(over, line.send_from)}
        yield Change(say("drafts were held from {over}", over=number(over)), fields)


def _moved(name: str, what: str, signal: Signal | None, limit: float | None) -> list[Change]:
    if signal is None or limit is None:
        return []
    if signal.score < limit:
        at = floor(signal.score * 100) / 100
        return [Change(say("{what} counted from {at}", what=what, at=number(at)), {name: at})]
    over = floor(signal.score * 100 + 1) / 100
    if over > 1:
        return [Change(say("{what} did not count", what=what), {name: None})]
    return [Change(say("{what} counted from {over}", what=what, over=number(over)), {name: over})]


def _calmer(facts: Facts, line: Line) -> list[Change]:
    """Anger counts by its level or by how it grew: both limits must let it pass."""
    level, rise = _moved("anger_from", say("anger"), facts.anger, line.anger_from), line.anger_rise
    if not level or rise is None or facts.anger_rise < rise:
        return level
    grown = _moved("anger_rise", say("its growth"), Signal(facts.anger_rise), rise)
    if facts.anger is not None and line.anger_from is not None and facts.anger.score < line.anger_from:
        return grown
    return [
        Change(
            say("{what} and {what2}", what=level[0].what, what2=grown[0].what),
            level[0].fields | grown[0].fields,
        )
    ]
