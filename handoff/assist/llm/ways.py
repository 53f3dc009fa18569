"""What an endpoint takes: compatible servers lack now this parameter, now that, and say so by a 400."""

import re
from typing import Any

import msgspec

FORMATS = ("json_schema", "json_object", "text")
OPTIONAL = ("stream_options", "logprobs", "temperature", "max_completion_tokens", "max_tokens")
_FORMAT = re.compile(
    r"response_format|json_schema|json_object|structured.output|guided|grammar", re.IGNORECASE
)


class Ways(msgspec.Struct, frozen=True):
    """The best format of answers that is left to try, and the parameters not to send."""

    format: str = FORMATS[0]
    without: frozenset[str] = frozenset()

    def given(self, told: str) -> "Ways | None":
        """The ways that are left once a refusal said `told`; None where it names nothing that can be left out."""
        for name in OPTIONAL:
            if re.search(rf"\b{name}\b", told) and self.sends(name):
                return msgspec.structs.replace(self, without=self.without | {name})
        if _FORMAT.search(told) and self.format != FORMATS[-1]:
            return msgspec.structs.replace(self, format=FORMATS[FORMATS.index(self.format) + 1])
        return None

    def sends(self, name: str) -> bool:
        """Whether the parameter is sent; of the two names for the most tokens never both."""
        if name == "max_tokens":
            return "max_completion_tokens" in self.without and name not in self.without
        return name not in self.without

    def parameters(self, schema: dict[str, Any], most_tokens: int) -> dict[str, Any]:
        """The optional part of a request for an answer as `schema` (a named strict JSON schema) describes it."""
        every = {
            "stream_options": {"include_usage": True},
            "logprobs": True,
            "temperature": 0,
            "max_completion_tokens": most_tokens,
            "max_tokens": most_tokens,
        }
        chosen = {name: value for name, value in every.items() if self.sends(name)}
        if self.format == "json_schema":
            chosen["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.format == "json_object":
            chosen["response_format"] = {"type": "json_object"}
        return chosen
