"""A change of one part of a draft, from what was typed to what is kept; and what to tell where somebody was faster."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from handoff import drafting
from handoff.models import Person, PolicyVersion
from handoff.policy import Document
from handoff.policy.confirm import PHRASE, confirmed, silences
from handoff.policy.difference import Change, differences
from handoff.policy.document import read, write
from handoff.policy.merge import merge
from inbox.control.policy import exclusions, own, silence, texts, thresholds, tree, triggers, whole
from inbox.control.policy.forms import Data, PartForm

Edit = Callable[[Document, Data], tuple[Document, PartForm]]
EDITS: Final[dict[str, Edit]] = {
    "thresholds": thresholds.edit,
    "triggers": triggers.edit,
    "risks": triggers.edit_risks,
    "risk": triggers.edit_risk,
    "own": own.edit,
    "exclusions": exclusions.edit,
    "examples": exclusions.mark,
    "tree": tree.edit,
    "rungs": tree.edit_rung,
    "fallbacks": texts.edit_fallback,
    "tone": texts.edit_tone,
    "care": texts.edit_care,
    "promises": texts.edit_promise,
    "silence": silence.edit,
    "document": whole.edit,
}
"""The parts that can be edited, by the last word of their address."""


@dataclass(frozen=True)
class Conflict:
    """Somebody changed the draft meanwhile: what they changed, what was meant to be, and both in one document.

    `clashes` are the paths where the two differ: there `both` holds what was typed. None: the two make no policy.
    """

    message: str
    theirs: list[Change]
    mine: list[Change]
    both: str | None
    clashes: list[str]
    confirm: str


def apply(document: Document, part: str, data: Data) -> Document:
    """The document with one part changed. Raises Refused, and KeyError for a part that is none."""
    changed, form = EDITS[part](document, data)
    if silences(document, changed) and not confirmed(str(data.get("confirm", ""))):
        raise form.refuse("confirm", f"Type “{PHRASE}”: customers who ask for a human would get none.")
    return changed


def save(draft: PolicyVersion, part: str, data: Data, *, revision: int, by: Person) -> PolicyVersion:
    """Keep a change of one part. Raises what `apply` and `drafting.change` do."""
    document = apply(draft.content, part, data)
    return drafting.change(draft.pk, revision=revision, by=by, document=document)


def conflict(now: PolicyVersion, part: str, data: Data, message: str) -> Conflict:
    """What to show to whoever was slower. Raises Refused and KeyError as `apply`."""
    base = _seen(data) or now.content
    mine = apply(base, part, data)
    try:
        merged, clashes = merge(base, mine, now.content)
    except msgspec.ValidationError:
        both, clashes = None, []
    else:
        both = msgspec.json.encode(write(merged)).decode()
    theirs = differences(base, now.content)
    return Conflict(message, theirs, differences(base, mine), both, clashes, str(data.get("confirm", "")))


def given(data: Data, base: PolicyVersion) -> Document | None:
    """The document that came with a wish for a draft, if one did. Raises Refused as `apply`."""
    return apply(base.content, "document", data) if data.get("document") else None


def _seen(data: Data) -> Document | None:
    """The document that the form was filled in on, as the page sent it along."""
    try:
        return read(msgspec.json.decode(str(data.get("seen", ""))))
    except msgspec.DecodeError:
        return None
