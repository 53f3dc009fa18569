"""Files in the thread and in the composer, as one person sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from handoff import attachments, sending
from handoff.attachments.kinds import PDF
from handoff.models import Attachment, Conversation, Message, Person, Sending
from handoff.vocabulary import FileState
from inbox import links

WIDEST, HIGHEST = 280, 210


@dataclass(frozen=True)
class Shown:
    """A file as one person sees it."""

    attachment: Attachment
    person: Person

    @property
    def url(self) -> str:
        return links.for_person(self.person.pk, self.attachment.ref)

    @property
    def small(self) -> str:
        return links.for_person(self.person.pk, self.attachment.ref, small=True)

    @property
    def picture(self) -> bool:
        return self.attachment.picture

    @property
    def box(self) -> tuple[int, int]:
        """How large its small picture is shown, so that nothing moves when it comes."""
        width, height = self.attachment.width or 1, self.attachment.height or 1
        scale = min(1, WIDEST / width, HIGHEST / height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def clean(self) -> bool:
        return bool(self.attachment.state == FileState.CLEAN)

    @property
    def checking(self) -> bool:
        return bool(self.attachment.state == FileState.CHECKING)

    @property
    def facts(self) -> str:
        """Its kind and its size."""
        size = filesizeformat(self.attachment.file.size)
        if self.picture:
            return f"{self.attachment.width} × {self.attachment.height} · {size}"
        return f"{'PDF' if self.attachment.type == PDF else gettext('Text')} · {size}"


def of(message: Message, person: Person) -> list[Shown]:
    """The files of a message."""
    return [Shown(one, person) for one in message.attachments.all()]


def captions(message: Message) -> bool:
    """Whether the text of a message only names its files."""
    return message.text == attachments.caption(list(message.attachments.all()))


def waiting(conversation: Conversation, person: Person, one: Sending | None) -> list[Shown]:
    """What `person` uploaded and did not send yet; `one` is what is about to go out."""
    mine = attachments.unsent(conversation).filter(uploader=person).select_related("file")
    mine = mine.exclude(ref__in=one.attachments if one else [])
    return [Shown(one, person) for one in mine]


def again(conversation: Conversation, person: Person, refs: Sequence[str]) -> list[Shown]:
    """Those of these files that stand in the composer again, as what they belong to did not go out."""
    if not refs:
        return []
    there = waiting(conversation, person, sending.pending(conversation))
    return [one for one in there if one.attachment.ref in refs]
