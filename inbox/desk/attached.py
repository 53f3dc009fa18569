"""Files in the thread and in the composer, as one person sees them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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


def beside(conversation: Conversation, messages: Iterable[int]) -> dict[int | None, list[Attachment]]:
    """The files of these messages by the messages' keys, and under None those that are in no message yet."""
    rows = Attachment.objects.filter(message__in=list(messages)) | attachments.unsent(conversation)
    found: dict[int | None, list[Attachment]] = defaultdict(list)
    for one in rows.select_related("file").order_by("place", "pk"):
        found[one.message_id].append(one)
    return found


def captions(message: Message, files: Sequence[Attachment]) -> bool:
    """Whether the text of a message only names its files."""
    return message.text == attachments.caption(files)


def waiting(unsent: Iterable[Attachment], person: Person, one: Sending | None) -> list[Shown]:
    """What `person` uploaded of these and did not send yet; `one` is what is about to go out."""
    gone = one.attachments if one else []
    return [Shown(file, person) for file in unsent if file.uploader_id == person.pk and file.ref not in gone]


def again(conversation: Conversation, person: Person, refs: Sequence[str]) -> list[Shown]:
    """Those of these files that stand in the composer again, as what they belong to did not go out."""
    if not refs:
        return []
    unsent = attachments.unsent(conversation).select_related("file")
    there = waiting(unsent, person, sending.pending(conversation))
    return [one for one in there if one.attachment.ref in refs]
