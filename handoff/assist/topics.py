"""A deployment's own grave topics: each a name, with phrases that tell of it and sentences that customers may say.

A phrase stands in a text word by word. An example is matched by its telling words: a sentence that holds most of them,
in whatever form and order, says the same. No model is needed, so that this fits into the gateway's reply.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from handoff.assist.cues import compiled
from handoff.assist.terms import term, terms
from handoff.errors import Invalid

Told = Sequence[str] | Mapping[str, Sequence[str]]
"""What tells of one topic: its phrases, or `{"phrases": [..], "examples": [..]}`, either of which may be missing."""
Topics = Mapping[str, Told]
"""Topics by name."""

MOST_TOPICS, MOST_TEXTS, LONGEST = 100, 200, 500
ALIKE: Final = 0.65
"""The share of an example's telling words that a sentence must hold, by how long they are: long words tell more."""
FEWEST: Final = 2
"""Telling words that an example needs; one with fewer is taken for a phrase."""
_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    phrases: list[str] = []
    examples: list[str] = []


class Own(NamedTuple):
    """A topic as it is looked for: a pattern of its phrases, and the telling words of each example."""

    phrases: re.Pattern[str] | None
    examples: tuple[frozenset[str], ...]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the examples are said in `text`: from the first to the last word that they share with a sentence."""
        for sentence in _SENTENCE.finditer(text) if self.examples else ():
            held = [(word, term(word.group().lower())) for word in _WORD.finditer(sentence.group())]
            there = {found for _, found in held}
            for example in self.examples:
                if _weight(example & there) >= ALIKE * _weight(example):
                    shared = [word for word, found in held if found in example]
                    yield sentence.start() + shared[0].start(), sentence.start() + shared[-1].end()


def own(told: Told) -> Own:
    """The topic that phrases and examples make; of those that a person keeps, see `read`."""
    if isinstance(told, Mapping):
        return _made(tuple(told.get("phrases", ())), tuple(told.get("examples", ())))
    return _made(tuple(told), ())


@lru_cache(maxsize=256)
def _made(phrases: tuple[str, ...], examples: tuple[str, ...]) -> Own:
    kept = [frozenset(terms(example)) for example in examples]
    short = [text for text, held in zip(examples, kept, strict=True) if len(held) < FEWEST]
    words = [r"\s+".join(re.escape(word) for word in text.split()) for text in (*phrases, *short)]
    patterns = [rf"(?<!\w){one}(?!\w)" for one in words if one]
    return Own(compiled(patterns) if patterns else None, tuple(held for held in kept if len(held) >= FEWEST))


def _weight(held: frozenset[str]) -> int:
    return sum(map(len, held))


def read(path: Path) -> Topics:
    """The topics in a file of JSON or YAML: `{name: [phrase, ..]}` or `{name: {"phrases": .., "examples": ..}}`.

    Raises Invalid, naming the topic, where something else stands in it or a topic says nothing.
    """
    try:
        text = path.read_bytes()
    except OSError as wrong:
        raise Invalid(f"topics: {path} cannot be read: {wrong.strerror}") from wrong
    reader = msgspec.yaml if path.suffix.lower() in {".yaml", ".yml"} else msgspec.json
    try:
        found = reader.decode(text, type=dict[str, list[str] | _Line])
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Invalid(f"topics: {path.name}: {wrong}") from wrong
    if len(found) > MOST_TOPICS:
        raise Invalid(f"topics: {len(found)} of them, at most {MOST_TOPICS}")
    return {name.strip(): _checked(name, line) for name, line in found.items()}


def _checked(name: str, told: list[str] | _Line) -> Told:
    line = _Line(told) if isinstance(told, list) else told
    texts = [*line.phrases, *line.examples]
    if not name.strip():
        raise Invalid("topics: a topic has no name")
    if not any(text.strip() for text in texts):
        raise Invalid(f"topics: {name}: there is no phrase and no example")
    if len(texts) > MOST_TEXTS or any(len(text) > LONGEST for text in texts):
        raise Invalid(
            f"topics: {name}: at most {MOST_TEXTS} phrases and examples, of {LONGEST} characters each"
        )
    return {"phrases": line.phrases, "examples": line.examples}
