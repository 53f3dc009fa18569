"""Why an answer of the AI was refused, in the words that people read; in this order, on these keys."""

from handoff.tongue import noted
from handoff.vocabulary import RejectReason

REJECTIONS = {
    RejectReason.WRONG_FACT: noted("Wrong fact"),
    RejectReason.WRONG_TONE: noted("Wrong tone"),
    RejectReason.OUT_OF_DATE: noted("Out of date"),
    RejectReason.NOT_ASKED: noted("Not what was asked"),
    RejectReason.AGAINST_POLICY: noted("Against policy"),
    RejectReason.OTHER: noted("Other"),
}
