"""The library of topics and what was packed of it belong together."""

from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules import packing
from handoff.assist.rules.background import VECTORS, texts_of_library


def test_the_packed_vectors_are_of_the_texts_that_stand_in_the_table() -> None:
    like, _, said, _ = texts_of_library()
    told = (
        "Run `python -m handoff.assist.rules.packing`: topics.toml, or how German is read, has changed since."
    )
    assert VECTORS.stat().st_size == len(like + said) * DIMENSIONS, told
    assert packing.fingerprint() == packing.FINGERPRINT.read_text().strip(), told
