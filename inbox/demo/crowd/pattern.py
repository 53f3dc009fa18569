"""A conversation that was played once, as text in which a copy puts its own numbers, names and moments."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, JSONField
from django.utils import timezone

from handoff import flow
from handoff.models import Conversation, Delivery, Event, Hop, Person, Timer
from handoff.vocabulary import TimerKind
from inbox.demo.crowd import stories
from inbox.demo.crowd.tables import Row, columns, rows_of, target
from inbox.demo.play import play
from inbox.demo.script import Script

NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "%": "%%"})


@dataclass
class Pattern:
    """The rows of one conversation in the text format of COPY, to be filled in with `%` for each copy.

    `keys` are the names under which each table's row ids go, `moments` those of its times with how far each lies from
    the end of the story (or, where it is `ahead`, still to come from there); `told` are the times that stand in texts
    too, each with its name there.
    """

    state: str
    source: int
    queue: int
    often: int = 1
    texts: dict[Row, str] = field(default_factory=dict)
    keys: dict[Row, list[str]] = field(default_factory=dict)
    moments: list[tuple[str, timedelta, bool]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    seqs: list[str] = field(default_factory=list)


def played(script: Script, agent: Person, often: int = 1) -> Pattern:
    """What the verbs leave of a story, which leaves nothing itself. `agent` is the person in it."""
    with transaction.atomic():
        play([script], _settle)
        _rest()
        row = Conversation.objects.select_related("customer").get(
            source__name=script.source, external_id=script.id
        )
        made = _Reading(row, agent).pattern(often)
        transaction.set_rollback(True)
    return made


def _settle() -> None:
    while left := list(Event.objects.filter(settled_at__isnull=True).order_by("pk")):
        for event in left:
            flow.settle(event)


def _rest() -> None:
    """Nothing of the crowd falls due at once: a hundred thousand timers would ring in the first minute."""
    waiting = Timer.objects.filter(fired_at__isnull=True, cancelled_at__isnull=True)
    waiting.exclude(kind=TimerKind.WAKE).update(cancelled_at=timezone.now())
    Hop.objects.filter(left_at__isnull=True).update(due_at=None)


class _Reading:
    """Turns the rows of one conversation into text."""

    def __init__(self, row: Conversation, agent: Person) -> None:
        self.row, self.agent, self.now = row, agent, timezone.now()
        self.rows = rows_of(row)
        self.keys = {
            (model, one.pk): f"{model.__name__}{place}"
            for model, held in self.rows.items()
            for place, one in enumerate(held)
        }
        self.moments: dict[datetime, str] = {}
        for model, held in self.rows.items():
            for one in held:
                self._note_moments(model, one)
        self.told = self._tokens()

    def _note_moments(self, model: Row, one: Any) -> None:
        for column in columns(model):
            at = getattr(one, column.attname)
            if isinstance(at, datetime):
                self.moments.setdefault(at, f"at{len(self.moments)}")

    def _tokens(self) -> list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]:
        """What of a text is a copy's own: written so for `%`."""
        own = {
            stories.CUSTOMER: "%(customer)s",
            stories.ADDRESS: "%(address)s",
            stories.KNOWN_AS: "%(known_as)s",
            stories.ORDER: "%(order)s",
            self.row.external_id: "%(name)s",
            str(self.agent): "%(agent_name)s",
        }
        iso = {at.isoformat(): f"%(iso_{key})s" for at, key in self.moments.items()}
        known = own | iso
        words = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
        ref = re.compile(rf"\bm{self.row.pk}-(?=\d)")
        return [(re.compile(words), lambda found: known[found[0]]), (ref, "m%(Conversation0)s-")]

    def pattern(self, often: int) -> Pattern:
        made = Pattern(self.row.state, self.row.source_id, self.row.queue_id, often)
        for model, held in self.rows.items():
            made.keys[model] = [self.keys[model, one.pk] for one in held]
            made.texts[model] = "".join(f"{self._line(model, one)}\n" for one in held)
        made.seqs = [f"seq{self.keys[Delivery, one.pk]}" for one in self.rows[Delivery]]
        made.moments = [(key, at - self.now, at > self.now) for at, key in self.moments.items()]
        whole = "".join(made.texts.values())
        made.told = [(key, f"iso_{key}") for key in self.moments.values() if f"%(iso_{key})s" in whole]
        return made

    def _line(self, model: Row, one: Any) -> str:
        return "\t".join(self._cell(model, one, column) for column in columns(model))

    def _cell(self, model: Row, one: Any, column: Any) -> str:
        value = getattr(one, column.attname)
        if value is None:
            return NULL
        if model is Delivery and column.name == "seq":
            return f"%(seq{self.keys[model, one.pk]})s"
        if column.primary_key or column.remote_field is not None:
            return self._key(model, column, value)
        return f"%({self.moments[value]})s" if isinstance(value, datetime) else self._plain(column, value)

    def _plain(self, column: Any, value: Any) -> str:
        if isinstance(column, BooleanField):
            return str(int(value))
        told = json.dumps(value, ensure_ascii=False) if isinstance(column, JSONField) else str(value)
        return self._text(told)

    def _key(self, model: Row, column: Any, value: int) -> str:
        if column.primary_key:
            return f"%({self.keys[model, value]})s"
        if target(column) is Person:
            return "%(agent)s" if value == self.agent.pk else str(value)
        key = self.keys.get((target(column), value))
        return f"%({key})s" if key else str(value)

    def _text(self, text: str) -> str:
        text = text.translate(_ESCAPED)
        for token, told in self.told:
            text = token.sub(told, text)
        return text


def moment(at: datetime) -> str:
    """A time as the database has it in a column."""
    if connection.vendor == "sqlite":
        return str(timezone.make_naive(at, timezone.get_default_timezone()))
    return at.isoformat()


def iso_of(at: str) -> str:
    """The same time as a text of JSON has it."""
    if connection.vendor == "sqlite":
        return timezone.make_aware(datetime.fromisoformat(at), timezone.get_default_timezone()).isoformat()
    return at
