"""Which model is asked, and within which limits."""

import hashlib

import msgspec


class Endpoint(msgspec.Struct, frozen=True):
    """An OpenAI-compatible server and a model on it.

    `seconds` bounds one answer as a whole, retries and all; `answer_tokens` its length; `daily_tokens` what all
    processes together may use on one day (UTC), 0 for no limit.
    """

    base_url: str
    model: str
    api_key: str = ""
    seconds: float = 20.0
    answer_tokens: int = 800
    daily_tokens: int = 0

    @property
    def watched_seconds(self) -> float:
        """The bound on an answer that somebody watches while it grows: they see that it comes, and can stop it."""
        return 3 * self.seconds

    @property
    def name(self) -> str:
        """A short name that changes with the server or the model, for what is remembered of them."""
        return hashlib.sha256(f"{self.base_url}\n{self.model}".encode()).hexdigest()[:16]
