"""What humans make of drafts, kept for tuning: outcome, time, word-level difference, facts that changed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rapidfuzz.distance import Levenshtein

from handoff.clock import now
from handoff.models import Draft, Event, Feedback
from handoff.vocabulary import DraftStatus

WORDS = re.compile(r"\s+|\w+(?:['’.,:/@-]\w+)*|[^\w\s]")
LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\"']+|[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
AMOUNT = re.compile(
    r"""[$€£¥]\s?\d[\d.,]* | \d[\d.,]*\s?%
      | \d[\d.,\u00a0\ ]*\s?(?:kr|nok|sek|eur|euros?|usd|gbp|dollars?|pounds?|zł|pln|percent)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|"
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|{_DAY}|today|tomorrow|tonight|\d{{1,2}}:\d\d)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NEGATION = re.compile(
    r"\b(?:no|not|never|none|nothing|cannot|without|\w+n['’]t|unable|nicht|kein\w*|ikke|ingen|nie)\b",
    re.IGNORECASE,
)
KINDS = (("links", LINK), ("amounts", AMOUNT), ("dates", DATE), ("numbers", NUMBER))
MOST = 20_000


def keep(event: Event) -> None:
    """Write the feedback on the draft that `event` ended. A repetition changes nothing."""
    draft = event.draft
    if draft is None or draft.status == DraftStatus.OPEN:
        return
    said = draft.status in (DraftStatus.APPROVED, DraftStatus.EDITED)
    Feedback.objects.get_or_create(
        draft=draft,
        defaults={
            "outcome": draft.status,
            "agent": draft.ended_by,
            "seconds": _seconds(draft),
            "final_text": draft.final_text,
            "difference": difference(draft.text, draft.final_text) if said else [],
            "distance": distance(draft.text, draft.final_text) if said else None,
            "facts_changed": facts_changed(draft.text, draft.final_text) if said else {},
            "at": draft.ended_at or now(),
        },
    )


def difference(before: str, after: str) -> list[list[str]]:
    """The word-level edit as [[op, before, after]], op one of equal, replace, insert, delete; texts join up again."""
    old, new = WORDS.findall(before[:MOST]), WORDS.findall(after[:MOST])
    return [
        [op.tag, "".join(old[op.src_start : op.src_end]), "".join(new[op.dest_start : op.dest_end])]
        for op in Levenshtein.opcodes(old, new)
    ]


def distance(before: str, after: str) -> float:
    """Word-level Levenshtein distance over the longer text: 0 the same words, 1 none kept."""
    return float(Levenshtein.normalized_distance(_words(before), _words(after)))


def facts_changed(before: str, after: str) -> dict[str, dict[str, list[str]]]:
    """What an edit changed of what a customer may rely on: {kind: {"removed": [..], "added": [..]}}.

    Kinds are links, amounts, dates, numbers and negation. Similar texts can differ in just these.
    """
    old, new = _facts(before[:MOST]), _facts(after[:MOST])
    changed: dict[str, dict[str, list[str]]] = {}
    for kind in old:
        removed, added = old[kind] - new[kind], new[kind] - old[kind]
        if removed or added:
            changed[kind] = {"removed": sorted(removed.elements()), "added": sorted(added.elements())}
    return changed


def _words(text: str) -> list[str]:
    return [word for word in WORDS.findall(text[:MOST]) if not word.isspace()]


def _facts(text: str) -> dict[str, Counter[str]]:
    """Each stretch of text counts once, under the most telling kind that it is."""
    found: dict[str, Counter[str]] = {"negation": Counter(_lower(NEGATION.findall(text)))}
    rest = text
    for kind, pattern in KINDS:
        found[kind] = Counter(_lower(pattern.findall(rest)))
        rest = pattern.sub(" ", rest)
    return found


def _lower(words: Iterable[str]) -> Iterator[str]:
    return (" ".join(word.casefold().split()).rstrip(".,") for word in words)


def _seconds(draft: Draft) -> float | None:
    if draft.opened_at is None or draft.ended_at is None:
        return None
    return (draft.ended_at - draft.opened_at).total_seconds()


def as_row(feedback: Feedback) -> dict[str, Any]:
    """One line of the feedback ledger: what was proposed, what was said instead, by whom, how it differs."""
    draft = feedback.draft
    return {
        "id": draft.pk,
        "conversation": draft.conversation.external_id,
        "source": draft.conversation.source.name,
        "topic": draft.conversation.topic,
        "outcome": feedback.outcome,
        "origin": draft.origin,
        "confidence": draft.confidence,
        "raw_confidence": draft.raw_confidence,
        "proposed": draft.text,
        "final": feedback.final_text or None,
        "distance": feedback.distance,
        "difference": feedback.difference,
        "facts_changed": feedback.facts_changed,
        "reason": draft.reason or None,
        "remark": draft.remark or None,
        "agent": feedback.agent.username if feedback.agent else None,
        "seconds": feedback.seconds,
        "at": feedback.at.isoformat(),
    }
