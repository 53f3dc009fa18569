"""`python -m tests.benchmarks.learner DATA VERDICTS.. [--held-out N]`: what drafts teach, by the house's own verbs.

Banking77's training questions come as customers' messages. Each gets a draft with what the embedded engine took it
for; whoever judges it approves what is right and else says the right answer. What is learned is read back from the
past tickets, and the index is built anew as often as the house does it. Prints one line of JSON at each of the
numbers of VERDICTS: how the engine does on questions that it never sees.
"""

import argparse
import gzip
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import django
import msgspec

FILE, DATASET = "intents_oos.jsonl.gz", "banking77"
AT_START = 3
SEED = 0
DRAWS = 100


class Asked(NamedTuple):
    """A question and the intent behind it."""

    text: str
    intent: str


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("verdicts", type=int, nargs="+")
    parser.add_argument("--held-out", type=int, default=2000)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")
    django.setup()
    for line in learned(chosen.data, sorted(chosen.verdicts), chosen.held_out):
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()


def questions(data: Path) -> list[Asked]:
    """All questions of the data set, in an order that is the same each time."""
    with gzip.open(data / FILE, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    found = [Asked(row["text"], row["intent"]) for row in rows if row["dataset"] == DATASET]
    random.Random(SEED).shuffle(found)
    return found


def learned(data: Path, checkpoints: Sequence[int], held_out: int) -> Iterator[dict[str, Any]]:
    """The figures after so many verdicts each."""
    from handoff import calibrations
    from handoff.knowledge.refit import REFIT_AFTER

    every = questions(data)
    unseen, rest = every[:held_out], every[held_out:]
    house, stream = House(), _opened(rest)
    house.open(stream)
    engine, done, position = house.engine(), 0, AT_START * len(house.answers)
    for checkpoint in checkpoints:
        while done < checkpoint:
            batch = rest_of(stream, position + done, min(REFIT_AFTER, checkpoint - done))
            house.judge_all(batch, engine)
            done += len(batch)
            calibrations.refit()
            engine = house.engine()
        yield {"verdicts": done, **house.figures(engine, unseen)}


def rest_of(stream: Sequence[Asked], at: int, most: int) -> Sequence[Asked]:
    """The next questions. Raises ValueError where there are none left."""
    if not (batch := stream[at : at + most]):
        raise ValueError("there are fewer questions than verdicts wanted")
    return batch


def _opened(rest: Sequence[Asked]) -> list[Asked]:
    """The questions with so many of each intent put first."""
    seen: dict[str, int] = defaultdict(int)
    first: list[Asked] = []
    later: list[Asked] = []
    for one in rest:
        (first if seen[one.intent] < AT_START else later).append(one)
        seen[one.intent] += 1
    return first + later


class House:
    """A house with one front end, whose drafts are all held, and Mira, who judges them."""

    def __init__(self) -> None:
        from handoff.assist.encoder import installed
        from handoff.models import Person, PolicyVersion, Queue, Source

        self.encoder = installed()
        self.answers: dict[str, str] = {}
        self.source = Source.objects.create(name="Bank chat")
        self.mira = Person.objects.create(username="mira", name="Mira Dahl")
        self.mira.queues.add(Queue.objects.create(name="Bank", default=True))
        PolicyVersion.objects.create(hold_from=0.0, send_from=1.0, attempts_limit=0)
        self._index: Any = None
        self._asked = 0

    def open(self, stream: Sequence[Asked]) -> None:
        """The first questions are past tickets already. An intent's answer repeats its first question's words."""
        from handoff.models import PastTicket

        intents = len({one.intent for one in stream})
        for number, one in enumerate(stream[: AT_START * intents]):
            answer = self.answers.setdefault(one.intent, f"Read this: {one.text}")
            PastTicket.objects.create(
                key=f"start-{number}", question=one.text, answer=answer, topic=one.intent
            )

    def engine(self) -> Any:
        """The engine on an index of all that the rows hold now."""
        from handoff.assist.embedded import EmbeddedEngine
        from handoff.assist.index import build
        from handoff.assist.items import Item
        from handoff.knowledge import items

        began = perf_counter()
        known = [
            msgspec.convert(msgspec.to_builtins(row.item), Item)
            for row in items.living()
            if row.item is not None
        ]
        self._index = build(known, self.encoder, previous=self._index)
        sys.stderr.write(f"- index of {len(known)} in {perf_counter() - began:.0f} s\n")
        return EmbeddedEngine(self._index, self.encoder)

    def judge_all(self, batch: Sequence[Asked], engine: Any) -> None:
        """Each question comes, is proposed on, and its draft is judged."""
        began = perf_counter()
        found = engine.propose_many([(one.text, ()) for one in batch])
        thought = perf_counter()
        for asked, proposal in zip(batch, found, strict=True):
            self._judge(asked, proposal)
        spent = perf_counter() - thought
        sys.stderr.write(f"- {len(batch)} proposed in {thought - began:.0f} s, judged in {spent:.0f} s\n")

    def _judge(self, asked: Asked, proposal: Any) -> None:
        from handoff import flow, queueing, review
        from handoff.models import Draft
        from handoff.protocol import Message, Propose
        from handoff.vocabulary import DraftStatus, Speaker

        self._asked += 1
        number, topic = self._asked, proposal.topic if proposal else ""
        text = (proposal.text if proposal else None) or self.answers.get(topic) or "We shall see."
        sure = proposal.confidence if proposal else 0.0
        name = f"c{number}"
        flow.hear(self.source, Message(id=f"m{number}", conversation=name, role="customer", text=asked.text))
        proposed = Propose(
            id=f"p{number}", conversation=name, text=text, confidence=sure, topic=topic or None
        )
        held = flow.propose(self.source, proposed)
        conversation = held.conversation
        if conversation.speaker == Speaker.NOBODY:  # the question itself called for a human
            queueing.accept(conversation.pk, agent=self.mira)
        draft = Draft.objects.get(conversation=conversation, status=DraftStatus.OPEN)
        review.approve(draft.pk, agent=self.mira, text=self.answers[asked.intent], seen=conversation.messages)

    def figures(self, engine: Any, unseen: Sequence[Asked]) -> dict[str, float]:
        """How the engine does on `unseen`: accuracy, what it could answer with 2 % wrong, and how true its word is."""
        from handoff import calibrations
        from handoff.assist.calibration import Seen
        from handoff.assist.reliability import distance
        from handoff.calibrations import Whose
        from handoff.models import PastTicket

        found = engine.propose_many([(one.text, ()) for one in unseen])
        said = [one.confidence if one else 0.0 for one in found]
        right = [
            float(one is not None and one.topic == asked.intent)
            for one, asked in zip(found, unseen, strict=True)
        ]
        version = calibrations.live(Whose(self.source.pk))
        weighed = [version.curve.trusted(raw) for raw in said] if version else said
        seen = Seen(said, right, [1.0] * len(said))
        off, weighed_off = distance(said, seen), distance(weighed, seen)
        assert off is not None
        assert weighed_off is not None
        low, high = spread(said, right, 0.02)
        return {
            "tickets": PastTicket.objects.count(),
            "accuracy": round(sum(right) / len(right), 4),
            "coverage": round(coverage(said, right, 0.02), 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "ece": round(off.ece, 4),
            "ece_weighed": round(weighed_off.ece, 4),
        }


def coverage(said: Sequence[float], right: Sequence[float], error: float) -> float:
    """The largest share of questions, surest first, of which at most `error` is answered wrongly."""
    best, wrong = 0, 0.0
    ranked = sorted(zip(said, right, strict=True), key=lambda one: -one[0])
    for number, (confidence, was_right) in enumerate(ranked, 1):
        wrong += 1 - was_right
        tied = number < len(ranked) and ranked[number][0] == confidence
        if not tied and wrong <= error * number:
            best = number
    return best / len(ranked)


def spread(said: Sequence[float], right: Sequence[float], error: float) -> tuple[float, float]:
    """Between which values 90 % of bootstrap draws put the coverage."""
    chance = random.Random(SEED)
    drawn = []
    for _ in range(DRAWS):
        pick = chance.choices(range(len(said)), k=len(said))
        drawn.append(coverage([said[i] for i in pick], [right[i] for i in pick], error))
    drawn.sort()
    return drawn[len(drawn) // 20], drawn[-1 - len(drawn) // 20]


if __name__ == "__main__":
    main()
