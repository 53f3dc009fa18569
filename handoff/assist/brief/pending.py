"""What is open in a thread, and the step that follows from it."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz import fuzz

from handoff.assist.brief.answers import answer_to, question
from handoff.assist.brief.sentences import ANSWERS, answered, spoken, telling
from handoff.assist.brief.shape import Line, Part, Step, Turn
from handoff.assist.quotes import ASKS, BOILERPLATE, KEPT, OFFERS, PROMISES, UNKNOWN, says
from handoff.tongue import noted
from handoff.vocabulary import Role, TriggerName

UNANSWERED, ASKED = noted("Unanswered"), noted("Asked of them")
NOT_GIVEN, PROMISED = noted("Not given"), noted("Promised")
SAME = 80.0
"""Similarity from which on two questions ask for the same (token sort ratio, 0 to 100)."""
LOOKED_BACK = 40
"""Open is what the newest so many turns leave open."""

STEPS = {
    TriggerName.HIGH_RISK: noted("Promise nothing before you have checked it: {name}."),
    TriggerName.ANGER: noted("They are angry: say first that you see it, then what happens now and by when."),
    TriggerName.EXCLUDED: noted("This is for humans only: {name}."),
    TriggerName.FAILED_ATTEMPTS: noted("Do not say again what the AI said: it did not help."),
    TriggerName.HUMAN_REQUEST: noted("They asked for a human: say who you are."),
}
"""What a reason for a human means for whoever answers. The gravest first."""
THEN = {
    UNANSWERED: noted("Answer what is open."),
    PROMISED: noted("See that what was promised is done."),
    NOT_GIVEN: noted("Ask once more for what is missing."),
    ASKED: noted("Wait for their answer."),
}
NOTHING_TO_DO = noted("Wait for the customer.")
GRAVE = noted("a grave matter")


class Cause(NamedTuple):
    """Why a human was pulled in: the trigger, what it is about, the customer's words that show it."""

    trigger: str
    name: str = ""
    quote: Line | None = None


def pending(thread: Sequence[Turn]) -> list[Line]:
    """What the customer waits for, what the AI promised, what it asked and never learned."""
    recent = spoken(thread, Role.CUSTOMER, *ANSWERS)[-LOOKED_BACK:]
    return [*_unanswered(recent), *_promised(recent), *_not_given(recent)]


def steps(open_lines: Sequence[Line], causes: Sequence[Cause]) -> tuple[Step, ...]:
    """The next step in plain words: the gravest reason for a human, then each kind of open thing once."""
    grave = [_told(cause) for name in STEPS for cause in causes if cause.trigger == name][:1]
    labels = {line.label for line in open_lines}
    then = [Step(words) for label, words in THEN.items() if label in labels]
    return (*grave, *then) or (Step(NOTHING_TO_DO),)


def told(steps: Sequence[Step]) -> str:
    """The next step as one text, in English."""
    return " ".join(step.says.format(name=step.name) for step in steps)


def _told(cause: Cause) -> Step:
    return Step(STEPS[TriggerName(cause.trigger)], cause.name or GRAVE)


def _unanswered(recent: Sequence[Turn]) -> Iterator[Line]:
    """What was asked last since somebody answered, else the last that was said."""
    since = [part for turn in _since(recent) for part in telling(turn)]
    asked = [part for part in since if says(ASKS, part.text)]
    if found := asked or since:
        yield found[-1].quote(UNANSWERED)


def _since(recent: Sequence[Turn]) -> list[Turn]:
    return list(takewhile(lambda turn: turn.role == Role.CUSTOMER, reversed(recent)))[::-1]


def _promised(recent: Sequence[Turn]) -> Iterator[Line]:
    """The newest promise, unless a later word says that it is kept."""
    for turn in reversed(spoken(recent, *ANSWERS)):
        for part in reversed(list(answered(turn))):
            if says(KEPT, part.text):
                return
            if says(PROMISES, part.text) and not part.text.endswith("?"):
                yield part.quote(PROMISED)
                return


def _not_given(recent: Sequence[Turn]) -> Iterator[Line]:
    """The newest detail that was asked for in vain; the question at the very end still waits."""
    given: list[str] = []
    for place in range(len(recent) - 1, -1, -1):
        turn = recent[place]
        asked = question(turn) if turn.role in ANSWERS else None
        if asked is None or says(OFFERS, asked.text) or says(BOILERPLATE, asked.text):
            continue
        reply = recent[place + 1] if place + 1 < len(recent) else None
        if reply is None:
            yield asked.quote(ASKED)
            return
        if not _refused(turn, reply):
            given.append(asked.text)
        elif not any(fuzz.token_sort_ratio(asked.text, other) >= SAME for other in given):
            yield asked.quote(NOT_GIVEN)
            return


def _refused(turn: Turn, reply: Turn) -> bool:
    """Whether a reply to a question says that it cannot tell, or is nothing but a question itself."""
    if reply.role != Role.CUSTOMER or answer_to(turn, reply) is not None:
        return False
    parts: list[Part] = list(telling(reply))
    return bool(parts) and (says(UNKNOWN, reply.text) or all(p.text.endswith("?") for p in parts))
