"""Links to files: each names one file and who may follow it, and is good for a while.

A link for a person of the house works in their own session alone, and only while they may see the conversation. One
for a customer works for whoever has it, as their browser has no key: so it is short-lived.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.core import signing
from django.urls import reverse

from handoff.protocol.codes import ATTACHMENT_LINK_SECONDS

SALT: Final = "inbox.links"
PERSON_SECONDS: Final = 12 * 3600
ROUND: Final = 900
"""Links made within these seconds are the same, so that a browser fetches a file once."""
ANYBODY: Final = 0


class Link(NamedTuple):
    """What a link says: which file, whole or small, for whom (a person's id, or ANYBODY) and until when."""

    ref: str
    small: bool
    person: int
    until: int

    @property
    def left(self) -> int:
        """Seconds for which it is good yet."""
        return self.until - int(time.time())


def for_person(person: int, ref: str, *, small: bool = False) -> str:
    """The address of a file for somebody of the house."""
    return _address(Link(ref, small, person, _until(PERSON_SECONDS)))


def for_customer(files: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Files as events tell of them, each with its `url` and when that expires."""
    until = _until(ATTACHMENT_LINK_SECONDS)
    expires = datetime.fromtimestamp(until, UTC).isoformat()
    return [
        {**one, "url": _address(Link(one["attachment"], False, ANYBODY, until)), "expires_at": expires}
        for one in files
    ]


def read(token: str) -> Link | None:
    """What a link says; None where it is none of ours, or no longer good."""
    try:
        link = Link(*signing.Signer(salt=SALT).unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return link if link.left > 0 else None


def _until(seconds: int) -> int:
    return ((int(time.time()) + seconds) // ROUND + 1) * ROUND


def _address(link: Link) -> str:
    return reverse("file", args=[signing.Signer(salt=SALT).sign_object(list(link))])
