"""What a front end's frame came to, of which its reply is made."""

import msgspec

from handoff.models import Conversation, Decision
from handoff.vocabulary import State


class Result(msgspec.Struct):
    """What a frame came to. `place` is set for an escalation: (position, eta_s), empty once a human has it.

    `state` is set where it is another one to who sent the frame than that of the conversation.
    """

    conversation: Conversation
    decision: Decision | None = None
    place: tuple[int | None, int | None] | None = None
    state: State | None = None
