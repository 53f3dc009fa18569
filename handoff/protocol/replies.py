"""What the gateway answers to a frame."""

from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from handoff.protocol.codes import (
    ATTACHMENT_BYTES,
    ATTACHMENTS,
    BURST,
    FRAME_BYTES,
    FRAMES_PER_SECOND,
    ID_LENGTH,
    RETENTION_DAYS,
    TEXT_LENGTH,
    TRANSCRIPT_LENGTH,
    Code,
)
from handoff.protocol.fields import Confidence, Seq, about
from handoff.vocabulary import Action, Band, State, TriggerName


class Trigger(Struct, kw_only=True):
    """One reason why a human is pulled in."""

    trigger: TriggerName
    detail: Annotated[str, about("The evidence, such as `0.41 is below 0.60`.")]


class DecisionReply(Struct, kw_only=True):
    """What the AI is to do. Every field is there; what is not known is null."""

    action: Annotated[
        Action,
        about(
            "`send`: say it, it is stored. `hold`: a human sees it first, wait for a `message` event. "
            "`handoff`: a human has it now. `none`: nothing speaks against the AI going on."
        ),
    ]
    band: Band | None
    confidence: Annotated[Confidence | None, about("Calibrated.")]
    raw_confidence: Annotated[Confidence | None, about("As the front end gave it.")]
    triggers: list[Trigger]
    policy_version: int


class Ok(Struct, kw_only=True, tag_field="type", tag="ok", omit_defaults=True):
    """The frame took effect, durably. A customer's `message`, `propose` and `escalate` get a `decision`."""

    id: str
    conversation: str
    state: Annotated[State, about("Where the conversation stands now.")]
    decision: DecisionReply | None = None
    position: Annotated[
        int | UnsetType | None,
        about("To `escalate`: the place in the queue, 1 is next; null where there is none."),
    ] = UNSET
    eta_s: Annotated[
        float | UnsetType | None, about("To `escalate`: seconds until a human; null where nothing is known.")
    ] = UNSET


class Error(Struct, kw_only=True, tag_field="type", tag="error", omit_defaults=True):
    """The frame was refused and changed nothing; its `id` is not used up."""

    id: Annotated[str | None, about("Of the refused frame, where it could be read.")] = None
    code: Code
    message: Annotated[str, about("For people.")]
    field: Annotated[str | None, about("The path of what is wrong, such as `transcript[3].role`.")] = None
    retryable: Annotated[bool, about("Whether the same frame may succeed later.")]
    retry_after: Annotated[float | None, about("Seconds to wait.")] = None


class Limits(Struct, kw_only=True):
    """What one connection may do."""

    frame_bytes: int = FRAME_BYTES
    text: Annotated[int, about("Characters in a text.")] = TEXT_LENGTH
    transcript: Annotated[int, about("Messages in a transcript.")] = TRANSCRIPT_LENGTH
    id: Annotated[int, about("Characters in an id.")] = ID_LENGTH
    attachments: Annotated[int, about("Files in a message.")] = ATTACHMENTS
    attachment_bytes: Annotated[int, about("Bytes in a file.")] = ATTACHMENT_BYTES
    frames_per_second: int = FRAMES_PER_SECOND
    burst: Annotated[int, about("Frames that may come at once.")] = BURST
    retention_days: Annotated[int, about("For how long events are kept.")] = RETENTION_DAYS


class Welcome(Struct, kw_only=True, tag_field="type", tag="welcome"):
    """Answers `hello`. The events that were asked for follow."""

    source: Annotated[str, about("The name of the source that the key belongs to.")]
    last_seq: Annotated[Seq, about("Of the newest event there is.")]
    limits: Limits


class Pong(Struct, kw_only=True, tag_field="type", tag="pong"):
    """Answers `ping`."""


Reply = Ok | Error | Welcome | Pong
