"""What the embedded engine learns from: articles, macros and past tickets as one kind of item."""

import hashlib
import re
from enum import StrEnum

import msgspec

RESOLVED, REOPENED, UNANSWERABLE = "resolved", "reopened", "unanswerable"
_SPACE = re.compile(r"\s+")


class Kind(StrEnum):
    """Articles and macros hold answers; tickets show what was asked and what was answered."""

    ARTICLE = "article"
    MACRO = "macro"
    TICKET = "ticket"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of knowledge.

    An article or macro is Markdown `text` under a `title`. A ticket is a `question`, its answer in `text`, and an
    `outcome`; an unanswerable one has no text and teaches what not to answer.
    """

    id: str
    title: str = ""
    text: str = ""
    url: str = ""
    topic: str = ""
    kind: Kind = Kind.ARTICLE
    question: str = ""
    outcome: str = RESOLVED

    @property
    def label(self) -> str:
        """What counts as the same answer to two tickets: the topic, else the answer but for case and spaces."""
        if self.outcome == UNANSWERABLE:
            return ""
        return self.topic or _SPACE.sub(" ", self.text).strip().lower()


def fingerprint(text: str) -> bytes:
    """16 bytes that tell texts apart, so that what was encoded once need not be again."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
