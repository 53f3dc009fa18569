"""What the composer may do now: who may speak, what waits, what stands in the way."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import ceil

from handoff import typed
from handoff.clock import now
from handoff.models import Conversation, Draft, Message, Person, Sending
from handoff.policy import Line
from handoff.tongue import noted, say
from handoff.vocabulary import DraftOrigin, Speaker, State
from inbox.desk import words
from inbox.desk.opened import Opened
from inbox.templatetags.baton import hundredths, soon

UNTAKEN = {
    State.REVIEW: noted("The AI has it. Take over to answer in your own words."),
    State.AI: noted("The AI is answering."),
}


@dataclass(frozen=True)
class Offer:
    """What a person can do about not having the conversation: a button that submits `form`."""

    label: str
    form: str
    key: str = ""


@dataclass
class Lane:
    """The composer's rights for one person in one conversation."""

    opened: Opened
    person: Person

    @property
    def conversation(self) -> Conversation:
        return self.opened.conversation

    @cached_property
    def draft(self) -> Draft | None:
        """The draft that waits for somebody to judge it, if any."""
        found = self.opened.draft
        if found is None or (self.pending and self.pending.draft_id == found.pk):
            return None
        found.conversation = self.conversation
        return found

    @property
    def pending(self) -> Sending | None:
        """What is about to go out, and can be undone."""
        return self.opened.pending

    @property
    def seconds(self) -> int:
        """In how many seconds it goes out."""
        left = self.pending.due_at - now() if self.pending else timedelta()
        return max(0, ceil(left.total_seconds()))

    @property
    def typed(self) -> dict[str, str]:
        """What this person has typed and not sent, by kind."""
        return self.opened.typed

    @property
    def edit(self) -> str:
        """The draft as this person has edited it."""
        if self.draft is None:
            return ""
        return self.typed.get(typed.kind_of(self.draft.pk), self.draft.text)

    @property
    def mine(self) -> bool:
        return self.conversation.assignee_id == self.person.pk

    @property
    def others(self) -> bool:
        return self.conversation.assignee_id is not None and not self.mine

    @property
    def may_judge(self) -> bool:
        """A held draft is anybody's; with a human it is theirs; with nobody it must be claimed first."""
        return self.draft is not None and (self.mine or self.conversation.speaker == Speaker.AI)

    @property
    def voice(self) -> str:
        """The tab that a fresh page opens: the draft, where there is one to judge."""
        if self.draft is not None and not self.others:
            return "draft"
        return "note" if self.others else "reply"

    @property
    def news(self) -> Message | None:
        """What the customer wrote after the draft."""
        if self.draft is None or not self.draft.stale:
            return None
        return self.opened.newest

    @property
    def judged(self) -> int:
        """The newest message that a verdict on the draft knows of: only what it answers, while there is news."""
        return self.draft.answers if self.draft and self.draft.stale else self.conversation.messages

    @property
    def line(self) -> Line | None:
        """The thresholds that the draft was held against."""
        decision = self.draft.decision if self.draft else None
        return decision.line if decision else None

    @property
    def why(self) -> str:
        """Why the draft waits for a human."""
        if self.draft is None:
            return ""
        if self.draft.origin != DraftOrigin.HELD:
            return say("After a handoff every AI text waits for you")
        line = self.line
        if line is None:
            return say("Held for review")
        low, high = hundredths(line.hold_from), hundredths(line.send_from)
        return say("Held: between {low} and {high}", low=low, high=high)

    @property
    def standing(self) -> str:
        """Why this person cannot answer the customer now; empty where they can."""
        c = self.conversation
        if c.merged_into_id is not None:
            return say("Merged: it goes on in another conversation of this customer.")
        if c.state == State.RESOLVED:
            return say("Resolved. A new message from the customer opens it again.")
        if self.others:
            return say("{who} has it. Only notes from here.", who=c.assignee)
        if c.state == State.WAITING:
            whom = words.waits_for(c.waiting_for)
            if c.waiting_until is None:
                return say("Waits for {whom}.", whom=whom)
            return say("Waits for {whom} until {time}.", whom=whom, time=soon(c.waiting_until))
        return "" if self.mine else self._untaken()

    def _untaken(self) -> str:
        if self.conversation.state == State.QUEUED:
            nobody = self.conversation.speaker == Speaker.NOBODY
            return say("Nobody has it yet.") if nobody else say("The AI goes on until somebody takes it.")
        found = UNTAKEN.get(State(self.conversation.state))
        return say(found) if found else ""

    @property
    def offer(self) -> Offer | None:
        """What this person can do about it."""
        c = self.conversation
        if c.state == State.RESOLVED or (self.others and not self.person.oversees):
            return None
        if self.others:
            return Offer(say("Take it over"), "takeover-form", "I")
        if c.state == State.WAITING:
            return Offer(say("End the wait"), "waking-form")
        if self.mine:
            return None
        return Offer(say("Claim") if c.state == State.QUEUED else say("Take over"), "claim-form", "I")

    @property
    def speaker(self) -> str:
        """Who may speak to the customer, in a word or two."""
        c = self.conversation
        if self.mine:
            return say("You")
        if c.assignee is not None:
            return str(c.assignee)
        return say("The AI") if c.speaker == Speaker.AI else say("Nobody")

    @property
    def silence(self) -> str:
        """What that means for the others."""
        c = self.conversation
        if c.speaker == Speaker.AGENT:
            return say("The AI is silent until it is handed back.")
        if c.speaker == Speaker.NOBODY:
            return say("The AI is silent; the customer waits for a human.")
        return say("What it is unsure of comes to a human first.")

    @property
    def may_end(self) -> bool:
        """Whoever has it, or, where nobody does, whoever sees it, may say that it is no question at all."""
        return not self.others or self.person.oversees

    @property
    def may_transfer(self) -> bool:
        """Its holder may pass it on, and whoever oversees."""
        return self.conversation.state != State.RESOLVED and (self.mine or self.person.oversees)

    @property
    def may_leave(self) -> bool:
        """Its holder may resolve it, let it wait or hand it back."""
        return self.mine
