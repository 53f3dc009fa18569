"""What takes a typed confirmation: that customers who ask for a human get none."""

from handoff.policy import Document, policy_of

PHRASE = "no way to a human"


def silences(before: Document, after: Document) -> bool:
    """Whether a change switches “asks for a human” off where it was on: for all, or for a topic or a source."""
    return bool(_silent(after) - _silent(before))


def confirmed(typed: str) -> bool:
    """Whether somebody typed the phrase, whatever its case and spacing."""
    return " ".join(typed.casefold().split()) == PHRASE


def _silent(document: Document) -> set[tuple[str, str]]:
    policy = policy_of(document, 0)
    lines = {("", ""): policy.line, **policy.own}
    return {case for case, line in lines.items() if line.human_request_from is None}
