"""What a model is to answer."""

import msgspec

from handoff.assist.finding import Found


class Turn(msgspec.Struct, frozen=True):
    """Something that was said, by the customer or by our side."""

    text: str
    customer: bool = True


class Case(msgspec.Struct, frozen=True):
    """What is to be answered: the thread (oldest first, the customer's question last), and what was found for it.

    `names` are those known of the people in the thread, the customer's first.
    """

    turns: tuple[Turn, ...]
    found: tuple[Found, ...]
    names: tuple[str, ...] = ()
