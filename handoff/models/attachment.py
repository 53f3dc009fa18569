from django.db import models
from django.db.models import Q

from handoff.models.fields import one_of, word
from handoff.models.message import Message
from handoff.models.people import Person
from handoff.models.source import Source
from handoff.vocabulary import FileState


class File(models.Model):
    """One content in the storage, however often it was sent. A name is never used again for another content."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120, unique=True, help_text="Its name in the storage.")
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file that somebody sends along. It belongs to a conversation, which need not exist yet, and to one message
    of it at most; without one it is forgotten after a day.
    """

    ref = models.CharField(max_length=40, unique=True, help_text="Its id on the wire: nobody can guess one.")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    conversation = models.CharField(max_length=128, help_text="The front end's own id of it.")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    place = models.PositiveSmallIntegerField(default=0)
    uploader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, blank=True, help_text="Names the attempt of whoever uploads it.")

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    preview = models.ForeignKey(File, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)

    state = word(FileState)
    reason = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uploader", "key"],
                condition=Q(uploader__isnull=False) & ~Q(key=""),
                name="attachment_uploaded_once",
            ),
            models.UniqueConstraint(
                fields=["message", "place"], condition=Q(message__isnull=False), name="attachment_place_once"
            ),
            one_of("state", FileState, "attachment"),
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(state=FileState.CHECKING.value), name="attachment_unchecked"
            ),
            models.Index(
                fields=["source", "conversation", "at"],
                condition=Q(message__isnull=True),
                name="attachment_unsent",
            ),
        ]
        ordering = ["message", "place", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def picture(self) -> bool:
        """Whether it can be looked at in a page."""
        return self.preview_id is not None
