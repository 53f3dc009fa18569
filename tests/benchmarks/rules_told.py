"""The sentences that the scorer of rules is fitted to: written ones, and such over labelled intents (data by path)."""

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handoff.policy.rule import Concept, Rule
from tests.benchmarks import sentences
from tests.benchmarks.rules import Judge
from tests.benchmarks.rules_near import Near

WRITTEN = ("rules_fresh.txt", "rules_more.txt", "rules_blind.txt", "rules_held.txt")
TAUGHT = ("rules_taught.txt", "rules_trades.txt", "rules_sectors.txt")
TAUGHT_COUNTS = 0.3
"""Sentences whose messages often name none of their words, while near ones do; and what each counts."""
MESSAGES, WANTED, FAR = 12, 24, 50
"""Messages of an intent that are looked at; of a sentence over intents; and of other intents than those nearest."""
NAME_COUNTS = 0.5
"""What a mere name of an intent counts beside a sentence."""


class Told(NamedTuple):
    """A sentence with texts, before anything is looked at."""

    group: str
    sentence: str
    wanted: Sequence[str]
    others: Sequence[str]
    counts: float = 1.0


def told(judge: Judge) -> Iterator[Told]:
    """All sentences that are fitted to."""
    for name in (*WRITTEN, *TAUGHT):
        yield from (_written(name, one) for one in sentences.fresh(name) if one.wanted)
    yield from (_written("rules_own.txt", one) for one in sentences.own() if one.wanted)
    chance = random.Random(42)
    drawn = {
        name: chance.sample(texts, min(MESSAGES, len(texts)))
        for name, texts in sentences.intents().items()
        if name.split("/")[1] not in ("", "oos")
    }
    near = Near(drawn, judge.encode)
    yield from _over_intents(drawn, near, chance)
    yield from _names(drawn, near, chance)


def _written(name: str, asked: sentences.Asked) -> Told:
    return Told(
        half(name, asked.sentence),
        asked.sentence,
        [one.text for one in asked.wanted],
        [one.text for one in asked.others],
        TAUGHT_COUNTS if name in TAUGHT else 1.0,
    )


def half(name: str, sentence: str) -> str:
    """The group of a sentence of a file: one of two, by chance."""
    kind = "taught" if name in TAUGHT else "written"
    return f"{kind} {zlib.crc32(sentence.encode()) % 2}"


def by_meaning(rule: Rule) -> list[Concept]:
    """The concepts of a rule that has nothing else."""
    plainly = not rule.questions and not rule.exceptions
    alone = all(
        len(one.about) == 1 and not (one.amounts or one.attributes or one.languages or one.about[0].literal)
        for one in rule.alternatives
    )
    return [one.about[0] for one in rule.alternatives] if plainly and alone else []


def _over_intents(drawn: dict[str, list[str]], near: Near, chance: random.Random) -> Iterator[Told]:
    for asked, own, unclear, _ in sentences.of_intents("rules_intents.txt"):
        own_texts = [text for name in own for text in drawn[name]]
        left_out = {*own, *unclear}
        others = [text for name in near.of(own, left_out) for text in drawn[name][:4]]
        far = chance.sample([name for name in drawn if name not in left_out], FAR)
        others += [chance.choice(drawn[name]) for name in far]
        yield Told(
            set_of(own[0]), asked.sentence, chance.sample(own_texts, min(len(own_texts), WANTED)), others
        )


def _names(drawn: dict[str, list[str]], near: Near, chance: random.Random) -> Iterator[Told]:
    for name, texts in drawn.items():
        alike = [one for one in near.of([name], {name}) if set_of(one) == set_of(name)]
        others = [text for one in alike[:4] for text in drawn[one][:2]]
        far = chance.sample([one for one in drawn if one != name and one not in alike], FAR)
        others += [chance.choice(drawn[one]) for one in far]
        spoken = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name.split("/")[1]).lower()
        if len(texts) >= MESSAGES // 2:
            yield Told(set_of(name), spoken, texts, others, NAME_COUNTS)


def set_of(name: str) -> str:
    """The data set of an intent; the small ones as one."""
    found = name.split("/", maxsplit=1)[0]
    return found if found in ("banking77", "clinc150") else "other sets"
