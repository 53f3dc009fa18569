"""Plays the demo's conversations through the domain's own verbs, each step at its time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import singledispatchmethod
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from handoff import conversations, drafts, flow, intake, queueing, reply, review, snooze
from handoff.clock import now, shifted
from handoff.models import Article, Conversation, Draft, Person, Source, Timer
from handoff.protocol import Citation, Close, Customer, Escalate, EscalateDraft, Message, Propose, Rate
from inbox.demo import script
from inbox.demo.script import Script


def play(scripts: list[Script], then: Callable[[], None] = lambda: None) -> None:
    """Let all that is written in `scripts` happen, in the order of time and with what follows from it.

    `then` is called after each step, at its time: for who plays inside a transaction, where nothing follows by itself.
    """
    began = timezone.now()
    scenes = [(step.minutes_ago, number, one) for one in scripts for number, step in enumerate(one.steps)]
    actor = _Actor()
    for minutes_ago, number, one in sorted(scenes, key=lambda scene: scene[0], reverse=True):
        moment = began - timedelta(minutes=minutes_ago)
        _let_timers_ring(moment, then)
        with _at(moment):
            actor.act(one.steps[number], one, number)
            then()
    _let_timers_ring(began, then)


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    with shifted(moment - timezone.now()):
        yield


def _let_timers_ring(until: datetime, then: Callable[[], None]) -> None:
    """What fell due on the way happens when it fell due, as if the sweep had been running all the time."""
    open_timers = Timer.objects.filter(fired_at__isnull=True, cancelled_at__isnull=True, due_at__lte=until)
    while timer := open_timers.order_by("due_at").first():
        with _at(timer.due_at):
            flow.sweep()
            then()


class _Actor:
    """Does what one step tells of."""

    def __init__(self) -> None:
        self._people: Mapping[str, Person] = {person.username: person for person in Person.objects.all()}
        self._sources = {source.name: source for source in Source.objects.all()}
        self._articles = {article.key: article for article in Article.objects.all()}

    @singledispatchmethod
    def act(self, step: script.Step, one: Script, number: int) -> None:
        raise TypeError(f"{type(step).__name__} cannot be played")

    @act.register
    def _(self, step: script.Said, one: Script, number: int) -> None:
        told: dict[str, Any] = {}
        if number == 0:
            told = {"customer": msgspec.convert(one.customer, Customer), "context": one.context}
        frame = Message(
            role=step.role,
            text=step.text,
            language=step.language,
            **told,
            id=_id(one, number),
            conversation=one.id,
        )
        with transaction.atomic():
            intake.hear(self._source(one), frame)

    @act.register
    def _(self, step: script.Proposed, one: Script, number: int) -> None:
        frame = Propose(
            text=step.text,
            confidence=step.confidence,
            topic=step.topic,
            citations=self._cited(step.citations),
            id=_id(one, number),
            conversation=one.id,
        )
        with transaction.atomic():
            intake.propose(self._source(one), frame)

    @act.register
    def _(self, step: script.Escalated, one: Script, number: int) -> None:
        frame = Escalate(
            reason=step.reason,
            mode=step.mode,
            topic=step.topic,
            summary=step.summary,
            priority=step.priority,
            draft=self._draft(step.draft),
            id=_id(one, number),
            conversation=one.id,
        )
        with transaction.atomic():
            intake.escalate(self._source(one), frame)

    @act.register
    def _(self, step: script.Closed, one: Script, number: int) -> None:
        with transaction.atomic():
            intake.close(
                self._source(one),
                Close(by=step.by, outcome=step.outcome, id=_id(one, number), conversation=one.id),
            )

    @act.register
    def _(self, step: script.Rated, one: Script, number: int) -> None:
        frame = Rate(score=step.score, comment=step.comment or None, id=_id(one, number), conversation=one.id)
        with transaction.atomic():
            intake.rate(self._source(one), frame)

    @act.register
    def _(self, step: script.Accepted, one: Script, number: int) -> None:
        queueing.accept(self._opened(one).pk, agent=self._agent(step))

    @act.register
    def _(self, step: script.Replied, one: Script, number: int) -> None:
        row = self._opened(one)
        reply.send(row.pk, agent=self._agent(step), text=step.text, seen=row.messages)

    @act.register
    def _(self, step: script.Noted, one: Script, number: int) -> None:
        reply.note(self._opened(one).pk, agent=self._agent(step), text=step.text)

    @act.register
    def _(self, step: script.Approved, one: Script, number: int) -> None:
        row = self._opened(one)
        draft = _open_draft(row)
        review.approve(draft.pk, agent=self._agent(step), text=step.text or draft.text, seen=row.messages)

    @act.register
    def _(self, step: script.Rejected, one: Script, number: int) -> None:
        draft = _open_draft(self._opened(one))
        review.reject(draft.pk, agent=self._agent(step), reason=step.reason, remark=step.remark)

    @act.register
    def _(self, step: script.Transferred, one: Script, number: int) -> None:
        queueing.transfer(self._opened(one).pk, by=self._agent(step), agent=self._people[step.to])

    @act.register
    def _(self, step: script.HandedBack, one: Script, number: int) -> None:
        queueing.hand_back(self._opened(one).pk, agent=self._agent(step), note=step.note)

    @act.register
    def _(self, step: script.Waited, one: Script, number: int) -> None:
        until = now() + timedelta(minutes=step.for_minutes) if step.for_minutes else None
        row = self._opened(one)
        snooze.wait(row.pk, agent=self._agent(step), waiting_for=step.waiting_for, until=until)

    @act.register
    def _(self, step: script.Resolved, one: Script, number: int) -> None:
        queueing.resolve(self._opened(one).pk, agent=self._agent(step))

    def _source(self, one: Script) -> Source:
        return self._sources[one.source]

    def _agent(self, step: script.HumanStep) -> Person:
        return self._people[step.agent]

    def _opened(self, one: Script) -> Conversation:
        """The conversation, which whoever acts on it has on screen."""
        row = Conversation.objects.get(source=self._source(one), external_id=one.id)
        conversations.mark_seen(row.pk, row.messages)
        return row

    def _draft(self, draft: script.Draft | None) -> EscalateDraft | None:
        if draft is None:
            return None
        cited = self._cited(draft.citations)
        return EscalateDraft(text=draft.text, confidence=draft.confidence, citations=cited)

    def _cited(self, keys: tuple[str, ...]) -> list[Citation]:
        return [Citation(title=self._articles[key].title, url=self._articles[key].url) for key in keys]


def _id(one: Script, number: int) -> str:
    return f"{one.id}-{number}"


def _open_draft(row: Conversation) -> Draft:
    draft = drafts.open_draft(row)
    if draft is None:
        raise LookupError(f"{row.external_id} has no draft to judge at this point")
    return draft
