"""What passes between a customer and us, and where it stands."""

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


class WaitingFor(StrEnum):
    """Whom an assigned conversation waits for."""

    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class Woken(StrEnum):
    """What ended a wait."""

    TIME = "time"
    CUSTOMER = "customer"


class CloseOutcome(StrEnum):
    """How the one who closed a conversation says it went; that it is spam only people of the house say."""

    RESOLVED = "resolved"
    ABANDONED = "abandoned"
    SPAM = "spam"


class FileState(StrEnum):
    """Whether a file may be shown. What was looked at and found bad stays as a name only."""

    CHECKING = "checking"
    CLEAN = "clean"
    REFUSED = "refused"
