"""The words of a policy that stand for one value each; the values are what its JSON holds."""

from enum import StrEnum


class Status(StrEnum):
    """Where a version of the policy stands. A published or discarded one is never changed again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class RungKind(StrEnum):
    """Who is asked on a rung of the escalation tree."""

    SENIOR_AI = "senior_ai"
    SOURCE = "source"
    FORM = "form"
    HUMAN = "human"
    SUPERVISOR = "supervisor"


class Overrun(StrEnum):
    """What happens to a conversation when the timer of its rung runs out."""

    NEXT = "next"
    QUEUE = "queue"
    SUPERVISOR = "supervisor"
    CALL_BACK = "call_back"
    EMAIL = "email"


class FieldKind(StrEnum):
    """What a field of a structured form takes, and is checked for."""

    TEXT = "text"
    ORDER = "order"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    DATE = "date"


class Situation(StrEnum):
    """When a customer hears one of the fallback messages."""

    UNSURE = "unsure"
    NOBODY_FREE = "nobody_free"
    CLOSED = "closed"
    SILENT = "silent"
    FORM = "form"
    FORM_AGAIN = "form_again"
    CALL_BACK = "call_back"
    EMAIL = "email"
