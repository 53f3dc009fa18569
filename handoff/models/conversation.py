from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from handoff.models.customer import Customer
from handoff.models.fields import one_of, word
from handoff.models.people import Person, Queue
from handoff.models.source import Source
from handoff.policy.terms import RungKind
from handoff.vocabulary import CloseOutcome, Speaker, State, WaitingFor, Woken

if TYPE_CHECKING:
    from handoff.models.handoff import Handoff
    from handoff.models.hop import Hop

HUMAN_STATES = (State.ASSIGNED, State.WAITING)
ANSWERABLE = (State.REVIEW, State.QUEUED, State.ASSIGNED)
"""A human's answer is what the customer waits for."""
IN_HUMAN_HANDS = (State.REVIEW, State.QUEUED, State.ASSIGNED, State.WAITING)
"""In human hands, or they should be."""
UNRANKED = -1


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, person: Person) -> Self:
        """What `person` may see: everything for those who oversee, else their own queues and what they have."""
        if person.oversees:
            return self
        return self.filter(Q(queue__in=person.queues.all()) | Q(assignee=person))


class Conversation(models.Model):
    """One exchange of a customer with us, and where it stands.

    `messages` and `version` count its messages and its events; both only move under this row's lock, so
    numbers have no gaps. `fence` grows whenever the right to speak changes hands.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="conversations")
    external_id = models.CharField(max_length=128)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="conversations")
    state = word(State, default=State.AI)
    speaker = word(Speaker, default=Speaker.AI)
    fence = models.PositiveIntegerField(default=0)
    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )

    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        help_text="Where it goes on.",
    )
    reply_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The merged one under whose id the customer last wrote; empty: under its own.",
    )

    subject = models.CharField(max_length=200, blank=True, help_text="The first line of what they want.")
    topic = models.CharField(max_length=128, blank=True)
    intent = models.CharField(max_length=128, blank=True)
    language = models.CharField(max_length=64, blank=True)
    context = models.JSONField(default=dict, blank=True)

    messages = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    last_customer = models.PositiveIntegerField(default=0, help_text="Number of the newest customer message.")
    seen = models.PositiveIntegerField(default=0, help_text="Newest message number a human had on screen.")
    boundary = models.PositiveIntegerField(default=0, help_text="Cues up to this message were dealt with.")
    failed_attempts = models.PositiveIntegerField(default=0, help_text="Since the boundary.")

    rung = word(
        RungKind,
        blank=True,
        default="",
        help_text="The kind of rung of the tree that it stands on, if on any.",
    )
    rank = models.SmallIntegerField(
        default=UNRANKED, help_text="Of the handoff with which it stands in line; -1 where in none."
    )
    waiting_for = word(WaitingFor, blank=True, default="")
    waiting_until = models.DateTimeField(null=True, blank=True)
    woken = word(Woken, blank=True, default="", help_text="What ended its wait, until somebody takes it up.")
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when the customer waits for somebody's words."
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when a human's answer was promised."
    )
    due_policy = models.PositiveIntegerField(
        null=True, blank=True, help_text="The policy version that promised it, or nothing."
    )
    created_at = models.DateTimeField()
    last_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    outcome = word(CloseOutcome, blank=True, default="")

    live_policy: int | None = None  # no column: the live policy version, where it was read along with the row
    live_calibration: int | None = None  # no column either: its source's newest calibration, 0 for none
    via: "Conversation | None" = None  # no column: the merged one under whose id a frame speaks of this one
    blocked: bool | None = None  # nor this: whether its customer is blocked
    sensed: str | None = None  # nor this: the facts of its newest decision, as JSON
    standing: "Hop | None" = None  # nor this: the open hop, where it was read along with many
    offered: "Handoff | None" = None  # nor this: the open handoff, likewise
    answering: str | None = None  # nor this: what its source says of who answers

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="conversation_once_per_source"),
            one_of("state", State, "conversation"),
            one_of("speaker", Speaker, "conversation"),
            models.CheckConstraint(
                name="conversation_assigned_iff_assignee",
                condition=Q(state__in=HUMAN_STATES, assignee__isnull=False)
                | (~Q(state__in=HUMAN_STATES) & Q(assignee__isnull=True)),
            ),
            models.CheckConstraint(
                name="conversation_agent_speaks_iff_assigned",
                condition=Q(state__in=HUMAN_STATES, speaker=Speaker.AGENT)
                | (~Q(state__in=HUMAN_STATES) & ~Q(speaker=Speaker.AGENT)),
            ),
            models.CheckConstraint(
                name="conversation_waits_for_somebody",
                condition=Q(state=State.WAITING, waiting_for__in=[w.value for w in WaitingFor])
                | (~Q(state=State.WAITING) & Q(waiting_for="")),
            ),
            models.CheckConstraint(
                name="conversation_marks_within",
                condition=Q(
                    last_customer__lte=F("messages"), seen__lte=F("messages"), boundary__lte=F("messages")
                ),
            ),
        ]
        indexes = [
            # One for the order of each view of the desk, and no more rows in each than the view can show.
            models.Index(
                fields=["queue", "waiting_since", "-last_at"],
                condition=Q(state__in=[state.value for state in IN_HUMAN_HANDS]),
                name="conversation_queue",
            ),
            models.Index(
                fields=["waiting_since", "-last_at"],
                condition=Q(state=State.REVIEW.value),
                name="conversation_review",
            ),
            models.Index(
                fields=["-rank", "waiting_since", "-last_at"],
                condition=Q(state=State.QUEUED.value),
                name="conversation_line",
            ),
            models.Index(
                fields=["waiting_until", "-last_at"],
                condition=Q(state=State.WAITING.value),
                name="conversation_waits",
            ),
            models.Index(
                fields=["assignee", "state", "waiting_since", "-last_at"],
                condition=Q(assignee__isnull=False),
                name="conversation_assignee",
            ),
            models.Index(
                fields=["due_at", "waiting_since", "-last_at"],
                condition=~Q(state=State.RESOLVED.value),
                name="conversation_due",
            ),
            models.Index(
                fields=["due_policy"],
                condition=Q(state__in=[state.value for state in ANSWERABLE], waiting_since__isnull=False),
                name="conversation_promised",
            ),
            models.Index(fields=["-last_at"], name="conversation_recent"),
        ]

    def __str__(self) -> str:
        return self.subject or f"Conversation {self.external_id}"

    @property
    def unread(self) -> bool:
        """The customer wrote something that no human has had on screen."""
        return self.last_customer > self.seen
