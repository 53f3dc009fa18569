"""What agents have sent and may still undo. It waits as a row, and goes out by the sweep when its time is over.

It is said in the one transaction that ends its row: once, whoever is killed when. By then the same must hold as when
it was sent: who sent it may speak, and has seen all that the customer wrote. Else it is given back to its author.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from handoff import speaking, typed
from handoff.attachments import chosen
from handoff.batches import each
from handoff.clock import now
from handoff.errors import DomainError, DraftGone, Invalid, NotYours, Unseen, WrongState
from handoff.events import changing, record
from handoff.models import Conversation, Message, Person, Sending
from handoff.tongue import say
from handoff.vocabulary import ActorKind, EventKind, SendingEnd


def pending(held: Conversation) -> Sending | None:
    """What is about to go out in a conversation."""
    rows = Sending.objects.filter(conversation=held, ended_at__isnull=True)
    return rows.select_related("agent").first()


def repeated(held: Conversation, key: str) -> bool:
    """Whether what `key` names was sent already, though it may not be out yet."""
    if not key:
        return False
    rows = Sending.objects.filter(conversation=held, key=key, end__in=("", SendingEnd.SENT))
    said = Message.objects.filter(conversation=held, external_id=speaking.named(key))
    return said.exists() or rows.exists()


class Said(NamedTuple):
    """What an agent sends who had messages up to `seen` on screen: words of their own, or a draft as they edited it."""

    text: str
    seen: int
    key: str = ""
    draft_id: int | None = None
    attachments: Sequence[str] = ()


def begin(held: Conversation, said: Said, *, agent: Person, delay: timedelta) -> Sending:
    """Let a text wait until it goes out. What waited in the conversation before goes out first.

    Raises Invalid where a file cannot be sent.
    """
    before_others(held, by=agent, seen=said.seen)
    chosen(held, said.attachments, by=agent)
    made = Sending.objects.create(
        conversation=held,
        agent=agent,
        draft_id=said.draft_id,
        text=said.text,
        attachments=list(said.attachments),
        seen=said.seen,
        key=said.key,
        at=now(),
        due_at=now() + delay,
    )
    typed.forget(agent, held.pk, typed.kind_of(said.draft_id))
    record(EventKind.SENDING, held, actor=ActorKind.AGENT, agent=agent, draft=made.draft)
    return made


def before_others(held: Conversation, *, by: Person | None, seen: int = 0) -> None:
    """Before something else is done: what `by` has sent goes out now, what others have sent is given back to them.

    Raises Unseen where the customer wrote since; not where `by` has that on screen by now (`seen`).
    """
    one = pending(held)
    if one is None:
        return
    if one.agent == by:
        one.seen = max(one.seen, seen)
        _say(held, one)
    else:
        _give_back(held, one, "taken")


def not_going_out(held: Conversation, draft_id: int) -> None:
    """Raise DraftGone where the draft is approved already and about to go out."""
    one = pending(held)
    if one is not None and one.draft_id == draft_id:
        raise DraftGone(
            say("{agent} approved this draft; it is about to go out.", agent=one.agent), status="sending"
        )


def undo(sending_id: int, *, agent: Person) -> Sending:
    """Take back what `agent` sent; it is what they typed again. Raises NotYours, or WrongState where it is out."""
    conversation_id = Sending.objects.values_list("conversation", flat=True).get(pk=sending_id)
    with changing(conversation_id) as held:
        one = Sending.objects.select_related("agent").get(pk=sending_id)
        if one.agent != agent:
            raise NotYours(say("{agent} sent this.", agent=one.agent), assignee=str(one.agent))
        if one.end == SendingEnd.SENT:
            raise WrongState(say("Too late: it went out."), state=str(held.state))
        if one.ended_at is None:
            _put_back(one, SendingEnd.UNDONE)
            record(
                EventKind.UNDONE, held, actor=ActorKind.AGENT, agent=agent, draft=one.draft, sending=one.pk
            )
        return one


def go_out(most: int = 200) -> int:
    """Let go out what is due; how much that was. Any number may do so at once."""
    due = Sending.objects.filter(ended_at__isnull=True, due_at__lte=now()).order_by("due_at")
    return each(_go_out, list(due.values_list("pk", "conversation")[:most]))


def _go_out(keys: tuple[int, int]) -> bool:
    pk, conversation_id = keys
    with changing(conversation_id) as held:
        one = Sending.objects.select_related("agent").filter(pk=pk, ended_at__isnull=True).first()
        if one is None:
            return False
        try:
            _say(held, one)
        except DomainError as refused:
            _give_back(held, one, _why(refused))
        return True


def _why(refused: DomainError) -> str:
    """Why it does not go out: the customer wrote, the draft or a file of it is gone, or somebody else has it."""
    match refused:
        case Unseen():
            return "customer"
        case DraftGone():
            return "draft"
        case Invalid():
            return "file"
    return "taken"


def _say(held: Conversation, one: Sending) -> None:
    """Say it now. Raises, before anything is written, what a verb would that said it now."""
    if one.draft_id is None:
        speaking.may_reply(held, one.agent, one.seen)
        message = speaking.reply(
            held, agent=one.agent, text=one.text, key=one.key, attachments=one.attachments
        )
    else:
        draft = speaking.open_draft(one.draft_id)
        speaking.may_approve(held, one.agent, one.seen)
        message = speaking.approve(held, draft, agent=one.agent, text=one.text)
    one.end, one.ended_at, one.message = SendingEnd.SENT, now(), message
    one.save(update_fields=["end", "ended_at", "message"])


def _give_back(held: Conversation, one: Sending, why: str) -> None:
    _put_back(one, SendingEnd.HELD_BACK)
    told: dict[str, Any] = {"why": why, "sending": one.pk}
    record(EventKind.HELD_BACK, held, actor=ActorKind.SYSTEM, agent=one.agent, draft=one.draft, **told)


def _put_back(one: Sending, end: SendingEnd) -> None:
    one.end, one.ended_at = end, now()
    one.save(update_fields=["end", "ended_at"])
    still = one.draft is not None and one.draft.status == "open"
    typed.put_back(one.agent, one.conversation_id, typed.kind_of(one.draft_id if still else None), one.text)
