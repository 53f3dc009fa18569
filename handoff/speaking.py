"""What a human lets the customer read: words of their own, or a draft of the AI. Written into a held conversation."""

from collections.abc import Sequence

from handoff import drafts, tongue
from handoff.attachments import attach, caption, chosen
from handoff.conversations import give_to
from handoff.errors import DraftGone, WrongState
from handoff.events import record, say
from handoff.guards import nothing_unseen, owned_by, require
from handoff.models import Conversation, Draft, Message, Person
from handoff.vocabulary import ActorKind, DraftStatus, EventKind, MessageKind, Role, Speaker, State

GONE = {
    DraftStatus.APPROVED: tongue.noted("This draft was approved."),
    DraftStatus.EDITED: tongue.noted("This draft was approved with edits."),
    DraftStatus.REJECTED: tongue.noted("This draft was rejected."),
    DraftStatus.SUPERSEDED: tongue.noted("This draft was superseded by a newer answer."),
    DraftStatus.EXPIRED: tongue.noted("This draft is of no use any more."),
}
GONE_BY = {
    DraftStatus.APPROVED: tongue.noted("This draft was approved by {who}."),
    DraftStatus.EDITED: tongue.noted("This draft was approved with edits by {who}."),
    DraftStatus.REJECTED: tongue.noted("This draft was rejected by {who}."),
    DraftStatus.SUPERSEDED: tongue.noted("This draft was superseded by an answer of {who}."),
}


def may_reply(held: Conversation, agent: Person, seen: int) -> None:
    """Raise NotYours or Unseen where `agent`, who had messages up to `seen` on screen, may not speak."""
    owned_by(held, agent)
    nothing_unseen(held, seen)


def reply(
    held: Conversation, *, agent: Person, text: str, key: str = "", attachments: Sequence[str] = ()
) -> Message:
    """Say `text` as `agent`, who may, with files that they uploaded. Raises Invalid where one cannot be sent."""
    files = chosen(held, attachments, by=agent)
    text = text if text.strip() else caption(files)
    before = held.state
    message = say(held, Role.AGENT, MessageKind.AGENT, text, author=agent, external_id=named(key))
    attach(message, files)
    give_to(held, State.ASSIGNED, Speaker.AGENT, agent)
    held.waiting_since, held.seen = None, message.number
    drafts.end_open(held, DraftStatus.SUPERSEDED, agent=agent)
    record(EventKind.REPLIED, held, actor=ActorKind.AGENT, agent=agent, message=message, state_before=before)
    return message


def named(key: str) -> str | None:
    """The id of a message that a desk's attempt to say something makes."""
    return f"desk:{key}"[:128] if key else None


def open_draft(draft_id: int) -> Draft:
    """The draft, if nobody decided it yet. Raises DraftGone."""
    draft = Draft.objects.select_related("ended_by", "decision").get(pk=draft_id)
    if draft.status != DraftStatus.OPEN:
        raise DraftGone(_gone(draft), status=str(draft.status))
    return draft


def _gone(draft: Draft) -> str:
    status = DraftStatus(draft.status)
    if draft.ended_by is not None and status in GONE_BY:
        return tongue.say(GONE_BY[status], who=draft.ended_by)
    return tongue.say(GONE[status])


def may_judge(held: Conversation, agent: Person) -> None:
    """A held draft is anybody's who sees it; once a human has the conversation, it is theirs alone."""
    if held.assignee_id is not None:
        owned_by(held, agent)
    elif held.speaker == Speaker.NOBODY:
        raise WrongState(tongue.say("Claim the conversation first."), state=str(held.state))
    else:
        require(held, State.REVIEW, State.QUEUED, State.AI)


def may_approve(held: Conversation, agent: Person, seen: int) -> None:
    """Raise NotYours, WrongState or Unseen where `agent` may not let the open draft go out."""
    may_judge(held, agent)
    nothing_unseen(held, seen)


def approve(held: Conversation, draft: Draft, *, agent: Person, text: str) -> Message:
    """Say an open draft's text, as it is or as `agent`, who may, has edited it."""
    before = held.state
    message = _speak(held, text, agent)
    status = DraftStatus.APPROVED if text == draft.text.strip() else DraftStatus.EDITED
    drafts.finish(draft, status, agent=agent, final_text=text, message=message)
    if before == State.REVIEW:
        give_to(held, State.AI, Speaker.AI)
    elif before == State.WAITING:
        give_to(held, State.ASSIGNED, Speaker.AGENT, agent)
    held.waiting_since, held.seen = None, message.number
    record(
        EventKind.DRAFT_APPROVED,
        held,
        actor=ActorKind.AGENT,
        agent=agent,
        message=message,
        draft=draft,
        decision=draft.decision,
        state_before=before,
        edited=status == DraftStatus.EDITED,
    )
    return message


def _speak(held: Conversation, text: str, agent: Person) -> Message:
    """In the AI's name while the AI has the conversation, else in the agent's own."""
    if held.speaker == Speaker.AI:
        return say(held, Role.ASSISTANT, MessageKind.AI, text)
    return say(held, Role.AGENT, MessageKind.AGENT, text, author=agent)
