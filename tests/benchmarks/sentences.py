"""The exclusions that the figures are of, with the texts that each must and must not match."""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handoff.assist.rules.matching import Text
from tests.required import policy_examples, shared_data

HERE = Path(__file__).parent
WANTED, OTHERS = 15, 300
SOME, ORDINARY = 6, 16
NAMES, WANTED_OF_NAME, NEAR, FAR = 200, 8, 4, 8
_NAMED = ("banking77", "clinc150")
_ORDINARY_OF = ("banking77", "bitext", "clinc150")
_KNOWN = re.compile(r"\s*\{(\w+: [^{},]+(?:, \w+: [^{},]+)*)\}$")
_SIDES = {"+": "wanted", "-": "others"}
_INTENTS = {"<": "own", "~": "unclear", "!": "near"}


class Asked(NamedTuple):
    """A sentence, with the texts that it must and must not match; none where it must ask."""

    sentence: str
    wanted: list[Text]
    others: list[Text]


class Written(NamedTuple):
    """A sentence with its own texts, the intents that it is about, those that may or may not count, and near ones."""

    asked: Asked
    own: list[str]
    unclear: list[str]
    near: list[str]


def of_intents(name: str) -> Iterator[Written]:
    """The sentences of a file over labelled intents, without texts of their own."""
    for line in lines(name):
        sentence, _, of = line.partition(" = ")
        meant, _, near = of.partition("!")
        own, _, unclear = meant.partition("~")
        yield Written(Asked(sentence, [], []), own.split(), unclear.split(), near.split())


@cache
def intents() -> Mapping[str, Sequence[str]]:
    """The labelled messages of the shared data by “data set/intent”."""
    rows: dict[str, list[str]] = defaultdict(list)
    with gzip.open(shared_data() / "intents_oos.jsonl.gz", "rt") as file:
        for row in map(json.loads, file):
            rows[f"{row['dataset']}/{row['intent']}"].append(row["text"])
    return rows


def over_intents() -> Iterator[Asked]:
    """The sentences over labelled intents, with a sample of their messages and all of one sample of others."""
    chosen = random.Random(0)
    everything = [(intent, text) for intent, texts in intents().items() for text in texts]
    others = chosen.sample(everything, OTHERS)
    for one in of_intents("rules_intents.txt"):
        own = [text for intent in one.own for text in intents()[intent]]
        left_out = {*one.own, *one.unclear}
        yield Asked(
            one.asked.sentence,
            [Text(text) for text in chosen.sample(own, min(len(own), WANTED))],
            [Text(text) for intent, text in others if intent not in left_out],
        )


def own() -> Iterator[Asked]:
    """The own sentences."""
    yield from (one.asked for one in written("rules_own.txt"))


def fresh(name: str = "rules_fresh.txt") -> Iterator[Asked]:
    """The sentences of a file in order, with a few messages of their intents and ordinary ones of all others."""
    chosen = random.Random(5)
    names = [one for one in intents() if one.split("/")[0] in _ORDINARY_OF and one != "clinc150/oos"]
    for asked, of, near, _ in written(name):
        if not asked.wanted and not of:  # it must ask
            yield asked
            continue
        wanted = [*asked.wanted]
        for intent in of:
            wanted += map(Text, chosen.sample(intents()[intent], SOME // len(of)))
        left = [one for one in names if one not in of and one not in near]
        unwanted = next((text.attributes for text in asked.others if text.attributes), {})
        others = [Text(chosen.choice(intents()[one]), unwanted) for one in chosen.sample(left, ORDINARY)]
        yield Asked(asked.sentence, wanted, [*asked.others, *others])


def held() -> Iterator[Asked]:
    """The sentences that were held back once, with ordinary messages beside the near ones, as the examples have."""
    chosen = random.Random(7)
    names = [name for name in intents() if name.split("/")[0] in _ORDINARY_OF and name != "clinc150/oos"]
    for asked in near_only():
        unwanted = next((text.attributes for text in asked.others if text.attributes), {})
        ordinary = [Text(chosen.choice(intents()[name]), unwanted) for name in chosen.sample(names, ORDINARY)]
        yield Asked(asked.sentence, asked.wanted, [*asked.others, *ordinary]) if asked.wanted else asked


def near_only(name: str = "rules_held.txt") -> Iterator[Asked]:
    """The sentences of a file with nothing but their own texts."""
    yield from (one.asked for one in written(name))


def names() -> Iterator[Asked]:
    """Names of labelled intents as sentences, with messages of each, of the intents named most alike, and of others."""
    chosen = random.Random(3)
    known = [name for name in intents() if name.startswith(_NAMED) and name != "clinc150/oos"]
    for name in chosen.sample(known, NAMES):
        family = [one for one in known if one.split("/")[0] == name.split("/")[0] and one != name]
        near = sorted(family, key=lambda one: -_alike(name, one))[:NEAR]
        far = chosen.sample([one for one in family if one not in near], FAR)
        yield Asked(
            _told(name),
            [Text(text) for text in chosen.sample(intents()[name], WANTED_OF_NAME)],
            [Text(chosen.choice(intents()[one])) for one in (*near, *near, *far)],
        )


def _told(name: str) -> str:
    return name.split("/")[1].replace("_", " ")


def _alike(one: str, other: str) -> float:
    """The share of the words of two names that is in both."""
    said, told = set(_told(one).split()), set(_told(other).split())
    return len(said & told) / len(said | told)


def examples() -> Iterator[Asked]:
    """The rules of the policy examples."""
    for row in map(json.loads, (policy_examples() / "examples.jsonl").read_text().splitlines()):
        if row["type"] == "rule":
            texts = [
                [Text(one["text"], one.get("attributes") or {}) for one in row.get(k, [])]
                for k in ("positives", "negatives")
            ]
            yield Asked(row["sentence"], *texts)


def written(name: str) -> Iterator[Written]:
    """The sentences of a file with their own texts."""
    found: Written | None = None
    for line in lines(name):
        mark, _, told = line.partition(" ")
        if mark in ("=", "?") and (mark == "=" or told):
            if found:
                yield found
            found = Written(Asked(told, [], []), [], [], [])
        elif found and mark in _SIDES:
            getattr(found.asked, _SIDES[mark]).append(_text(told))
        elif found and mark in _INTENTS:
            getattr(found, _INTENTS[mark]).extend(told.split())
    if found:
        yield found


def _text(told: str) -> Text:
    known = _KNOWN.search(told)
    pairs = dict(pair.split(": ") for pair in known[1].split(", ")) if known else {}
    return Text(_KNOWN.sub("", told), pairs)


def lines(name: str) -> list[str]:
    """The lines of a file that say something."""
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]
