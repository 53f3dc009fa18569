"""The single keys of the desk: what each does, and which one somebody has instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

PLACES: Final = {"m": "mine", "u": "unassigned", "r": "review", "w": "waiting", "n": "mentions", "a": "all"}
"""The views that the key for going leads to, by the second key."""
TAKEN: Final = "123456"
"""Digits choose why a draft is rejected."""


@dataclass(frozen=True)
class Key:
    """What can be done by one key; `usual` is the one that does it unless somebody chose another."""

    usual: str
    does: StrOrPromise
    own: str

    @property
    def shown(self) -> str:
        """As it stands on a key cap."""
        return self.own.upper()


USUAL: Final[dict[str, StrOrPromise]] = {
    "j": gettext_lazy("Next conversation"),
    "k": gettext_lazy("Previous conversation"),
    "/": gettext_lazy("Search"),
    "r": gettext_lazy("Reply"),
    "n": gettext_lazy("Note"),
    "e": gettext_lazy("Edit the draft"),
    "x": gettext_lazy("Reject the draft"),
    "w": gettext_lazy("Draft with AI, stop it"),
    "u": gettext_lazy("Undo sending"),
    "i": gettext_lazy("Claim"),
    "a": gettext_lazy("Assign, transfer"),
    "z": gettext_lazy("Wait"),
    "d": gettext_lazy("Resolve and next"),
    "g": gettext_lazy("Go to a view"),
    "?": gettext_lazy("All keys"),
}
"""What each key does, by the key that usually does it."""


def table(own: Mapping[str, str]) -> list[Key]:
    """All keys, with what somebody has instead; an empty one is switched off."""
    return [Key(usual, does, own.get(usual, usual)) for usual, does in USUAL.items()]


def differing(chosen: Mapping[str, str]) -> dict[str, str]:
    """Those of the keys chosen for each usual one that are not the usual."""
    return {usual: key for usual, key in chosen.items() if key != usual}


def wrong(chosen: Mapping[str, str]) -> dict[str, str]:
    """What cannot be, by the usual key: no single sign, one that means something else, or one that is used twice."""
    told: dict[str, str] = {}
    by: dict[str, str] = {}
    for usual, key in chosen.items():
        if key and (len(key) != 1 or not key.isprintable() or key.isspace()):
            told[usual] = _("One letter or sign, or nothing.")
        elif key and key in TAKEN:
            told[usual] = _("The digits choose why a draft is rejected.")
        elif key and key in by:
            told[usual] = _("%(key)s is taken by “%(does)s”.") % {"key": key.upper(), "does": USUAL[by[key]]}
        by.setdefault(key, usual)
    return told
