"""What humans make of drafts: kept for tuning, as a verdict on the AI's confidence, and as past tickets."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from rapidfuzz.distance import Levenshtein

from handoff import calibrations, exclusions, policies
from handoff.assist.letters import body
from handoff.assist.llm.redact import Redactor
from handoff.clock import now
from handoff.models import Conversation, Draft, Event, Feedback, Message, PastTicket
from handoff.vocabulary import DraftStatus, Finding, MessageKind, Role

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
SAME, LIGHT = 0.95, 0.7
"""From which likeness on an edit only polished a right answer, or kept most of it."""
SAID = (DraftStatus.APPROVED, DraftStatus.EDITED)
IDENTIFIER = re.compile(r"(?=(?:\w*\d){3})[\w-]{4,}|[\w.+-]+@[\w-]+\.[\w.]+")
NO_ANSWERS = (MessageKind.NOTE, MessageKind.REASSURANCE, MessageKind.FALLBACK)
LOOKED_BACK = 20


def keep(event: Event) -> None:
    """Write the feedback and the verdict on the draft that `event` ended. A repetition changes nothing."""
    draft = event.draft
    if draft is None or draft.status == DraftStatus.OPEN:
        return
    with transaction.atomic():
        _keep(draft)
        if found := finding(draft):
            calibrations.on_draft(draft, found)


def _keep(draft: Draft) -> None:
    said = draft.status in SAID
    Feedback.objects.get_or_create(
        draft=draft,
        defaults={
            "outcome": draft.status,
            "agent": draft.ended_by,
            "seconds": draft.seconds,
            "final_text": draft.final_text,
            "difference": difference(draft.text, draft.final_text) if said else [],
            "distance": distance(draft.text, draft.final_text) if said else None,
            "facts_changed": facts_changed(draft.text, draft.final_text) if said else {},
            "at": draft.ended_at or now(),
        },
    )


def finding(draft: Draft) -> Finding | None:
    """What a draft's fate says of it; None where it says nothing: open, superseded, expired."""
    if draft.status == DraftStatus.EDITED:
        return _of_edit(body(draft.text), body(draft.final_text))
    return {DraftStatus.APPROVED: Finding.RIGHT, DraftStatus.REJECTED: Finding.WRONG}.get(
        DraftStatus(draft.status)
    )


def _of_edit(before: str, after: str) -> Finding:
    """A change of facts makes an answer wrong, however small it looks."""
    likeness = 1 - distance(before, after)
    if facts_changed(before, after) or likeness < LIGHT:
        return Finding.WRONG
    return Finding.RIGHT if likeness >= SAME else Finding.PARTLY


def teach(event: Event) -> None:
    """Keep what was asked and answered in the draft that `event` ended as a past ticket. A repetition changes nothing.

    Left out is what the exclusions keep from the AI, and an answer that names whom or what it was about: it would be
    said to somebody else.
    """
    draft = event.draft
    if draft is None or draft.status not in SAID:
        return
    question, answer = _question(draft), body(draft.final_text)
    if question and answer and not _excluded(draft, question, answer) and not _personal(draft, answer):
        conversation = draft.conversation
        PastTicket.objects.get_or_create(
            key=f"draft:{draft.pk}",
            defaults={
                "question": question,
                "answer": answer,
                "topic": _topic(draft, answer),
                "conversation": conversation.external_id,
                "source": conversation.source.name,
                "at": draft.ended_at,
            },
        )


def _topic(draft: Draft, answer: str) -> str:
    """What the question was about: as was said, unless the answer was wrong; then as with the same answer before."""
    if finding(draft) != Finding.WRONG:
        return draft.conversation.topic
    before = PastTicket.objects.filter(answer=answer).exclude(topic="").order_by("-pk")
    return before.values_list("topic", flat=True).first() or ""


def _question(draft: Draft) -> str:
    """What stood unanswered when the draft was made, with what is private cut out."""
    thread = Message.objects.filter(conversation=draft.conversation_id, number__lte=draft.answers)
    texts: list[str] = []
    for message in thread.exclude(kind__in=NO_ANSWERS).order_by("-number")[:LOOKED_BACK]:
        if message.role in (Role.ASSISTANT, Role.AGENT):
            break
        if message.role == Role.CUSTOMER:
            texts.append(message.text)
    return Redactor([draft.conversation.customer.name], texts).mask("\n".join(reversed(texts))[:MOST])


def _excluded(draft: Draft, question: str, answer: str) -> bool:
    if draft.decision is not None and draft.decision.facts.get("excluded"):
        return True
    policy, conversation = policies.live(), draft.conversation
    about = (conversation.topic, conversation.intent)
    texts = [(None, question), (None, answer)]
    return bool(exclusions.match(policy.content.exclusions, about, texts, partial(_known, draft)))


def _known(draft: Draft) -> dict[str, Any]:
    customer = draft.conversation.customer
    return {"tier": customer.tier, **draft.conversation.context, **customer.attributes}


def _personal(draft: Draft, answer: str) -> bool:
    """Whether an answer names its customer, or repeats an order number or the like from their conversation."""
    customer = draft.conversation.customer
    names = [*customer.name.split(), customer.email, customer.phone]
    if any(len(name) > 2 and re.search(rf"\b{re.escape(name)}\b", answer, re.IGNORECASE) for name in names):
        return True
    known = " ".join([*_heard(draft.conversation), str(draft.conversation.context), str(customer.attributes)])
    return bool(_identifiers(answer) & _identifiers(known))


def _heard(conversation: Conversation) -> Iterable[str]:
    heard = conversation.thread.filter(role=Role.CUSTOMER).order_by("-number")
    return heard.values_list("text", flat=True)[:LOOKED_BACK]


def _identifiers(text: str) -> set[str]:
    return {found.casefold() for found in IDENTIFIER.findall(text[:MOST])}


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
