"""The domain's refusals. Each carries a code for the wire, a sentence for people and the facts behind it."""

from typing import Any


class DomainError(Exception):
    """A verb refused: nothing was written. `facts` hold what a caller may show beside the sentence."""

    code = "wrong_state"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class UnknownConversation(DomainError):
    """No such conversation is visible to the one who asks."""

    code = "unknown_conversation"


class WrongState(DomainError):
    """The conversation is in a state in which this cannot be done."""


class AlreadyAssigned(DomainError):
    """Somebody else has the conversation; `facts["assignee"]` is their name."""


class NotYours(DomainError):
    """Only the one who has the conversation may do this."""


class DraftGone(DomainError):
    """The draft was already decided, superseded or expired."""


class Unseen(DomainError):
    """The customer wrote something that this person has not seen; `facts["newest"]` is its message number."""

    code = "conflict"


class Unfilled(DomainError):
    """The text still holds variables in their braces; `facts["blanks"]` names them."""

    code = "conflict"


class Invalid(DomainError):
    """A value cannot be taken; `facts["field"]` names it."""

    code = "invalid_frame"


class Outdated(DomainError):
    """What one goes by was changed by somebody else meanwhile; `facts` tell what it is now."""

    code = "conflict"


class TooMany(DomainError):
    """There is no room for one more of these just now."""

    code = "rate_limited"
