"""What is sensed in a customer's message, in the light of what was said before."""

import msgspec

from handoff import graves
from handoff.assist import sense
from handoff.assist.anger import level
from handoff.models import Conversation, Message
from handoff.policies import live_for
from handoff.policy import Signal
from handoff.reads import latest
from handoff.vocabulary import Role, Speaker

LOOKED_BACK = 8
"""How many earlier customer messages a repetition is looked for in."""
TREND = 3
"""How many earlier customer messages a growing anger is measured against."""
TELLING = 3
"""Words from which on a message may tell the language of its conversation."""


class Heard(msgspec.Struct, frozen=True):
    """A customer's message with what was sensed in it."""

    message: Message
    human_request: Signal | None
    anger: Signal | None
    anger_rise: float
    high_risk: tuple[Signal, ...]
    failed_signal: Signal | None


def sensed(conversation: Conversation, message: Message, before: list[tuple[str, str]]) -> Heard:
    """Look for cues, count a failed attempt, and note the language where the front end never told one.

    `before` is what `recent` gave: only an answer that the AI gave since the boundary can have failed.
    """
    number, text = message.number, message.text
    earlier = [words for role, words in before if role == Role.CUSTOMER]
    failed = None
    if conversation.speaker == Speaker.AI and any(role == Role.ASSISTANT for role, _ in before):
        failed = sense.not_helped(text, earlier, message=number)
    conversation.failed_attempts += failed is not None
    conversation.language = conversation.language or _sensed_language(text)
    anger = sense.heated(text, message=number, earlier=earlier)
    return Heard(
        message,
        sense.asks_for_human(text, message=number),
        anger,
        _rise(anger, earlier),
        graves.heard(live_for(conversation), conversation, message),
        failed,
    )


def _rise(anger: Signal | None, earlier: list[str]) -> float:
    """By how much a message is angrier than the calmest of the few before it."""
    if anger is None or not earlier:
        return 0.0
    return max(0.0, anger.score - min(map(level, earlier[:TREND])))


def recent(conversation: Conversation) -> list[tuple[str, str]]:
    """Role and text of what was said since the boundary, the newest first."""
    if conversation.messages <= conversation.boundary:
        return []
    told, most = ("number", "role", "text"), LOOKED_BACK * 2
    rows = latest(Message, told, most, by="number", conversation_id=conversation.pk)
    return [(role, text) for number, role, text in rows if number > conversation.boundary]


def _sensed_language(text: str) -> str:
    """The language of a text that is long enough to tell it by; empty where unsure."""
    code = sense.language(text) if len(text.split()) >= TELLING else sense.UNSURE
    return "" if code == sense.UNSURE else code
