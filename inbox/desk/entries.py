"""One event as an entry of the thread: what its template reads of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from handoff.models import Attachment, Conversation, Decision, Event, Message, Person
from handoff.vocabulary import EventKind
from inbox import marks
from inbox.desk import attached, voices
from inbox.desk.attached import Shown
from inbox.desk.handoffs import Card
from inbox.desk.sentences import Sentence, sentence
from inbox.desk.voices import Heading

TRIED = 2
"""What the AI said last, shown where a handoff is told of."""


@dataclass(frozen=True)
class Said:
    """A message with its files, of this conversation or of another one that went on here."""

    message: Message
    person: Person
    attachments: Sequence[Attachment] = ()

    @property
    def name(self) -> str:
        """What tells it from all others on the page."""
        return f"{self.message.conversation_id}-{self.message.number}"

    @cached_property
    def files(self) -> list[Shown]:
        return [Shown(one, self.person) for one in self.attachments]

    @property
    def captions(self) -> bool:
        """Whether it has no words of its own beside its files."""
        return bool(self.files) and attached.captions(self.message, self.attachments)


@dataclass(frozen=True)
class Entry:
    """One event as it stands in the thread of `person`."""

    event: Event
    spine: str
    person: Person
    conversation: Conversation
    spans: Sequence[tuple[int, int]] = ()
    dated: bool = False
    said: Sequence[tuple[int, str]] = ()
    attachments: Sequence[Attachment] = ()
    merged: Sequence[Said] = ()
    """What was said in the conversation that goes on here."""

    @property
    def id(self) -> str:
        return f"entry-{self.conversation.pk}-{self.event.number}"

    @property
    def message(self) -> Message | None:
        return self.event.message

    @cached_property
    def parts(self) -> list[marks.Part]:
        """The message's text, cut where it was quoted as a reason."""
        return marks.parts(self.event.message.text, self.spans) if self.event.message else []

    @cached_property
    def _said(self) -> Said | None:
        return Said(self.event.message, self.person, self.attachments) if self.event.message else None

    @property
    def files(self) -> list[Shown]:
        """The files that came with the message."""
        return self._said.files if self._said else []

    @property
    def captions(self) -> bool:
        """Whether the message has no words of its own beside its files."""
        return self._said is not None and self._said.captions

    @cached_property
    def voice(self) -> str:
        return voices.voice(self.event.message) if self.event.message else ""

    @cached_property
    def heading(self) -> Heading | None:
        """The line above the message."""
        message, customer = self.event.message, str(self.conversation.customer)
        return voices.heading(self.event, message, customer, mine=self.mine) if message else None

    @property
    def mine(self) -> bool:
        return self.event.agent_id == self.person.pk

    @cached_property
    def gauged(self) -> Decision | None:
        """The decision that let the AI say this."""
        decision = self.event.decision if self.voice == "ai" else None
        return decision if decision and decision.confidence is not None else None

    @cached_property
    def card(self) -> Card | None:
        if self.event.kind != EventKind.HANDOFF_OFFERED:
            return None
        return Card(
            self.event,
            self.conversation,
            [text for number, text in self.said if number < self.event.number][-TRIED:],
        )

    @cached_property
    def line(self) -> Sentence:
        return sentence(self.event, self.conversation, mine=self.mine)
