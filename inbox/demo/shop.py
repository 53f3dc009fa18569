"""The small talk of the demo shop's chat, which answers questions from its articles."""

from handoff.assist.engine import Proposal
from handoff.assist.terms import words

GREETINGS = frozenset(
    {"hi", "hello", "hey", "hei", "hallo", "good", "morning", "afternoon", "evening", "day", "there"}
)
THANKS = frozenset(
    {"thanks", "thank", "you", "so", "very", "much", "a", "lot", "great", "perfect", "ok", "takk", "cheers"}
)
WELCOME = "Hello, and welcome to Fjell & Co! What can I do for you?"
PLEASURE = "You’re welcome! Is there anything else?"
SURE = 0.97


def small_talk(said: str) -> Proposal | None:
    """The answer to a greeting or to thanks; None for anything else."""
    held = frozenset(words(said))
    if held and held <= GREETINGS:
        return Proposal(WELCOME, SURE)
    return Proposal(PLEASURE, SURE) if held and held <= THANKS else None
