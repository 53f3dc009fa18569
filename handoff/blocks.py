"""Which customers are blocked, as the door of the front ends asks."""

from handoff.clock import now
from handoff.models import Block, Conversation, Decision
from handoff.policies import live_for
from handoff.vocabulary import Action


def open_block(customer_id: int) -> Block | None:
    """The block that holds for a customer now."""
    found = Block.objects.filter(customer=customer_id, lifted_at__isnull=True).first()
    return found if found and found.holds(now()) else None


def shut_out(held: Conversation, before: int | None) -> bool:
    """Whether the customer of a held conversation is blocked. `before` is whose it was when it was read.

    No query is made where that was read along with it.
    """
    if held.blocked is None or held.customer_id != before:
        return open_block(held.customer_id) is not None
    return bool(held.blocked)


def nothing_decided(held: Conversation) -> Decision:
    """What a front end is told of a message that goes to nobody: not a row, as nothing was weighed."""
    return Decision(conversation=held, action=Action.NONE, triggers=[], policy=live_for(held))
