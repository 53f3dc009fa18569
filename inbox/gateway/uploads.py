"""Files of front ends: taken in before the message that names them, and exactly once for each id."""

import hashlib
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from handoff import attachments
from handoff.clock import now
from handoff.errors import DomainError
from handoff.models import Attachment
from handoff.models import Frame as FrameRow
from handoff.protocol import ProtocolError, Uploaded, encode
from handoff.protocol.codes import ID_LENGTH
from handoff.protocol.parse import usable_id
from handoff.vocabulary import FileState
from inbox.consumer import in_thread
from inbox.gateway import auth
from inbox.gateway.auth import Caller
from inbox.gateway.http import answered, door, not_too_fast

AROUND: Final = 64 * 1024
"""What the other fields of the form may need."""


@door("POST", caller=auth.of_upload, anywhere=True)
async def post_attachments(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A form with `id`, `conversation` and `file`: the file's id, for the message to come."""
    if int(request.headers.get("Content-Length") or 0) > settings.ATTACHMENT_BYTES + AROUND:
        raise ProtocolError("too_large", f"A file has at most {settings.ATTACHMENT_BYTES} bytes")
    not_too_fast(caller, 1)
    return answered(201, await in_thread(_taken, request, caller))


@door("GET", caller=auth.of_upload, anywhere=True)
async def get_attachment(request: HttpRequest, caller: Caller, ref: str) -> HttpResponse:
    """How a file stands that this source uploaded: whether it was looked at, and what was found."""
    not_too_fast(caller, 1)
    return answered(200, await in_thread(_standing, caller, ref))


def _taken(request: HttpRequest, caller: Caller) -> str:
    frame_id, conversation, sent = _form(request)
    if not caller.may_see(conversation):
        raise ProtocolError("unknown_conversation", id=frame_id)
    content = sent.read()
    told = [conversation, sent.name, hashlib.sha256(content).hexdigest()]
    digest = hashlib.sha256("\0".join(told).encode()).hexdigest()
    if before := _before(caller, frame_id, digest):
        return before
    try:
        made = attachments.upload(caller.source, conversation, name=sent.name, content=content)
    except DomainError as refused:
        raise _refusal(refused, frame_id) from None
    return _kept(caller, frame_id, digest, encode(_uploaded(made)))


def _form(request: HttpRequest) -> tuple[str, str, Any]:
    """The id, the conversation and the file of a form. Raises ProtocolError."""
    try:
        fields, sent = request.POST, request.FILES.get("file")
    except (MultiPartParserError, SuspiciousOperation, BadRequest) as wrong:
        raise ProtocolError("invalid_frame", f"That is no form of multipart/form-data: {wrong}") from None
    for name in ("id", "conversation"):
        if usable_id({"id": fields.get(name)}) is None:
            raise ProtocolError("invalid_frame", f"Expected 1 to {ID_LENGTH} characters", field=name)
    if sent is None:
        raise ProtocolError("invalid_frame", "Expected a file", field="file", id=fields["id"])
    return fields["id"], fields["conversation"], sent


def _before(caller: Caller, frame_id: str, digest: str) -> str | None:
    """What was answered to this id; None where it is new. Raises ProtocolError where it was for something else."""
    row = FrameRow.objects.filter(source=caller.source, frame_id=frame_id).first()
    if row is None:
        return None
    if row.digest != digest:
        raise ProtocolError("conflict", id=frame_id)
    return row.reply


def _kept(caller: Caller, frame_id: str, digest: str, reply: str) -> str:
    """Who keeps its reply first has done it: what a second one took in is in no message, and forgotten."""
    try:
        with transaction.atomic():
            FrameRow.objects.create(
                source=caller.source, frame_id=frame_id, digest=digest, reply=reply, at=now()
            )
    except IntegrityError:
        return _before(caller, frame_id, digest) or reply
    return reply


def _refusal(refused: DomainError, frame_id: str) -> ProtocolError:
    retry_after = 60.0 if refused.code == "rate_limited" else None
    code: Any = "too_large" if refused.facts.get("most") else refused.code
    return ProtocolError(
        code, refused.message, field=refused.facts.get("field"), id=frame_id, retry_after=retry_after
    )


def _standing(caller: Caller, ref: str) -> str:
    found = Attachment.objects.select_related("file").filter(
        ref=ref, source=caller.source, uploader__isnull=True
    )
    one = found.first()
    if one is None or not caller.may_see(one.conversation):
        raise ProtocolError("invalid_frame", "There is no such file.", field="attachment")
    return encode(_uploaded(one))


def _uploaded(one: Attachment) -> Uploaded:
    return Uploaded(
        attachment=one.ref,
        name=one.name,
        media_type=one.type,
        size=one.file.size,
        state=FileState(one.state),
        reason=one.reason or None,
    )
