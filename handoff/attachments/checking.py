"""Having files looked at before anybody may see them."""

import logging
from datetime import timedelta
from typing import Final

from handoff.attachments import keep, scan
from handoff.attachments.uploading import ring
from handoff.clock import now
from handoff.events import changing, record
from handoff.models import Attachment
from handoff.vocabulary import ActorKind, EventKind, FileState

AGAIN: Final = timedelta(seconds=30)
TRIES: Final = 20
"""Ten minutes of a scanner that does not answer."""

log = logging.getLogger(__name__)


def check(pk: int) -> None:
    """Ask the scanner about a file and keep what it says, once; where it cannot say, the sweep asks again.

    Its conversation's thread is told, where the file is in a message already.
    """
    one = Attachment.objects.select_related("file").filter(pk=pk, state=FileState.CHECKING).first()
    if one is None:
        return
    try:
        found = scan.found_in(keep.content(one.file)) if scan.wanted() else ""
    except (scan.NoAnswerError, OSError) as failed:
        log.warning("attachment %d could not be checked: %s", pk, failed)
        _unanswered(one)
        return
    settle(one, f"{found} was found in it." if found else "")


def settle(one: Attachment, reason: str) -> None:
    """A file is clean, or refused for a `reason`; who came first has said so."""
    state = FileState.REFUSED if reason else FileState.CLEAN
    open_ones = Attachment.objects.filter(pk=one.pk, state=FileState.CHECKING)
    sent = Attachment.objects.filter(pk=one.pk, message__isnull=False)
    holder = sent.values_list("message__conversation", flat=True).first()
    if holder is None:
        # It may get into a message in this moment; so only while it is in none.
        if open_ones.filter(message__isnull=True).update(state=state, reason=reason, checked_at=now()):
            return
        holder = sent.values_list("message__conversation", flat=True).first()
    if holder is None:
        return
    with changing(holder) as held:
        if open_ones.update(state=state, reason=reason, checked_at=now()):
            message = sent.select_related("message").get().message
            record(
                EventKind.FILE_CHECKED,
                held,
                actor=ActorKind.SYSTEM,
                file=one.name,
                number=message.number if message else None,
                refused=reason,
            )


def overdue() -> int:
    """Ring once more for files that nobody has looked at; how many. Gives up on what was tried too often."""
    late = Attachment.objects.filter(state=FileState.CHECKING, at__lt=now() - AGAIN)
    due = [one for one in late.order_by("at")[:100] if one.at + AGAIN * one.tries < now()]
    for one in due:
        if one.tries >= TRIES:
            settle(one, "It could not be checked.")
        else:
            Attachment.objects.filter(pk=one.pk).update(tries=one.tries + 1)
            ring(one)
    return len(due)


def _unanswered(one: Attachment) -> None:
    if one.tries >= TRIES:
        settle(one, "It could not be checked.")
