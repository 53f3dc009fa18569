"""Taking a file in."""

import logging
import secrets
from typing import Final

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from handoff.attachments import keep, scan
from handoff.attachments.kinds import Inspected, inspected
from handoff.clock import now
from handoff.errors import Invalid, TooMany
from handoff.models import Attachment, Person, Source
from handoff.tongue import say
from handoff.vocabulary import FileState

MOST_WAITING: Final = 30
"""Files of one conversation that are in no message yet: nobody fills the disk with what they never send."""
TASK: Final = "handoff.tasks.check_attachment"

log = logging.getLogger(__name__)


def upload(
    source: Source,
    conversation: str,
    *,
    name: str,
    content: bytes,
    uploader: Person | None = None,
    key: str = "",
) -> Attachment:
    """Keep a file for a message to come of a conversation, which is named by the front end's own id.

    `key` names this attempt of `uploader`: the same key again keeps nothing twice. Raises Invalid (what may not be
    sent) or TooMany. Not to be called inside a transaction, as files are written.
    """
    if len(content) > settings.ATTACHMENT_BYTES:
        most = settings.ATTACHMENT_BYTES
        raise Invalid(
            say("A file has at most {value} MB.", value=f"{most / 1000000:g}"), field="file", most=most
        )
    if known := _uploaded(uploader, key):
        return known
    waiting = Attachment.objects.filter(source=source, conversation=conversation, message__isnull=True)
    if waiting.count() >= MOST_WAITING:
        raise TooMany(say("Too many files wait to be sent. Send or remove some first."))
    seen = inspected(name, content)
    try:
        made = _keep(source, conversation, seen, uploader, key)
    except IntegrityError:
        if known := _uploaded(uploader, key):
            return known
        made = _keep(source, conversation, seen, uploader, key)  # the file was just forgotten: once more
    if made.state == FileState.CHECKING:
        ring(made)
    return made


def ring(attachment: Attachment) -> None:
    """Have a worker look at it. A ring may be lost: the sweep rings again."""
    try:
        current_app.send_task(TASK, [attachment.pk], expires=60)
    except OperationalError as lost:
        log.warning("no worker could be told to check a file, the sweep will: %s", lost)


def _uploaded(uploader: Person | None, key: str) -> Attachment | None:
    if uploader is None or not key:
        return None
    return Attachment.objects.filter(uploader=uploader, key=key).first()


def _keep(
    source: Source, conversation: str, seen: Inspected, uploader: Person | None, key: str
) -> Attachment:
    state = FileState.CHECKING if scan.wanted() else FileState.CLEAN
    file, preview = keep.kept(seen.content), keep.kept(seen.preview) if seen.preview else None
    with transaction.atomic():
        return Attachment.objects.create(
            ref=f"a-{secrets.token_urlsafe(16)}",
            source=source,
            conversation=conversation,
            uploader=uploader,
            key=key,
            file=file,
            preview=preview,
            name=seen.name,
            type=seen.type,
            width=seen.width,
            height=seen.height,
            state=state,
            at=now(),
            checked_at=now() if state == FileState.CLEAN else None,
        )
