"""Articles in the index are read as the plain engine reads them."""

import msgspec
import pytest

from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.index import build
from handoff.assist.items import Item
from handoff.assist.lexical import LexicalEngine
from inbox.demo.articles import articles

ASKED = (
    "How long does a refund take?", "Do you deliver gas canisters to Jersey?", "can i pay with klarna", "tent",
    "who won the world cup", "what would new soles cost me", "Are your avalanche beacons part of the recall?",
    "Hvor lang tid tar frakten?", "",
)  # fmt: skip


@pytest.mark.parametrize("context", [(), ("Do you ship to Jersey?",)])
def test_the_same_passage_with_the_same_confidence(context: tuple[str, ...]) -> None:
    rows = [article._asdict() for article in articles()]
    items = [msgspec.convert({**row, "kind": "article"}, Item) for row in rows]
    plain, indexed = LexicalEngine(rows), EmbeddedEngine(build(items, None), None)
    for question in ASKED:
        expected = [one for one in (plain.propose(question), plain.propose(question, context)) if one]
        found = indexed.propose(question, context)
        if not expected:
            assert found is None
            continue
        best = max(expected, key=lambda one: one.confidence)
        assert found
        assert (found.text, found.citations[0].item) == (best.text, best.citations[0].item)
        assert found.confidence == pytest.approx(best.confidence, abs=1e-3)
