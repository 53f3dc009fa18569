"""What humans made of the AI's drafts, line by line, for tuning: the same rows in the same order every time.

`ledger` is every draft's fate. `sft` are chats that end in a text a human stood behind. `preference` are pairs: what
a human said (chosen) instead of what the AI proposed (rejected), after the same chat.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from handoff.learn import as_row
from handoff.models import Draft, Feedback, Message
from handoff.vocabulary import DraftStatus, MessageKind, Role

PAGE: Final = 200
Line = dict[str, Any]
Threads = Mapping[int, list[Message]]

_CHAT_ROLES: Final = {
    Role.CUSTOMER: "user",
    Role.ASSISTANT: "assistant",
    Role.AGENT: "assistant",
    Role.SYSTEM: "system",
}
_SPOKEN: Final = frozenset({MessageKind.AGENT, MessageKind.AI})
_NO_MODEL_SAYS: Final = (MessageKind.NOTE, MessageKind.REASSURANCE, MessageKind.FALLBACK)


def ledger() -> Iterator[Line]:
    """Every draft that ended: what was proposed, what was said instead, by whom, how it differs."""
    for page in _pages():
        yield from map(as_row, page)


def sft() -> Iterator[Line]:
    """Approved and edited drafts: {"messages": the chat and, last, what was said; and where it comes from}."""
    for page in _pages(DraftStatus.APPROVED, DraftStatus.EDITED):
        threads = _threads(page)
        for one in page:
            before = _upto(threads, one.draft, _place(one.draft))
            said = {"role": "assistant", "content": one.final_text}
            yield {"messages": [*before, said], **_origin(one)}


def preference() -> Iterator[Line]:
    """{"prompt", "chosen", "rejected"}: edited drafts, and rejected ones whose question a human then answered.

    Left out: where the customer or the AI wrote in between, so that the two texts answer different chats, and
    where the human said the same after all.
    """
    for page in _pages(DraftStatus.EDITED, DraftStatus.REJECTED):
        threads = _threads(page)
        for one in page:
            chosen = _chosen(one, threads[one.draft.conversation_id])
            if chosen is None or chosen.text.strip() == one.draft.text.strip():
                continue
            said = {"role": "assistant"}
            yield {
                "prompt": _upto(threads, one.draft, chosen.number),
                "chosen": [said | {"content": chosen.text}],
                "rejected": [said | {"content": one.draft.text}],
                **_origin(one),
            }


FORMATS: Final[dict[str, Callable[[], Iterator[Line]]]] = {
    "ledger": ledger,
    "sft": sft,
    "preference": preference,
}


def _pages(*outcomes: DraftStatus) -> Iterator[list[Feedback]]:
    """The feedback in the order it was kept, a page at a time: no statement and no memory grows with the table."""
    rows = Feedback.objects.order_by("pk").select_related(
        "draft__conversation__source", "draft__message", "agent"
    )
    if outcomes:
        rows = rows.filter(outcome__in=outcomes)
    last = 0
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield page
        last = page[-1].pk


def _threads(page: list[Feedback]) -> Threads:
    threads: dict[int, list[Message]] = defaultdict(list)
    of_page = {one.draft.conversation_id for one in page}
    rows = Message.objects.filter(conversation__in=of_page).exclude(kind__in=_NO_MODEL_SAYS)
    for message in rows.order_by("conversation_id", "number"):
        threads[message.conversation_id].append(message)
    return threads


def _upto(threads: Threads, draft: Draft, number: int) -> list[dict[str, str]]:
    """The chat before message `number`, as chat models take it."""
    thread = threads[draft.conversation_id]
    before = thread[: bisect_left(thread, number, key=lambda message: message.number)]
    return [{"role": _CHAT_ROLES[Role(one.role)], "content": one.text} for one in before]


def _place(draft: Draft) -> int:
    return draft.message.number if draft.message else draft.answers + 1


def _chosen(feedback: Feedback, thread: list[Message]) -> Message | None:
    """The human's text that stands against the draft: its edited form, or the reply after it was refused."""
    draft = feedback.draft
    after = thread[bisect_left(thread, draft.answers + 1, key=lambda message: message.number) :]
    for message in after:
        if message.role == Role.CUSTOMER or message.kind == MessageKind.SENT:
            return None
        if feedback.outcome == DraftStatus.EDITED:
            if message.pk == draft.message_id:
                return message
        elif message.kind in _SPOKEN and feedback.at <= message.at:
            return message
    return None


def _origin(feedback: Feedback) -> Line:
    draft = feedback.draft
    return {
        "id": draft.pk,
        "conversation": draft.conversation.external_id,
        "source": draft.conversation.source.name,
        "topic": draft.conversation.topic,
        "outcome": feedback.outcome,
        "reason": draft.reason or None,
        "at": feedback.at.isoformat(),
    }
