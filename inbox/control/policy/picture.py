"""The tree as a drawing: a branch a row, its conditions, its rungs from left to right, and where each timer leads."""

from dataclasses import dataclass

from handoff.policy import Document
from handoff.policy.document import Branch, Rung
from handoff.policy.terms import Overrun, RungKind
from handoff.tongue import say, say_many
from handoff.vocabulary import Mode
from inbox.control.policy.words import ALL_TRIGGERS, OVERRUNS, RUNGS

LEFT, BOX, GAP, ROW, TOP, TALL = 224, 136, 76, 108, 12, 56
CUT, SHORT = 30, 22
"""Characters of a line beside a branch, and of one in a box."""


@dataclass(frozen=True)
class Line:
    """One line of text at its place."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Box:
    """A rung: its place, who is asked, the small print, and whether it only offers."""

    x: int
    y: int
    title: str
    small: str
    soft: bool


@dataclass(frozen=True)
class Arrow:
    """Where a rung leads when its time is over: a path, and what is written on it."""

    path: str
    x: int
    y: int
    said: str
    out: Line | None


@dataclass(frozen=True)
class Row:
    """A branch: its name, its conditions, its boxes and arrows, and the stem that leads to them."""

    name: Line
    conditions: list[Line]
    stem: str
    boxes: list[Box]
    arrows: list[Arrow]


@dataclass(frozen=True)
class Picture:
    """The whole drawing, and the same in words for who cannot see it."""

    width: int
    height: int
    tall: int
    box: int
    rows: list[Row]
    said: str


def drawn(document: Document) -> Picture:
    """The tree of a document."""
    longest = max(len(branch.rungs) for branch in document.tree)
    width = LEFT + longest * (BOX + GAP) + 110
    rows = [_row(branch, TOP + place * ROW, place) for place, branch in enumerate(document.tree)]
    said = "; ".join(f"{branch.name}: {_told(branch)}" for branch in document.tree)
    return Picture(width, TOP + len(rows) * ROW, TALL, BOX, rows, said)


def _row(branch: Branch, top: int, place: int) -> Row:
    middle = top + TALL // 2
    boxes = [_box(rung, LEFT + at * (BOX + GAP), top) for at, rung in enumerate(branch.rungs)]
    arrows = [_arrow(rung, box, middle) for rung, box in zip(branch.rungs, boxes, strict=True)]
    told = conditions(branch)
    lines = [Line(20, top + 32 + 14 * at, _cut(line)) for at, line in enumerate(told[:3])]
    above = f"M8 {middle - ROW if place else middle}V{middle}"
    return Row(
        Line(20, top + 16, _cut(branch.name)), lines, f"{above}M8 {top + TALL}H{LEFT - 8}", boxes, arrows
    )


def conditions(branch: Branch) -> list[str]:
    """Whom a branch takes, a line each; everybody where it has no condition."""
    words = (
        (say("topic"), branch.topics),
        (say("source"), branch.sources),
        (say("language"), branch.languages),
        (say("customer"), branch.customer_tiers),
        (say("skill"), branch.skills),
        (say("because"), tuple(str(ALL_TRIGGERS[name]) for name in branch.triggers)),
    )
    return [f"{name}: {say(' or ').join(told)}" for name, told in words if told] or [say("takes everything")]


def _box(rung: Rung, x: int, y: int) -> Box:
    small = {
        RungKind.SENIOR_AI: rung.engine.value,
        RungKind.SOURCE: rung.source,
        RungKind.FORM: say_many("{count} question", "{count} questions", len(rung.questions)),
        RungKind.HUMAN: ", ".join(filter(None, (rung.queue or say("the topic’s queue"), *rung.skills))),
        RungKind.SUPERVISOR: "",
    }[rung.kind]
    return Box(x, y, _cut(str(RUNGS[rung.kind]), SHORT), _cut(small, SHORT), rung.mode == Mode.SOFT)


def _arrow(rung: Rung, box: Box, middle: int) -> Arrow:
    """To the next rung straight on; every other way out leaves below the line, with its name."""
    start = box.x + BOX
    said = lasting(rung.timer_s)
    if rung.then == Overrun.NEXT:
        return Arrow(f"M{start} {middle}H{start + GAP - 2}", start + GAP // 2 - 2, middle - 5, said, None)
    out = rung.to if rung.then == Overrun.QUEUE else OVERRUNS[rung.then]
    bend = f"M{start} {middle}h{GAP // 2 - 12}q8 0 8 8v{TALL // 2 + 2}"
    place = Line(start + GAP // 2 - 4, box.y + TALL + 24, _cut(str(out), 16))
    return Arrow(bend, start + GAP // 2 - 2, middle - 5, said, place)


def lasting(seconds: int) -> str:
    """A timer in its own unit: 45 s, 30 min, 2 h."""
    if seconds % 3600 == 0:
        return say("{n} h", n=seconds // 3600)
    return say("{n} min", n=seconds // 60) if seconds % 60 == 0 else say("{n} s", n=seconds)


def _told(branch: Branch) -> str:
    steps = (
        say("{who} for {time}, then {out}", who=RUNGS[rung.kind], time=lasting(rung.timer_s), out=_out(rung))
        for rung in branch.rungs
    )
    return f"{', '.join(conditions(branch))}: {', '.join(steps)}"


def _out(rung: Rung) -> str:
    return say("queue {name}", name=rung.to) if rung.then == Overrun.QUEUE else str(OVERRUNS[rung.then])


def _cut(text: str, most: int = CUT) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
