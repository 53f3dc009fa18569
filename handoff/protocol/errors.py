"""The refusal of a frame."""

from handoff.protocol.codes import BAD, CODES, Code
from handoff.protocol.replies import Error


class ProtocolError(Exception):
    """A frame was refused with a code of the protocol: nothing was written."""

    def __init__(
        self,
        code: Code,
        message: str = "",
        *,
        field: str | None = None,
        id: str | None = None,  # noqa: A002 - the name on the wire
        retry_after: float | None = None,
    ) -> None:
        self.code: Code = code
        self.message = message or CODES[code].text
        self.field = field
        self.id = id
        self.retry_after = retry_after
        super().__init__(self.message)

    @property
    def retryable(self) -> bool:
        """Whether the same frame may succeed later as it is."""
        return CODES[self.code].retryable

    @property
    def bad(self) -> bool:
        """Whether it counts towards the bad frames in a row that close a connection."""
        return self.code in BAD

    @property
    def reply(self) -> Error:
        """The error as it goes on the wire."""
        return Error(
            id=self.id,
            code=self.code,
            message=self.message,
            field=self.field,
            retryable=self.retryable,
            retry_after=self.retry_after,
        )
