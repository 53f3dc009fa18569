"""What a front end is told of a message's files."""

from typing import Any

from handoff.models import Attachment, Message
from handoff.vocabulary import FileState


def told(message: Message) -> list[dict[str, Any]]:
    """The files of a message as its event holds them; the links are added when it is sent, since links expire."""
    rows = message.attachments.exclude(state=FileState.REFUSED).select_related("file").order_by("place")
    return [tell(one) for one in rows]


def tell(one: Attachment) -> dict[str, Any]:
    """One file, without a link."""
    size = {"width": one.width, "height": one.height} if one.picture else {}
    return {"attachment": one.ref, "name": one.name, "media_type": one.type, "size": one.file.size} | size
