"""A document read out: a sentence for each thing it says, in the order in which an admin would tell it."""

from collections.abc import Iterable, Iterator
from itertools import starmap

from handoff.policy.document import (
    DEFAULTS,
    SCORED,
    Branch,
    Care,
    Document,
    Own,
    Rung,
    Setting,
    Settings,
    Silence,
)
from handoff.policy.terms import Overrun
from handoff.tongue import noted, say
from handoff.vocabulary import Mode, TriggerName

NAMES = {
    TriggerName.HUMAN_REQUEST: "asks for a human",
    TriggerName.LOW_CONFIDENCE: "low confidence",
    TriggerName.ANGER: "anger",
    TriggerName.HIGH_RISK: "high risk",
    TriggerName.SLA: "time to answer",
    TriggerName.FAILED_ATTEMPTS: "failed attempts",
    TriggerName.UNANSWERED: "unanswered",
}

UNMINDED = noted("What an agent has stays with them until somebody passes it on, answered or not.")


def prose(document: Document) -> list[str]:
    """All that a document says, as sentences."""
    return [
        _line(document),
        *(trigger(name, document.trigger(name)) for name in DEFAULTS),
        *map(_own, document.own),
        *_risks(document),
        *(f"Never the AI: “{one.sentence}”." for one in document.exclusions),
        *starmap(_branch, enumerate(document.tree, 1)),
        *(
            f"When {one.situation.replace('_', ' ')} ({one.language}): “{one.text}”"
            for one in document.fallbacks
        ),
        *([_care(document.care)] if document.care else ()),
        *(
            f"{', '.join(filter(None, (one.topic, one.source, one.customer_tier))) or 'Everybody'} is answered within "
            f"{one.answer_s / 60:g} minutes."
            for one in document.promises
        ),
        *([silence(document.silence)] if document.silence else ()),
    ]


def silence(rule: Silence) -> str:
    """What becomes of a conversation whose agent leaves its customer without an answer, in a sentence."""
    where = say("a supervisor") if rule.then == Overrun.SUPERVISOR else say("its queue")
    limit = say("its rung’s time") if rule.answer_s is None else _minutes(rule.answer_s)
    if not rule.away_s:
        return say(
            "What an agent has and does not answer within {limit}, goes to {where}.", limit=limit, where=where
        )
    return say(
        "What an agent has and does not answer within {limit}, "
        "or whose agent left the desk {away} ago, goes to {where}.",
        limit=limit,
        away=_minutes(rule.away_s),
        where=where,
    )


def _minutes(seconds: float) -> str:
    return say("{n} min", n=f"{seconds / 60:g}")


def trigger(name: TriggerName, setting: Setting) -> str:
    """What a trigger does, in a sentence."""
    label = NAMES[name].capitalize()
    if not setting.on:
        return f"{label}: off."
    pull = "offers a human" if setting.mode == Mode.SOFT else "hands off"
    return f"{label}{_limit(name, setting)}: {pull}."


def _limit(name: TriggerName, setting: Setting) -> str:
    at = DEFAULTS[name].at if setting.at is None else setting.at
    if at is None:
        return ""
    if name in SCORED:
        rise = DEFAULTS[name].rise if setting.rise is None else setting.rise
        return f" from {at:.2f}" + (f", or grown by {rise:.2f}" if rise is not None and rise < 1 else "")
    if name == TriggerName.SLA:
        return f" with {at:g} seconds left"
    return f" after {at:g}" + (" seconds" if name == TriggerName.UNANSWERED else "")


def _line(document: Document) -> str:
    send, hold = document.send_from, document.hold_from
    return f"The AI sends from {send:.2f}, a human approves from {hold:.2f}, below that a human answers."


def _own(own: Own) -> str:
    case = " of ".join(filter(None, (own.topic, own.source)))
    return f"For {case}: {', '.join(_differs(own)) or 'as everywhere'}."


def _differs(own: Own) -> Iterator[str]:
    if own.send_from is not None:
        yield f"sends from {own.send_from:.2f}"
    if own.hold_from is not None:
        yield f"approves from {own.hold_from:.2f}"
    yield from _triggers(own.triggers)


def _triggers(settings: Settings) -> Iterator[str]:
    for name, setting in settings.items():
        if name in NAMES:
            yield trigger(name, setting).rstrip(".").lower()


def _risks(document: Document) -> Iterator[str]:
    if document.risks.off:
        yield f"No high risk: {', '.join(document.risks.off)}."
    for name, phrases in document.risks.added.items():
        yield f"High risk too: {name} ({', '.join(phrases)})."
    for name, one in document.risks.described.items():
        yield f"High risk too: {name}, which is “{one.sentence}”."


def _branch(number: int, branch: Branch) -> str:
    cases = (*branch.topics, *branch.sources, *branch.languages, *branch.customer_tiers, *branch.skills)
    wanted = ", ".join([*cases, *branch.triggers])
    return f"Branch {number}, {branch.name}{f' ({wanted})' if wanted else ''}: {way(branch.rungs)}."


def way(rungs: Iterable[Rung]) -> str:
    """Who is asked one after another, and for how long."""
    return say(", then ").join(map(_rung, rungs))


def _rung(rung: Rung) -> str:
    who = rung.queue or rung.source or rung.kind.replace("_", " ")
    time = _minutes(rung.timer_s)
    if rung.then == Overrun.NEXT:
        return say("{who} for {time}", who=who, time=time)
    over = say("queue {name}", name=rung.to) if rung.then == Overrun.QUEUE else rung.then.replace("_", " ")
    return say("{who} for {time} or else {over}", who=who, time=time, over=over)


def _care(care: Care) -> str:
    after = ", ".join(map(str, care.after)) or "no"
    return (
        f"Who waits hears from us after {after} minutes, then every {care.every}, at most {care.most} times."
    )
