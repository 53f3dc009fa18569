"""Why an answer of the AI was refused, in the words that people read; in this order, on these keys."""

from handoff.vocabulary import RejectReason

REJECTIONS = {
    RejectReason.WRONG_FACT: "Wrong fact",
    RejectReason.WRONG_TONE: "Wrong tone",
    RejectReason.OUT_OF_DATE: "Out of date",
    RejectReason.NOT_ASKED: "Not what was asked",
    RejectReason.AGAINST_POLICY: "Against policy",
    RejectReason.OTHER: "Other",
}
