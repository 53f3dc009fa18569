"""`python -m tests.benchmarks.learner DATA VERDICTS.. [--held-out N] [--seed N]`: what drafts teach, by own verbs.

Banking77's training questions stand as customers' messages, each with a held draft of what the embedded engine took it
for. Whoever judges them approves what is right and else says the right answer, by the verb that the desk calls; what
the flow has follow a verdict for learning's sake follows. What is learned is read back from the past tickets, and the
index is built anew at each of the numbers of VERDICTS alone, where the house would every 250. Prints one line of JSON
at each: how the engine does on questions that it never sees.
"""

import argparse
import gzip
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import django
import msgspec

FILE, DATASET = "intents_oos.jsonl.gz", "banking77"
AT_START = 3
SEED = 0
DRAWS = 100
AT_ONCE = 250
"""Drafts that are judged in one transaction."""


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
    parser.add_argument("--seed", type=int, default=SEED, help="of the questions' order")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")
    django.setup()
    every = questions(chosen.data, chosen.seed)
    for line in learned(every, sorted(chosen.verdicts), chosen.held_out):
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()
        sys.stderr.write(f"- {line['verdicts']} verdicts: {line['coverage']:.3f} at 2 % error\n")


def questions(data: Path, seed: int) -> list[Asked]:
    """All questions of the data set, in an order that is the same each time for a `seed`."""
    with gzip.open(data / FILE, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    found = [Asked(row["text"], row["intent"]) for row in rows if row["dataset"] == DATASET]
    random.Random(seed).shuffle(found)
    return found


def learned(every: Sequence[Asked], checkpoints: Sequence[int], held_out: int) -> Iterator[dict[str, Any]]:
    """The figures after so many verdicts each; the first `held_out` questions are those that are never taught."""
    from handoff import calibrations

    unseen, rest = every[:held_out], every[held_out:]
    house, stream = House(), _opened(rest)
    house.open(stream)
    engine, done = house.engine(), 0
    coming = iter(stream[AT_START * len(house.answers) :])
    for checkpoint in checkpoints:
        while done < checkpoint:
            batch = list(islice(coming, min(AT_ONCE, checkpoint - done)))
            if not batch:
                raise ValueError("there are fewer questions than verdicts wanted")
            house.judge_all(batch, engine)
            done += len(batch)
            calibrations.refit()
        engine = house.engine() if done else engine
        yield {"verdicts": done, **house.figures(engine, unseen)}


def _opened(rest: Sequence[Asked]) -> list[Asked]:
    """The questions with so many of each intent put first."""
    seen: dict[str, int] = defaultdict(int)
    first: list[Asked] = []
    later: list[Asked] = []
    for one in rest:
        (first if seen[one.intent] < AT_START else later).append(one)
        seen[one.intent] += 1
    return first + later


class Remembering:
    """An encoder that encodes no text twice, as the process that answers others does."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder
        self._known: dict[str, Any] = {}

    def encode(self, texts: Sequence[str]) -> Any:
        """See `handoff.assist.engine.Encoder`."""
        import numpy as np

        if new := [text for text in dict.fromkeys(texts) if text not in self._known]:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


class House:
    """A house with one front end, whose drafts are all held, and Mira, who judges them."""

    def __init__(self) -> None:
        from handoff.assist.encoder import installed
        from handoff.models import Person, Queue, Source
        from tests import factories

        self.encoder = Remembering(installed())
        self.answers: dict[str, str] = {}
        self.source = Source.objects.create(name="Bank chat")
        self.mira = Person.objects.create(username="mira", name="Mira Dahl")
        self.bank = Queue.objects.create(name="Bank", default=True)
        self.mira.queues.add(self.bank)
        factories.policy(hold_from=0.0, send_from=1.0)
        self._index: Any = None

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
        """Each question stands with its draft, and the draft is judged."""
        from django.db import transaction

        from handoff import flow, review
        from handoff.events import deferring
        from handoff.vocabulary import EventKind

        began = perf_counter()
        found = engine.propose_many([(one.text, ()) for one in batch])
        thought = perf_counter()
        drafts = self._held(batch, found)
        with deferring() as ended, transaction.atomic():
            for asked, draft in zip(batch, drafts, strict=True):
                review.approve(draft.pk, agent=self.mira, text=self.answers[asked.intent], seen=1)
        with transaction.atomic():
            for event in ended:
                for follower in flow.TABLE[EventKind(event.kind)]:
                    follower(event)
        spent = perf_counter() - thought
        sys.stderr.write(f"- {len(batch)} proposed in {thought - began:.0f} s, judged in {spent:.0f} s\n")

    def _held(self, batch: Sequence[Asked], found: Sequence[Any]) -> Sequence[Any]:
        """A conversation for each question, with the draft that waits in it."""
        from handoff import calibrations
        from handoff.clock import now
        from handoff.models import Conversation, Customer, Draft, Message
        from handoff.vocabulary import DraftOrigin, MessageKind, Role, State

        at = now()
        customers = Customer.objects.bulk_create(Customer(source=self.source) for _ in batch)
        conversations = Conversation.objects.bulk_create(
            Conversation(
                source=self.source,
                external_id=f"c{customer.pk}",
                customer=customer,
                queue=self.bank,
                state=State.REVIEW,
                topic=said.topic if said else "",
                messages=1,
                last_customer=1,
                created_at=at,
                last_at=at,
            )
            for customer, said in zip(customers, found, strict=True)
        )
        Message.objects.bulk_create(
            Message(
                conversation=held, number=1, role=Role.CUSTOMER, kind=MessageKind.SENT, text=one.text, at=at
            )
            for held, one in zip(conversations, batch, strict=True)
        )
        weighed = [
            calibrations.weighed(held, said.confidence if said else 0.0)
            for held, said in zip(conversations, found, strict=True)
        ]
        return Draft.objects.bulk_create(
            Draft(
                conversation=held,
                origin=DraftOrigin.HELD,
                text=(said.text if said else None) or self.answers.get(held.topic) or "We shall see.",
                confidence=sure.confidence,
                raw_confidence=sure.raw,
                answers=1,
                created_at=at,
            )
            for held, said, sure in zip(conversations, found, weighed, strict=True)
        )

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
