"""The briefing: how much of what a customer was told to get stands in it, and how long it is.

STAR's briefs are sentences: their facts are the quoted words, times, dates, figures and capitalised names in
them. MultiWOZ names its facts as slots: the values count, without "yes", "no" and what was only asked for.
A fact is found where its words stand in the briefing's text in this order: small letters, no punctuation,
"5 pm" as "5pm". The briefing's text is all that an agent reads of it, labels and next step included.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from handoff.assist.brief import Content, Line, Turn, brief
from handoff.evaluate.figures import Figure, Options, drawn, needed
from handoff.records import Record, records
from handoff.vocabulary import Role

Whole = NDArray[np.int64]

ROW = "brief"
FILE = "summary_facts.jsonl.gz"
ROLES = {"customer": Role.CUSTOMER, "bot": Role.ASSISTANT, "agent": Role.AGENT}
VALUE = re.compile(
    r"""(?<!\w)'([^']+)'(?!\w) | \b\d+(?::\d\d)?\s?[ap]m\b | \b(?:January|February|March|April|May|June|July
        |August|September|October
    |November|December)\s\d{1,2}(?:st|nd|rd|th)? | \$?\d[\d/.:]*\d(?:st|nd|rd|th)? | \b\d+(?:st|nd|rd|th)?\b
    | (?:Dr\.\s)?[A-Z][a-z]+(?:\s[A-Z][a-z]+)*""",
    re.VERBOSE,
)
_NO_FACT_WORDS = """
    You Your Please If For Search Find Reserve Make The Follow When Once Is It Then Try May Ask Keep To
    Unfortunately In Note Also But After Work Help Perhaps Right There Some Somebody Check
"""
NO_FACT = frozenset(_NO_FACT_WORDS.split())
"""Words that begin the sentences of STAR's briefs."""


class Row(msgspec.Struct, frozen=True):
    """A conversation with what its customer was told to get."""

    id: str
    source: str
    turns: list[dict[str, str]]
    reference_brief: list[str]
    facts: list[str]


class Found(NamedTuple):
    """Of one conversation's facts: how many there are, how many its thread says, how many its briefing says."""

    facts: int
    said: int
    shown: int
    length: int
    share: float


def measure(data: Path, options: Options) -> Iterable[Figure]:
    """Facts found and lengths, on STAR and on MultiWOZ."""
    rows = [one.made for one in records(needed(data, FILE), Row, lambda row: row) if isinstance(one, Record)]
    yield from _about("STAR", [r for r in rows if r.source == "STAR"], _in_sentences)
    yield from _about("MultiWOZ", [r for r in rows if r.source != "STAR"], _in_slots)


def _about(name: str, rows: list[Row], facts: Callable[[Row], Iterable[str]]) -> Iterator[Figure]:
    began = perf_counter()
    found = [_found(row, set(facts(row))) for row in rows]
    seconds = perf_counter() - began
    counts = np.array([(f.facts, f.said, f.shown) for f in found])
    total, said, shown = counts.T
    for what, part, whole, note in (
        ("facts found", shown, total, "of all in the brief"),
        ("facts found, of those said", shown, said, "in the thread"),
        ("facts said in the thread", said, total, "no briefing finds more"),
    ):
        yield drawn(ROW, f"{name}: {what}", partial(_share, part, whole), len(rows), note)
    lengths = np.array([f.length for f in found])
    yield drawn(ROW, f"{name}: characters, median", lambda i: float(np.median(lengths[i])), len(rows))
    yield Figure(ROW, f"{name}: characters, longest", float(lengths.max()), len(rows))
    yield Figure(ROW, f"{name}: length, share of the thread's", median(f.share for f in found), len(rows))
    yield Figure(ROW, f"{name}: ms a thread", seconds / len(rows) * 1000, len(rows))


def _share(part: Whole, whole: Whole, chosen: NDArray[np.intp]) -> float:
    """Of the rows drawn, how much of the `whole` the `part` is."""
    return float(part[chosen].sum() / whole[chosen].sum())


def _found(row: Row, facts: set[str]) -> Found:
    thread = [
        Turn(n, ROLES.get(turn["role"], Role.SYSTEM), turn["text"]) for n, turn in enumerate(row.turns, 1)
    ]
    text, whole = as_read(brief(thread)), "\n".join(turn.text for turn in thread)
    shown, said = normal(text), normal(whole)
    there = [normal(fact) for fact in facts]
    in_thread = [fact for fact in there if fact in said]
    return Found(
        len(there),
        len(in_thread),
        sum(fact in shown for fact in in_thread),
        len(text),
        len(text) / len(whole),
    )


def as_read(content: Content) -> str:
    """All that an agent reads of a briefing, a line each."""
    lines = (
        content.who,
        *content.wants,
        *content.tried,
        content.said,
        content.mood,
        content.calmer,
        *content.facts,
        *content.open,
    )
    return "\n".join([*(text for line in lines if line for text in _texts(line)), content.next])


def _texts(line: Line) -> Iterator[str]:
    yield f"{line.label} {line.text}".strip()
    if line.was:
        yield line.was.text


def normal(text: str) -> str:
    """A text's words with one space around each."""
    text = re.sub(r"['’]s\b", "", text.casefold())
    text = re.sub(r"\W+", " ", text)
    return f" {re.sub(r'(?<=[0-9]) (?=(?:am|pm|st|nd|rd|th) )', '', f'{text} ').strip()} "


def _in_sentences(row: Row) -> Iterator[str]:
    for match in (match for sentence in row.reference_brief for match in VALUE.finditer(sentence)):
        words = (match.group(1) or match.group()).split()
        while words and words[0] in NO_FACT:
            words = words[1:]
        if words:
            yield " ".join(words)


def _in_slots(row: Row) -> Iterator[str]:
    values = (fact.partition(" = ")[2] for fact in row.facts)
    return (value for value in values if value not in ("", "yes", "no"))
