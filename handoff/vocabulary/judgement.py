"""What is decided of a conversation, why, and who is asked then."""

from enum import StrEnum


class Action(StrEnum):
    """What a decision tells the AI to do."""

    SEND = "send"
    HOLD = "hold"
    HANDOFF = "handoff"
    NONE = "none"


class Band(StrEnum):
    """Where a confidence lies against the two thresholds."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TriggerName(StrEnum):
    """Why a human is pulled in."""

    HUMAN_REQUEST = "human_request"
    LOW_CONFIDENCE = "low_confidence"
    ANGER = "anger"
    HIGH_RISK = "high_risk"
    SLA = "sla"
    FAILED_ATTEMPTS = "failed_attempts"
    EXCLUDED = "excluded"
    SOURCE = "source"
    UNANSWERED = "unanswered"


class Mode(StrEnum):
    """How an escalation pulls: `hard` silences the AI at once, `soft` offers a human while the AI goes on."""

    HARD = "hard"
    SOFT = "soft"


class Tier(StrEnum):
    """The rungs of the escalation tree."""

    AI = "ai"
    SENIOR_AI = "senior_ai"
    HUMAN = "human"
    SUPERVISOR = "supervisor"


class Priority(StrEnum):
    """How urgent the front end says a conversation is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


PRIORITY_RANK = {Priority.URGENT: 3, Priority.HIGH: 2, Priority.NORMAL: 1, Priority.LOW: 0}


class HopCause(StrEnum):
    """Why a conversation came to stand on a rung of the escalation tree."""

    TRIGGER = "trigger"
    OVERRUN = "overrun"
    ANSWERED = "answered"
    FAILED = "failed"
    AGENT = "agent"
    SILENT = "silent"
    AWAY = "away"
    FOUND = "found"


class HopEnd(StrEnum):
    """How a conversation left a rung."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    FAILED = "failed"
    OVERRUN = "overrun"
    MOVED = "moved"
    ENDED = "ended"


class Answering(StrEnum):
    """Who answers the customers of a source: its own front end, the embedded engine, or a model before that one."""

    NONE = "none"
    EMBEDDED = "embedded"
    MODEL = "model"
