from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.decision import Decision
from handoff.models.event import Event
from handoff.models.fields import one_of, word
from handoff.models.people import Person
from handoff.models.policy import PolicyVersion, published
from handoff.policy.document import Branch, Rung
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.tree import Place, branch_named, rung_at
from handoff.vocabulary import ActorKind, HopCause, HopEnd, Mode


class Hop(models.Model):
    """A stay on a rung of the escalation tree, from when to when. At most one is open in a conversation.

    The rung is what `policy` says of it, whichever version is live by now. `due_at` is its timer: when it is over,
    the sweep leads on; only where nothing comes after it there is none. `wish` is what the one who asked for a human
    said of it (reason, summary, skills, priority), `asked` how often a form was put to the customer.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="hops")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    branch = models.CharField(max_length=80)
    rung = models.PositiveSmallIntegerField()
    via = word(Overrun, blank=True, default="")
    kind = word(RungKind)
    mode = word(Mode)
    pull = word(Mode, help_text="How hard what led here pulls; the rung may be softer.")
    cause = word(HopCause)
    actor = word(ActorKind)
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wish = models.JSONField(default=dict, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    end = word(HopEnd, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(left_at__isnull=True), name="hop_one_open"
            ),
            models.CheckConstraint(
                name="hop_left_somehow",
                condition=Q(left_at__isnull=True, end="") | (Q(left_at__isnull=False) & ~Q(end="")),
            ),
            models.CheckConstraint(
                name="hop_without_timer_rests_with_people",
                condition=Q(due_at__isnull=False) | Q(kind__in=[RungKind.HUMAN, RungKind.SUPERVISOR]),
            ),
            one_of("kind", RungKind, "hop"),
            one_of("mode", Mode, "hop"),
            one_of("pull", Mode, "hop"),
            one_of("cause", HopCause, "hop"),
            one_of("actor", ActorKind, "hop"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(left_at__isnull=True), name="hop_due")]

    def __str__(self) -> str:
        return f"{self.kind} rung of {self.branch}"

    @property
    def way(self) -> Branch:
        """The branch, as the version said under which it was entered."""
        return branch_named(published(self.policy_id).content, self.branch)

    @property
    def place(self) -> Place:
        """Where in the branch it is."""
        return Place(self.rung, Overrun(self.via) if self.via else None)

    @property
    def step(self) -> Rung:
        """The rung itself."""
        return rung_at(self.way, self.place)
