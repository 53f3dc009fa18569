"""The facts of a decision that could have been otherwise: for each, the nearest value on the other side of a limit."""

from collections.abc import Iterator
from math import ceil
from typing import Any

import msgspec

from handoff.policy.checks import number
from handoff.policy.decide import Facts, Signal
from handoff.policy.lines import Line
from handoff.tongue import noted, say


class Change(msgspec.Struct, frozen=True):
    """One thing that could have been otherwise: `what` in words, and the fields of Facts or of Line that say so."""

    what: str
    fields: dict[str, Any]


def levers(facts: Facts, line: Line) -> Iterator[list[Change]]:
    """For each fact that counts, the nearest values on the other side of its limits."""
    yield _confidence(facts, line)
    yield _signal("human_request", say("the wish for a human"), facts.human_request, line.human_request_from)
    yield _anger(facts, line)
    yield _risks(facts, line)
    if facts.excluded:
        yield [
            Change(
                say("“{rules}” did not match", rules="”, “".join(rule.name for rule in facts.excluded)),
                {"excluded": ()},
            )
        ]
    yield _failed(facts, line)
    if facts.requested is not None:
        yield [Change(say("the AI had not asked for a human"), {"requested": None})]
    yield _limit(
        "sla_s", noted("{amount} {n} s were left to answer"), facts.sla_s, line.sla_before_s, above=True
    )
    yield _limit(
        "unanswered_s",
        noted("{amount} {n} s had passed unanswered"),
        facts.unanswered_s,
        line.unanswered_after_s,
    )
    if facts.human_holds:
        yield [Change(say("no human had the conversation"), {"human_holds": False})]


def _confidence(facts: Facts, line: Line) -> list[Change]:
    sure = facts.confidence
    if sure is None:
        return []
    limits = dict.fromkeys((line.hold_from, line.send_from))
    over = [
        Change(say("confidence were {limit} or more", limit=number(limit)), {"confidence": limit})
        for limit in limits
        if sure < limit
    ]
    under = [
        Change(say("confidence were under {limit}", limit=number(limit)), {"confidence": _below(limit)})
        for limit in reversed(limits)
        if sure >= limit > 0
    ]
    return over + under


def _signal(name: str, what: str, signal: Signal | None, limit: float | None) -> list[Change]:
    if signal is None or limit is None:
        return []
    over = signal.score >= limit
    score = _below(limit) if over else limit
    shown = number(limit)
    words = (
        say("{what} were under {limit}", what=what, limit=shown)
        if over
        else say("{what} were {limit} or more", what=what, limit=shown)
    )
    return [Change(words, {name: msgspec.structs.replace(signal, score=score)})]


def _anger(facts: Facts, line: Line) -> list[Change]:
    told = _signal("anger", say("anger"), facts.anger, line.anger_from)
    rise = line.anger_rise
    if not told or rise is None or facts.anger_rise < rise:
        return told
    grown = {"anger_rise": _below(rise)}
    words = say("anger had grown by less than {rise}", rise=number(rise))
    if facts.anger is not None and line.anger_from is not None and facts.anger.score < line.anger_from:
        return [Change(words, grown)]
    return [
        Change(
            say("{what} and had grown by less than {rise}", what=told[0].what, rise=number(rise)),
            told[0].fields | grown,
        )
    ]


def _risks(facts: Facts, line: Line) -> list[Change]:
    limit = line.high_risk_from
    firm = [risk for risk in facts.high_risk if limit is not None and risk.score >= limit]
    if not firm or limit is None:
        return []
    fainter = tuple(
        msgspec.structs.replace(risk, score=min(risk.score, _below(limit))) for risk in facts.high_risk
    )
    names = say(" and ").join(risk.name.replace("_", " ") for risk in firm)
    return [
        Change(say("{names} were under {limit}", names=names, limit=number(limit)), {"high_risk": fainter})
    ]


def _failed(facts: Facts, line: Line) -> list[Change]:
    failed, limit = facts.failed_attempts, line.attempts_limit
    if not failed or limit is None:
        return []
    if failed >= limit:
        fewer = max(ceil(limit) - 1, 0)
        return [Change(say("only {fewer} answers had not helped", fewer=fewer), {"failed_attempts": fewer})]
    return [
        Change(say("{limit} answers had not helped", limit=ceil(limit)), {"failed_attempts": ceil(limit)})
    ]


def _limit(
    name: str, what: str, value: float | None, limit: float | None, *, above: bool = False
) -> list[Change]:
    if value is None or limit is None:
        return []
    if above:
        more = value <= limit
        amount = say("more than") if more else say("no more than")
        return [Change(say(what, amount=amount, n=f"{limit:g}"), {name: limit + more})]
    less = value >= limit
    amount = say("less than") if less else say("at least")
    return [Change(say(what, amount=amount, n=f"{limit:g}"), {name: limit - less})]


def _below(limit: float) -> float:
    """A score that does not reach a limit."""
    return max(limit - 0.01, limit / 2)
