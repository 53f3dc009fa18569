"""The live policy: the version that was published last, as the rows hold it and as decisions take it."""

import time
from typing import Final

from django.db import transaction

from handoff.clock import now
from handoff.models import Conversation, PolicyVersion, Publication, published
from handoff.policy import Document
from handoff.policy.document import write
from handoff.policy.terms import Status


def live() -> PolicyVersion:
    """The live version; a house without any gets its first one here, which holds the defaults."""
    number = Publication.objects.order_by("-pk").values_list("version", flat=True).first()
    return first() if number is None else published(number)


def live_for(conversation: Conversation) -> PolicyVersion:
    """The live version, where the row was read together with its number without asking once more."""
    number = conversation.live_policy
    return live() if number is None else published(number)


LOOKED_EVERY: Final = 0.5
_looked: list[tuple[float, PolicyVersion]] = []


def lately() -> PolicyVersion:
    """The version that was live at most half a second ago: for what may be a moment late, without asking each time."""
    present = time.monotonic()
    if not _looked or present - _looked[0][0] > LOOKED_EVERY:
        _looked[:] = [(present, live())]
    return _looked[0][1]


def first() -> PolicyVersion:
    """Publish the defaults as the first version."""
    at = now()
    with transaction.atomic():
        made = PolicyVersion.objects.create(
            status=Status.PUBLISHED, document=write(Document()), why="The defaults.", at=at, saved_at=at
        )
        Publication.objects.create(version=made, at=at, why=made.why)
    return made
