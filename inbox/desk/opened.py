"""A conversation as an open page needs it: read in one row with all of which there is at most one beside its thread."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404

from handoff import typed
from handoff.clock import now
from handoff.models import Block, Conversation, Draft, Message, Person, Sending, Typed
from handoff.vocabulary import DraftStatus

JOINED = ("customer", "queue", "assignee", "source", "briefing")
BESIDE = ("open_draft", "pending", "newest", "blocking")


@dataclass(frozen=True)
class Opened:
    """A conversation with its open draft, what is about to go out, the customer's newest message, what keeps the
    customer out now, and what one person has typed and not sent, by kind.
    """

    conversation: Conversation
    draft: Draft | None
    pending: Sending | None
    newest: Message | None
    block: Block | None
    typed: dict[str, str]


def find(person: Person, pk: int) -> Opened:
    """The conversation, if `person` may see it. Raises Http404."""
    rows = Conversation.objects.visible_to(person).select_related(*JOINED)
    rows = rows.annotate(**_beside(), **_typed(person))
    beside = ("open_draft__decision", "pending__agent", "newest", "blocking")
    one: Any = rows.select_related(*beside).filter(pk=pk).first()
    if one is None:
        raise Http404("There is no such conversation.")
    # Where there is none, the ORM leaves the name out.
    draft, pending, newest, block = (getattr(one, name, None) for name in BESIDE)
    kinds = {typed.REPLY: one.typed_reply, typed.NOTE: one.typed_note}
    if draft is not None:
        kinds[typed.kind_of(draft.pk)] = one.typed_edit
    written = {kind: text for kind, text in kinds.items() if text}
    return Opened(one, draft, pending, newest, block if block and block.holds(now()) else None, written)


def open_draft() -> FilteredRelation:
    """The draft of a conversation that waits for a human; there is one at most."""
    return FilteredRelation("drafts", condition=Q(drafts__status=DraftStatus.OPEN))


def _beside() -> dict[str, FilteredRelation]:
    return {
        "open_draft": open_draft(),
        "pending": FilteredRelation("sendings", condition=Q(sendings__ended_at__isnull=True)),
        "newest": FilteredRelation("thread", condition=Q(thread__number=F("last_customer"))),
        "blocking": FilteredRelation(
            "customer__blocks", condition=Q(customer__blocks__lifted_at__isnull=True)
        ),
    }


def _typed(person: Person) -> dict[str, Subquery]:
    mine = Typed.objects.filter(conversation=OuterRef("pk"), person=person)
    edit = Concat(Value("draft-"), Cast(OuterRef("open_draft__pk"), CharField()))
    kinds = {"typed_reply": typed.REPLY, "typed_note": typed.NOTE, "typed_edit": edit}
    return {name: Subquery(mine.filter(kind=kind).values("text")) for name, kind in kinds.items()}
