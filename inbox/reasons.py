"""Why an answer of the AI was refused, in this order, on these keys; and what is too grave for one."""

from handoff.tongue import noted, say
from handoff.vocabulary import RejectReason

REJECTIONS = {
    RejectReason.WRONG_FACT: noted("Wrong fact"),
    RejectReason.WRONG_TONE: noted("Wrong tone"),
    RejectReason.OUT_OF_DATE: noted("Out of date"),
    RejectReason.NOT_ASKED: noted("Not what was asked"),
    RejectReason.AGAINST_POLICY: noted("Against policy"),
    RejectReason.OTHER: noted("Other"),
}
MATTERS = {
    "refund": noted("refund"),
    "billing_dispute": noted("billing dispute"),
    "legal": noted("legal"),
    "account_security": noted("account security"),
    "self_harm": noted("self-harm"),
    "safety": noted("safety"),
}


def matter(name: str) -> str:
    """A grave matter as people read it: one of ours in their language, one of the house as it named it."""
    return say(MATTERS[name]) if name in MATTERS else name.replace("_", " ")
