"""The demo shop's little AI: small talk, and answers out of the shop's own articles."""

from collections.abc import Sequence
from functools import lru_cache

from handoff.assist.engine import Engine, Proposal
from handoff.assist.lexical import LexicalEngine
from handoff.assist.terms import words
from inbox.demo.articles import articles

GREETINGS = frozenset(
    {"hi", "hello", "hey", "hei", "hallo", "good", "morning", "afternoon", "evening", "day", "there"}
)
THANKS = frozenset(
    {"thanks", "thank", "you", "so", "very", "much", "a", "lot", "great", "perfect", "ok", "takk", "cheers"}
)
WELCOME = "Hello, and welcome to Fjell & Co! What can I do for you?"
PLEASURE = "You’re welcome! Is there anything else?"
SURE = 0.97


class ShopAI:
    """Greets, says that thanks are welcome, and leaves every question to the articles."""

    def __init__(self, knowledge: Engine) -> None:
        """`knowledge` answers what is no small talk."""
        self._knowledge = knowledge

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        """An answer to what a customer wrote, or None where the articles have nothing to go by."""
        return small_talk(question) or self._knowledge.propose(question, context)


def small_talk(said: str) -> Proposal | None:
    """The answer to a greeting or to thanks; None for anything else."""
    held = frozenset(words(said))
    if held and held <= GREETINGS:
        return Proposal(WELCOME, SURE)
    return Proposal(PLEASURE, SURE) if held and held <= THANKS else None


@lru_cache(maxsize=1)
def shop_ai() -> ShopAI:
    """The demo's AI with all the shop's articles, built once."""
    return ShopAI(LexicalEngine(article._asdict() for article in articles()))
