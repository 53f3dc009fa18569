"""Files that were taken in and never sent."""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet

from handoff.attachments import keep
from handoff.clock import now
from handoff.models import Attachment, Person

UNSENT: Final = timedelta(days=1)


def take_back(ref: str, *, by: Person) -> bool:
    """Forget a file that `by` uploaded and did not send. Whether there was one."""
    return bool(_forget(Attachment.objects.filter(ref=ref, uploader=by, message__isnull=True)))


def forget_unsent(most: int = 1000) -> int:
    """Forget what is in no message after a day; how many files that were."""
    return _forget(
        Attachment.objects.filter(message__isnull=True, at__lt=now() - UNSENT).order_by("pk"), most
    )


def _forget(rows: QuerySet[Attachment], most: int = 1) -> int:
    gone = 0
    for one in rows[:most]:
        # Who sends it in this moment wins.
        count, _ = Attachment.objects.filter(pk=one.pk, message__isnull=True).delete()
        gone += count
        if count:
            keep.forget({one.file_id, *([one.preview_id] if one.preview_id else [])})
    return gone
