"""What happened, who did it, and what is still to happen."""

from enum import StrEnum


class TimerKind(StrEnum):
    """What a timer does when it is due."""

    REASSURANCE = "reassurance"
    WAKE = "wake"
    ANSWER = "answer"
    OVERDUE = "overdue"


class ActorKind(StrEnum):
    """Who did what an event tells of."""

    CUSTOMER = "customer"
    AI = "ai"
    AGENT = "agent"
    SYSTEM = "system"


class EventKind(StrEnum):
    """Everything that happens to a conversation. Each is one line of its history."""

    MESSAGE_ADDED = "message_added"
    PROPOSED = "proposed"
    HANDOFF_OFFERED = "handoff_offered"
    ESCALATED = "escalated"
    HANDOFF_ACCEPTED = "handoff_accepted"
    TRANSFERRED = "transferred"
    HANDED_BACK = "handed_back"
    SENDING = "sending"
    UNDONE = "undone"
    HELD_BACK = "held_back"
    REPLIED = "replied"
    NOTED = "noted"
    DRAFT_APPROVED = "draft_approved"
    DRAFT_REJECTED = "draft_rejected"
    DRAFT_ENDED = "draft_ended"
    REASSURED = "reassured"
    FELL_BACK = "fell_back"
    WAITING_STARTED = "waiting_started"
    WOKEN = "woken"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    RATED = "rated"
    CONTEXT_UPDATED = "context_updated"
    AUDITED = "audited"
    FILE_CHECKED = "file_checked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MERGED = "merged"
    UNMERGED = "unmerged"
