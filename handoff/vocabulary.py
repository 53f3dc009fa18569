"""Every word of the domain that stands for one value. The values are what database and wire hold."""

from enum import StrEnum


class State(StrEnum):
    """Who must act on a conversation."""

    AI = "ai"
    REVIEW = "review"
    QUEUED = "queued"
    ASSIGNED = "assigned"
    WAITING = "waiting"
    RESOLVED = "resolved"


class Speaker(StrEnum):
    """Who may speak to the customer now. `nobody` is a conversation in the queue after a hard escalation."""

    AI = "ai"
    AGENT = "agent"
    NOBODY = "nobody"


class Role(StrEnum):
    """Whose words a message holds. `note` is for agents only and never leaves the house."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"
    NOTE = "note"


class MessageKind(StrEnum):
    """How a message came about. The last four are spoken from here and are delivered to the front end."""

    HEARD = "heard"
    SENT = "sent"
    NOTE = "note"
    AGENT = "agent"
    AI = "ai"
    FALLBACK = "fallback"
    REASSURANCE = "reassurance"


DELIVERED_KINDS = frozenset(
    {MessageKind.AGENT, MessageKind.AI, MessageKind.FALLBACK, MessageKind.REASSURANCE}
)


class PersonRole(StrEnum):
    """What a person of the house may do; each may do what those before it may."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


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


class DraftStatus(StrEnum):
    """The fate of a draft; all but `open` are final."""

    OPEN = "open"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class DraftOrigin(StrEnum):
    """Why a draft waits for a human."""

    HELD = "held"
    HANDOFF = "handoff"
    ESCALATION = "escalation"


class RejectReason(StrEnum):
    """Why an agent rejected a draft."""

    WRONG_FACT = "wrong_fact"
    WRONG_TONE = "wrong_tone"
    OUT_OF_DATE = "out_of_date"
    NOT_ASKED = "not_asked"
    AGAINST_POLICY = "against_policy"
    OTHER = "other"


class Finding(StrEnum):
    """What a human found of something the AI proposed or said."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


class HandoffOutcome(StrEnum):
    """How a handoff ended."""

    RESOLVED = "resolved"
    HANDED_BACK = "handed_back"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"


class AssignmentCause(StrEnum):
    """How an agent came to have a conversation."""

    CLAIMED = "claimed"
    TRANSFERRED = "transferred"
    REASSIGNED = "reassigned"


class WaitingFor(StrEnum):
    """Whom an assigned conversation waits for."""

    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class CloseOutcome(StrEnum):
    """How the one who closed a conversation says it went."""

    RESOLVED = "resolved"
    ABANDONED = "abandoned"


class TimerKind(StrEnum):
    """What a timer does when it is due."""

    REASSURANCE = "reassurance"
    WAKE = "wake"
    ANSWER = "answer"


class Answering(StrEnum):
    """Who answers the customers of a source: its own front end, the embedded engine, or a model before that one."""

    NONE = "none"
    EMBEDDED = "embedded"
    MODEL = "model"


class ChangeKind(StrEnum):
    """How a piece of knowledge came to be changed."""

    ADDED = "added"
    EDITED = "edited"
    IMPORTED = "imported"
    SWITCHED_OFF = "switched_off"
    SWITCHED_ON = "switched_on"
    MISSING = "missing"
    RESTORED = "restored"


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
    HANDOFF_ACCEPTED = "handoff_accepted"
    TRANSFERRED = "transferred"
    HANDED_BACK = "handed_back"
    REPLIED = "replied"
    NOTED = "noted"
    DRAFT_APPROVED = "draft_approved"
    DRAFT_REJECTED = "draft_rejected"
    DRAFT_ENDED = "draft_ended"
    REASSURED = "reassured"
    WAITING_STARTED = "waiting_started"
    WOKEN = "woken"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    RATED = "rated"
    CONTEXT_UPDATED = "context_updated"
    AUDITED = "audited"
