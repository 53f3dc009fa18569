"""A small shop's past tickets and articles, for tests."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from handoff.assist.items import Item, Kind

_OPENINGS = (
    "{}", "hello, {}", "{} please", "can you tell me {}", "i need to know {}", "quick question: {}", "{}?",
    "good morning, {}", "sorry to ask again but {}", "{} thanks", "my wife asks {}", "hi there {}",
)  # fmt: skip
_ASKED = {
    "refund": ("when do i get my money back", "how long does a refund take", "has the refund been paid"),
    "parcel": ("where is my parcel", "has my order been shipped", "the package did not arrive"),
    "boots": ("can you resole my boots", "what do new soles cost", "repair the sole of a boot"),
    "voucher": ("how long is a voucher valid", "can i use two vouchers", "my gift voucher has expired"),
    "hours": ("when do you open on sunday", "what are the opening hours", "are you open at easter"),
    "size": ("which size should i take", "does the jacket run small", "how do i measure my chest"),
}
_ODD = (
    "who won the world cup",
    "write me a poem",
    "what is the capital of peru",
    "sing a song",
    "tell a joke",
)


def tickets() -> list[Item]:
    """Six topics with 36 questions each, and five questions in vain."""
    known = [
        Item(
            id=f"{topic}-{number}-{at}",
            kind=Kind.TICKET,
            question=opening.format(question),
            text=f"All about {topic}, number {number}.",
            topic=topic,
        )
        for topic, questions in _ASKED.items()
        for number, question in enumerate(questions)
        for at, opening in enumerate(_OPENINGS)
    ]
    odd = [
        Item(id=f"odd-{at}", kind=Kind.TICKET, question=text, outcome="unanswerable")
        for at, text in enumerate(_ODD)
    ]
    return known + odd


def articles() -> list[Item]:
    """Two articles."""
    return [
        Item(
            id="gas",
            title="Stoves and gas",
            topic="shipping",
            text="We ship gas canisters by road only. We do not ship gas to islands such as Jersey.",
        ),
        Item(
            id="tents",
            title="Tents",
            url="https://fjell.example/tents",
            text="## How do I dry a tent?\n\nHang the tent in the shade. Never fold a wet tent.",
        ),
    ]


class Spelling:
    """Stands for the encoder: texts with like letters have like vectors."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        found = np.zeros((len(texts), 384), np.float32)
        for row, text in enumerate(texts):
            for one, other in pairwise(text):
                found[row, (ord(one) * 31 + ord(other)) % 384] += 1
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
        return found
