"""Kinds of decisions over the wire: who asks for a human, is angry, in danger, not helped, or has a human already."""

from typing import Any

import pytest

from tests.front_end import Poster

Said = tuple[str, dict[str, Any]]


def says(text: str, role: str = "customer") -> Said:
    return "message", {"role": role, "text": text}


def proposes(confidence: float) -> Said:
    return "propose", {"text": "It is 24 degrees.", "confidence": confidence}


ASKED, HELPED = says("Which size is the Rondane?"), ("close", {"by": "customer", "outcome": "resolved"})
WISH: Said = says("Passez-moi un conseiller, svp.")
HARD: Said = ("escalate", {})
SOFT: Said = ("escalate", {"mode": "soft"})
BOT = says("Have you read the manual?", "assistant")
KINDS: dict[str, tuple[list[Said], str, set[str]]] = {
    "asks in another language": ([says("Ik wil een medewerker spreken")], "handoff", {"human_request"}),
    "asks at the end of a long message": (
        [says("The parcel is here. " * 300 + "Please let me talk to a human.")],
        "handoff",
        {"human_request"},
    ),
    "asks in capitals and emoji": ([says("🙏 HUMAN PLEASE 🙏")], "handoff", {"human_request"}),
    "denies it": ([says("No agent needed, thank you!")], "none", set()),
    "speaks of one": ([says("The agent I spoke with was lovely.")], "none", set()),
    "is angry": ([says("Worst service ever, I am absolutely furious.")], "handoff", {"anger"}),
    "is loud with joy": ([says("WOW!!! I LOVE THIS TENT!!!")], "none", set()),
    "threatens with the law": ([says("You will hear from my lawyer.")], "handoff", {"high_risk"}),
    "asks of harmless things alike": (
        [says("Do you have a legal pad and a fire-red jacket?")],
        "none",
        set(),
    ),
    "was not helped three times": (
        [
            ASKED,
            BOT,
            says("That does not help."),
            BOT,
            says("Still not working."),
            BOT,
            says("It is still the same."),
        ],
        "handoff",
        {"failed_attempts"},
    ),
    "was helped": ([ASKED, BOT, says("That worked, thank you.")], "none", set()),
    "the AI is unsure": ([ASKED, proposes(0.05)], "handoff", {"low_confidence"}),
    "the AI is sure": ([ASKED, proposes(0.99)], "send", set()),
    "a human is waited for": ([WISH, proposes(0.99)], "handoff", {"human_request"}),
    "a human was asked for by the AI": ([ASKED, HARD, proposes(0.99)], "handoff", set()),
    "a human was offered": ([ASKED, SOFT, proposes(0.99)], "send", set()),
    "a human was offered and is wanted": ([ASKED, SOFT, WISH], "handoff", {"human_request"}),
    "opens it again": ([WISH, HELPED, ASKED], "none", set()),
    "opens it again with a new cause": ([ASKED, HELPED, WISH], "handoff", {"human_request"}),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_conversation_in_which_somebody(poster: Poster, kind: str) -> None:
    said, action, triggers = KINDS[kind]
    for frame, fields in said:
        reply = await poster.ask(frame, conversation="c1", **fields)
    decision = reply["decision"]
    assert (decision["action"], {one["trigger"] for one in decision["triggers"]}) == (action, triggers)
