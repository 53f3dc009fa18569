"""One conversation as an AI front end would bring it in: frame after frame, each decided by the replies before.

Customer turns become `message`, agent turns `message` of the role agent, action turns of the role system, bot turns
`propose`. The bot is as sure as the recording lets it be: SURE; FAILING in a turn in which it failed; UNSURE
throughout where the recording says that whoever spoke for it was unsure.

After a decision to hand over the remaining bot turns are proposed all the same. The recorded customer goes on
answering them, so the thread stays readable, and the gateway makes drafts of them: a front end whose frames are
under way when a human takes over does just this, and no text of it may reach the customer.

At the end, where no decision pulled a human in: `escalate` if it ended badly, `close` if it ended well. Where a
human was pulled in there is neither. The good end on record rests on answers that were not given here, and when a
conversation is over is then for the human to say.

The ids of frames follow from the conversation and the turn, and their content from the file and the replies, which
the gateway keeps: so the same file once more changes nothing.
"""

import hashlib
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from handoff.protocol import Close, Error, Escalate, Instant, Message, Ok, Propose, Stored
from handoff.protocol.codes import ID_LENGTH
from handoff.vocabulary import Action
from inbox.replay.recording import Recording

SURE, UNSURE, FAILING = 0.95, 0.72, 0.35
_ROLES: Final[dict[str, Literal["customer", "agent", "system"]]] = {
    "customer": "customer",
    "agent": "agent",
    "action": "system",
    "system": "system",
}
_LABEL: Final = 128


class Course:
    """A conversation on its way. `frame` is what is to be sent next, None where all is done."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.place = 0
        self.pulled_in = False
        self.frame: Stored | None = self._turn()

    def take(self, reply: Ok | Error) -> None:
        """The frame was answered for good: go on to the next."""
        if isinstance(reply, Ok) and reply.decision is not None:
            self.pulled_in = self.pulled_in or reply.decision.action == Action.HANDOFF
        self.place += 1
        turns = len(self.recording.turns)
        if self.place < turns:
            self.frame = self._turn()
        elif self.place == turns and not self.pulled_in:
            self.frame = self._escalate() if self.recording.ended_badly else self._close()
        else:
            self.frame = None

    def _turn(self) -> Stored:
        turn = self.recording.turns[self.place]
        if turn.role in ("bot", "assistant"):
            return Propose(
                id=self._id(self.place),
                conversation=self.recording.id,
                text=turn.text,
                confidence=self._confidence(),
                topic=_label(self.recording.topic),
                model="replay",
            )
        return Message(
            id=self._id(self.place),
            conversation=self.recording.id,
            message=self._id(self.place),
            role=_ROLES[turn.role],
            text=turn.text,
            at=_instant(turn.at),
            context=self._context(),
        )

    def _confidence(self) -> float:
        if self.recording.failed_at(self.place):
            return FAILING
        return UNSURE if self.recording.unsure else SURE

    def _context(self) -> dict[str, Any] | None:
        """What the front end knows of the session, told once."""
        told = {"channel": self.recording.channel, "recorded": self.recording.source}
        known = {name: value for name, value in told.items() if value}
        return known if known and self.place == 0 else None

    def _escalate(self) -> Stored:
        return Escalate(
            id=self._id("escalate"),
            conversation=self.recording.id,
            reason="The conversation ended without what the customer came for",
            topic=_label(self.recording.topic),
        )

    def _close(self) -> Stored:
        return Close(
            id=self._id("close"),
            conversation=self.recording.id,
            by="customer",
            outcome="resolved",
        )

    def _id(self, part: int | str) -> str:
        plain = f"{self.recording.id}/{part}"
        return plain if len(plain) <= ID_LENGTH else hashlib.sha256(plain.encode()).hexdigest()


def _label(topic: str | None) -> str | None:
    return topic[:_LABEL] if topic else None


def _instant(at: str | None) -> Instant | None:
    """A time with an offset; a recording's other ways to tell the time are left out."""
    try:
        return Instant.read(at) if at else None
    except ValueError:
        return None


def wire(frame: msgspec.Struct) -> str:
    """A frame as it goes over the socket."""
    return msgspec.json.encode(frame, enc_hook=datetime.isoformat).decode()
