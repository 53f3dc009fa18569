"""Until when the customer of a conversation was promised an answer."""

from datetime import datetime, timedelta
from typing import NamedTuple

from handoff.models import Conversation
from handoff.policies import live_for
from handoff.policy.promises import promised
from handoff.vocabulary import State

WITH_HUMANS = (State.REVIEW, State.QUEUED, State.ASSIGNED)
LATE_SHARE = 0.2
"""This part of the promised time is its end, where the policy says nothing of it."""


class Deadline(NamedTuple):
    """`due` is the promised time; from `before` seconds before it on, it is at risk."""

    due: datetime
    before: float


def deadline(conversation: Conversation) -> Deadline | None:
    """By the live policy; None where the customer waits for no human, or nothing was promised."""
    since = conversation.waiting_since
    if since is None or conversation.state not in WITH_HUMANS:
        return None
    seconds = promised_s(conversation)
    if seconds is None:
        return None
    line = live_for(conversation).policy.line_for(conversation.topic, conversation.source.name)
    before = line.sla_before_s
    return Deadline(since + timedelta(seconds=seconds), LATE_SHARE * seconds if before is None else before)


def promised_s(conversation: Conversation) -> int | None:
    """Within how many seconds the live policy promises its customer an answer; None where it promises nothing."""
    document = live_for(conversation).content
    if not document.promises:
        return None
    return promised(document, conversation.topic, conversation.source.name, conversation.customer.tier)
