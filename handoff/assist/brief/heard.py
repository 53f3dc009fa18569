"""What the customer wants, tried and feels, and what else they told: each in their own words."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from handoff.assist.brief.entities import proper
from handoff.assist.brief.sentences import REMEMBERED, sentences, telling
from handoff.assist.brief.shape import Line, Part, Turn
from handoff.assist.quotes import ASKS, CONFUSED, THANKS, TRIED, UNKNOWN, UPSET, WORRIED, filler, says
from handoff.assist.sense import asks_for_human
from handoff.assist.terms import terms

MOST_WANTS, MOST_TRIED, MOST_DETAILS = 4, 3, 8
DETAIL, ALL_DETAILS = 140, 480
"""Characters of one detail, and of all together: a briefing is to be read in half a minute."""
FRIENDLY, CALMER = "Friendly", "Calmer since"
RECENT = 12
"""A mood is looked for in so many of the customer's newest turns."""
REFUSES = re.compile(r"^\W*(?:no|nope|nah)\b", re.IGNORECASE)
NO_THANKS = re.compile(r"\bno,?\s(?:thanks|thank\syou)\b", re.IGNORECASE)
OWN = re.compile(r"\b(?:i|we|my|our|jeg|min|mój)\b", re.IGNORECASE)
PREFERS = re.compile(
    r"\b(?:prefer\w*|only|not|don['’]?t|without|must|avoid|near|between|from|instead|allerg\w+|cheap\w*|expensive|moderate|usual|because)\b",
    re.IGNORECASE,
)


class Shown:
    """What of a thread a briefing quotes already."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.spans: dict[int | None, list[tuple[int, int]]] = {}
        self.words: set[str] = set()
        self.add(*lines)

    def add(self, *lines: Line) -> None:
        for line in lines:
            self.spans.setdefault(line.message, []).append((line.start, line.end))
            self.words |= words(line.text)
            if line.was is not None:
                self.add(line.was)

    def covers(self, part: Part) -> bool:
        """Whether a quote stands inside the part's stretch for most of it."""
        inside = (
            min(end, part.end) - max(start, part.start) for start, end in self.spans.get(part.turn.number, ())
        )
        return max(inside, default=0) > 0.5 * (part.end - part.start)

    def news(self, part: Part) -> float:
        """The share of the part's words that stand in no quote, 0 to 1."""
        mine = words(part.text)
        return len(mine - self.words) / len(mine) if mine else 0.0


@lru_cache(REMEMBERED)
def words(text: str) -> frozenset[str]:
    """The terms of a text: two that share most of them say the same."""
    return frozenset(terms(text))


@lru_cache(REMEMBERED)
def _asks_for_human(text: str) -> bool:
    return asks_for_human(text) is not None


def told(customer: Sequence[Turn], answers: Sequence[Line], names: Sequence[str]) -> list[Part]:
    """The customer's sentences that say something, are no answer to the AI, and do more than tell who they are."""
    shown = Shown(answers)
    parts = (part for turn in customer for part in telling(turn))
    return [part for part in parts if not shown.covers(part) and not _introduces(part, names)]


def wants(parts: Sequence[Part]) -> list[Line]:
    """What they came with, up to the first request, then each request that is another; a human comes last."""
    matter = [p for p in parts if not _asks_for_human(p.text) and not says(UNKNOWN, p.text)] or list(parts)
    if not matter:
        return []
    asking = [part for part in matter if says(ASKS, part.text) and not REFUSES.match(part.text)]
    lines = [_passage(matter).quote()]
    shown = Shown(lines)
    for part in asking:
        if not shown.covers(part) and len(words(part.text)) > 1 and shown.news(part) >= 0.5:
            lines.append(part.quote(longest=DETAIL))
            shown.add(lines[-1])
    return lines if len(lines) <= MOST_WANTS else [*lines[:2], *lines[2 - MOST_WANTS :]]


def _passage(matter: Sequence[Part]) -> Part:
    """The first sentence with those right after it in the same turn, up to one that asks."""
    first = last = matter[0]
    for part in matter[1:]:
        if says(ASKS, last.text) or part.turn is not first.turn or part.end - first.start > 2 * DETAIL:
            break
        last = part
    return Part(first.turn, first.start, last.end)


def tried(customer: Sequence[Turn]) -> list[Line]:
    """What they did already, the newest that differ."""
    found = [part for turn in customer for part in telling(turn) if says(TRIED, part.text)]
    shown, lines = Shown(()), list[Line]()
    for part in reversed(found):
        if shown.news(part) >= 0.5 and len(lines) < MOST_TRIED:
            lines.insert(0, part.quote(longest=DETAIL))
            shown.add(lines[0])
    return lines


def mood(customer: Sequence[Turn]) -> Line | None:
    """The newest words that show one."""
    for turn in reversed(customer[-RECENT:]):
        for part in reversed(list(sentences(turn))):
            if label := _feels(part.text):
                return part.quote(label, longest=DETAIL)
    return None


def calmer(customer: Sequence[Turn], angry: Line) -> Line | None:
    """The newest words that show a mood, where they came after angry ones and are friendly."""
    newest = mood([turn for turn in customer if angry.message and turn.number > angry.message])
    return msgspec.structs.replace(newest, label=CALMER) if newest and newest.label == FRIENDLY else None


def details(parts: Sequence[Part], shown: Shown) -> list[Line]:
    """What else they said that narrows the matter down, in its order, as far as there is room."""
    weights = [(_weight(part, shown), place) for place, part in enumerate(parts)]
    kept, room = list[Part](), ALL_DETAILS
    for _, place in sorted((-weight, place) for weight, place in weights if weight):
        part = parts[place]
        if len(kept) == MOST_DETAILS:
            break
        line = part.quote(longest=DETAIL)
        if len(line.text) <= room and _weight(part, shown) > 0:
            kept.append(part)
            room -= len(line.text)
            shown.add(line)
    kept.sort(key=lambda part: (part.turn.number, part.start))
    return [part.quote(longest=DETAIL) for part in kept]


def _weight(part: Part, shown: Shown) -> float:
    """How much a sentence tells beyond what is shown: names and figures most, then choices, then new words."""
    if shown.covers(part) or _asks_for_human(part.text):
        return 0.0
    names = sum(not words(name) <= shown.words for name in proper(part))
    figures = len({w for w in words(part.text) - shown.words if w[0].isdigit()})
    choice = says(PREFERS, part.text) + says(ASKS, part.text) + 0.5 * says(OWN, part.text)
    news = shown.news(part)
    return news * (2 * names + 2 * figures + choice) if news >= 0.3 else 0.0


def _introduces(part: Part, names: Sequence[str]) -> bool:
    text = part.text
    return any(name in text and filler(text.replace(name, "")) for name in names)


def _feels(text: str) -> str:
    thanks = THANKS.search(text)
    upset = UPSET.search(text)
    if upset and not (thanks and upset.group().startswith("!")):
        return "Upset"
    if says(WORRIED, text):
        return "Worried"
    if says(CONFUSED, text):
        return "Confused"
    return FRIENDLY if thanks and not NO_THANKS.search(text) else ""
