"""Whether a document's parts fit each other. Each fault is named by its path; only a document without any goes live."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from handoff.policy.document import (
    DEFAULTS,
    SCORED,
    Branch,
    Document,
    Fallback,
    Own,
    Rung,
    Setting,
    Settings,
    Silence,
)
from handoff.policy.rule import Rule
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.texts import VARIABLES, unknown
from handoff.policy.tree import PROMISES
from handoff.tongue import figure, noted, say
from handoff.vocabulary import Answering, Mode, TriggerName


class Problem(NamedTuple):
    """Where a document is wrong (`own[2].send_from`), and a sentence that says how."""

    path: str
    message: str


def problems(document: Document) -> list[Problem]:
    """All that is wrong with a document, in its order; empty where it may be published."""
    return [
        *_line("", document.hold_from, document.send_from),
        *_triggers("", document.triggers),
        *_own(document),
        *_rules((f"risks.described.{name}", one.rule) for name, one in document.risks.described.items()),
        *_rules((f"exclusions[{n}]", one.rule) for n, one in enumerate(document.exclusions)),
        *_twice(
            "exclusions", [e.key for e in document.exclusions], noted("Two exclusions have the key “{name}”.")
        ),
        *_tree(document.tree),
        *_twice(
            "fallbacks",
            [f"{f.situation}, {f.language}, {f.tone or 'any tone'}" for f in document.fallbacks],
            noted("Two messages are for the same case: {name}."),
        ),
        *_care(document.care.after if document.care else ()),
        *_texts(document.fallbacks),
        *_silence(document.silence),
    ]


def _line(path: str, hold: float, send: float) -> Iterator[Problem]:
    if hold > send:
        yield Problem(
            f"{path}send_from",
            say(
                "Must be at least {hold}, from which a draft is held: what is sent is surer.",
                hold=figure(f"{hold:.2f}"),
            ),
        )


def _triggers(path: str, settings: Settings) -> Iterator[Problem]:
    for name, setting in settings.items():
        at = f"{path}triggers.{name}"
        if name not in DEFAULTS:
            yield Problem(at, say("This trigger has no settings: it always counts."))
        else:
            yield from _setting(at, name, setting)


def _setting(path: str, name: TriggerName, setting: Setting) -> Iterator[Problem]:
    if name in SCORED and setting.at is not None and setting.at > 1:
        yield Problem(f"{path}.at", say("Must be between 0 and 1."))
    if name == TriggerName.FAILED_ATTEMPTS and setting.at is not None and setting.at < 1:
        yield Problem(f"{path}.at", say("Must be at least 1 attempt."))
    if name == TriggerName.HUMAN_REQUEST and setting.mode == Mode.SOFT:
        yield Problem(
            f"{path}.mode", say("Who asks for a human gets one: switch it off instead, if that must be.")
        )
    if setting.rise is not None and name != TriggerName.ANGER:
        yield Problem(f"{path}.rise", say("Only anger has a trend."))


def _own(document: Document) -> Iterator[Problem]:
    cases = [f"{own.topic or 'any topic'}, {own.source or 'any source'}" for own in document.own]
    yield from _twice("own", cases, noted("Two lines are for the same case: {name}."))
    for place, own in enumerate(document.own):
        path = f"own[{place}]."
        if not (own.topic or own.source):
            yield Problem(f"{path}topic", say("Name a topic or a source, else it is the line for all."))
        yield from _line(path, *_merged(own, document))
        yield from _triggers(path, own.triggers)


def _merged(own: Own, document: Document) -> tuple[float, float]:
    hold = document.hold_from if own.hold_from is None else own.hold_from
    return hold, document.send_from if own.send_from is None else own.send_from


def _rules(told: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Problem]:
    """A rule that is open, or cannot be read, would match nothing: what it is about would go to the AI."""
    for path, kept in told:
        try:
            rule = msgspec.convert(kept, Rule)
        except msgspec.ValidationError as wrong:
            yield Problem(f"{path}.rule", say("Its rule cannot be read: {wrong}.", wrong=wrong))
        else:
            at = f"{path}.sentence"
            yield from (Problem(at, question.told) for question in rule.questions)
            if kept and not (rule.questions or rule.alternatives or rule.topics or rule.phrases):
                yield Problem(
                    at, say("Nothing was understood of it: it would match nothing. Say it otherwise.")
                )


def _tree(tree: Iterable[Branch]) -> Iterator[Problem]:
    branches = list(tree)
    yield from _twice("tree", [b.name for b in branches], noted("Two branches are called “{name}”."))
    for place, branch in enumerate(branches):
        last = place == len(branches) - 1
        if last and _picky(branch):
            yield Problem(
                f"tree[{place}]", say("The last branch must take everything: remove its conditions.")
            )
        if not last and not _picky(branch):
            yield Problem(
                f"tree[{place}]", say("It takes everything: what stands after it is never reached.")
            )
        yield from _rungs(f"tree[{place}]", branch)


def _picky(branch: Branch) -> bool:
    words = (branch.topics, branch.sources, branch.languages, branch.customer_tiers, branch.skills)
    return any(words) or bool(branch.triggers)


def _rungs(path: str, branch: Branch) -> Iterator[Problem]:
    for place, rung in enumerate(branch.rungs):
        at = f"{path}.rungs[{place}]"
        yield from _rung(at, rung)
        if place and branch.rungs[place - 1].then in PROMISES:
            yield Problem(at, say("It is never reached: the rung before it ends with a promise."))
        if place == len(branch.rungs) - 1 and rung.then == Overrun.NEXT:
            yield Problem(
                f"{at}.then", say("After the last rung there is no next one: choose another way out.")
            )
    if not any(rung.kind in (RungKind.HUMAN, RungKind.SUPERVISOR) for rung in branch.rungs):
        yield Problem(f"{path}.rungs", say("At least one rung must be a human or a supervisor."))


def _rung(path: str, rung: Rung) -> Iterator[Problem]:
    if rung.then == Overrun.QUEUE and not rung.to:
        yield Problem(f"{path}.to", say("Name the queue that takes it then."))
    if rung.kind == RungKind.SOURCE and not rung.source:
        yield Problem(f"{path}.source", say("Name the source that answers on this rung."))
    if rung.kind == RungKind.SENIOR_AI and rung.engine == Answering.NONE:
        yield Problem(f"{path}.engine", say("Choose the engine that answers on this rung."))
    if rung.kind == RungKind.FORM:
        if not rung.questions:
            yield Problem(f"{path}.questions", say("A form needs at least one question."))
        names = [question.name for question in rung.questions]
        yield from _twice(f"{path}.questions", names, noted("Two questions are called “{name}”."))


def _texts(texts: Iterable[Fallback]) -> Iterator[Problem]:
    for place, text in enumerate(texts):
        for name in unknown(text.text, text.situation):
            known = ", ".join(f"{{{one}}}" for one in VARIABLES[text.situation])
            yield Problem(
                f"fallbacks[{place}].text",
                say("{name} is not known there. These are: {known}.", name=f"{{{name}}}", known=known),
            )


def _care(after: tuple[int, ...]) -> Iterator[Problem]:
    if any(later <= earlier for earlier, later in pairwise(after)):
        yield Problem("care.after", say("Each time must be later than the one before it."))


def _silence(silence: Silence | None) -> Iterator[Problem]:
    if silence is not None and silence.then not in (Overrun.QUEUE, Overrun.SUPERVISOR):
        yield Problem("silence.then", say("It goes back to the queue or to a supervisor."))


def _twice(path: str, names: list[str], message: str) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(f"{path}[{names.index(name)}]", say(message, name=name))
