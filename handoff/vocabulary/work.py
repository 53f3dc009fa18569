"""What people of the house do with it."""

from enum import StrEnum


class PersonRole(StrEnum):
    """What a person of the house may do; each may do what those before it may."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


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


class NoticeKind(StrEnum):
    """What makes itself heard to somebody of the house."""

    ASSIGNED = "assigned"
    QUEUE = "queue"
    SLA = "sla"
    MENTION = "mention"
    HELD_BACK = "held_back"


class SendingEnd(StrEnum):
    """What became of a text that an agent sent and could undo."""

    SENT = "sent"
    UNDONE = "undone"
    HELD_BACK = "held_back"


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


class ChangeKind(StrEnum):
    """How a piece of knowledge came to be changed."""

    ADDED = "added"
    EDITED = "edited"
    IMPORTED = "imported"
    SWITCHED_OFF = "switched_off"
    SWITCHED_ON = "switched_on"
    MISSING = "missing"
    RESTORED = "restored"


class Noun(StrEnum):
    """What of the house a change is of."""

    SOURCE = "source"
    KEY = "key"
    PERSON = "person"
    QUEUE = "queue"
