"""What needs neither database nor socket, on one core: decisions, frames, answers, cues."""

import json
import random
import re
from collections.abc import Callable
from itertools import count, cycle
from time import perf_counter
from typing import Any

from handoff.assist import sense
from handoff.assist.brief import Turn, brief
from handoff.assist.lexical import LexicalEngine
from handoff.assist.terms import terms
from handoff.policy import Document, Facts, Outcome, Policy, Signal, decide, policy_of
from handoff.policy.document import Own, Setting
from handoff.protocol import parse
from handoff.vocabulary import Action, Band, Mode, Role, TriggerName
from inbox.demo.articles import articles
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import House
from tests.benchmarks.wire import a_propose
from tests.benchmarks.words import questions

Work = Callable[[], object]
BLOCK_SECONDS = 0.04
DECISIONS = 100_000
OWN = Document(
    own=(
        Own(topic="returns", send_from=0.9),
        Own(source="Web chat", triggers={TriggerName.ANGER: Setting(at=0.8)}),
    )
)


def decisions(house: House) -> list[Figure]:
    """How many decisions a second, over facts as they come; and under a policy with lines of its own."""
    facts = _facts(random.Random(7))
    return [
        _deciding(house, "decide", "decisions on one core", facts, Policy(1)),
        _deciding(
            house, "decide own", "the same, where topics and sources have lines", facts, policy_of(OWN, 1)
        ),
    ]


def _deciding(house: House, name: str, what: str, facts: list[Facts], policy: Policy) -> Figure:
    asked, given = cycle(facts), cycle(facts)

    def raw() -> object:
        return next(given), Outcome(Action.SEND, Band.HIGH, (), 1)

    ours, limit = _micros(house, lambda: decide(next(asked), policy), raw)
    return Figure(
        name,
        what,
        "a second",
        {"rate": round(1e6 / ours)},
        {"make an Outcome": {"rate": round(1e6 / limit)}},
        round(ours / limit, 3),
        aim=f"{DECISIONS:,} a second",
        met=1e6 / ours >= DECISIONS,
        note=f"{ours:.2f} µs each; of ten facts, nine fire nothing, the tenth one trigger or more",
    )


def frames(house: House) -> list[Figure]:
    """How long it takes to read a small frame."""
    text = a_propose("f-1", "c-1")
    ours, raw = _micros(house, lambda: parse(text), lambda: json.loads(text))
    return [_figure("parse", "read and check a small `propose` frame", ours, {"json.loads": raw})]


def answers(house: House) -> list[Figure]:
    """How long the engine without a model takes for a proposal."""
    engine = LexicalEngine(article._asdict() for article in articles())
    asked, split = cycle(questions()), cycle(questions())
    ours, raw = _micros(house, lambda: engine.propose(next(asked)), lambda: list(terms(next(split))))
    known = sum(1 for _ in articles())
    return [
        _figure("lexical", f"propose an answer from {known} articles", ours, {"the question’s terms": raw})
    ]


def cues(house: House) -> list[Figure]:
    """How long it takes to hear all there is in a message: asks, anger, grave matters, failures, the language."""
    texts, earlier, plain = cycle(questions()), questions()[:8], cycle(questions())
    word = re.compile(r"\bhuman\b", re.IGNORECASE)

    def heard() -> object:
        text = next(texts)
        return (
            sense.asks_for_human(text),
            sense.not_helped(text, earlier),
            sense.heated(text),
            sense.high_risk(text),
            sense.language(text),
        )

    ours, raw = _micros(house, heard, lambda: word.search(next(plain)))
    return [_figure("sense", "hear the cues in a message", ours, {"one search for one word": raw})]


def briefings(house: House) -> list[Figure]:
    """How long the briefing on a thread of 300 messages takes to write, the thread one longer each time."""
    texts, said = cycle(questions()), count(1)
    thread = [_turn(next(said), next(texts)) for _ in range(300)]

    def grown() -> object:
        thread.append(_turn(next(said), next(texts)))
        del thread[0]
        return brief(thread)

    ours, raw = _micros(house, grown, lambda: [turn.text.split() for turn in thread])
    return [_figure("brief", "the briefing on 300 messages, rewritten", ours, {"their words": raw})]


def _turn(number: int, text: str) -> Turn:
    role = Role.CUSTOMER if number % 2 else Role.ASSISTANT
    return Turn(number, role, f"{text} My order is FJ-{number:05}.")


def _figure(name: str, what: str, ours: float, raw: dict[str, float]) -> Figure:
    limits = {limit: {"time": round(value, 3)} for limit, value in raw.items()}
    return Figure(name, what, "µs", {"time": round(ours, 3)}, limits, round(ours / sum(raw.values()), 3))


def _micros(house: House, ours: Work, raw: Work) -> tuple[float, float]:
    """Microseconds a call of each, taking turns in short blocks; the quietest block counts."""
    blocks = 5 if house.quick else 25
    pairs = [(_block(ours), _block(raw)) for _ in range(blocks)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def _block(work: Work) -> float:
    began = perf_counter()
    for done in count(1):
        work()
        if not done % 16 and (passed := perf_counter() - began) > BLOCK_SECONDS:
            return passed / done * 1e6
    raise AssertionError


def _facts(chance: random.Random) -> list[Facts]:
    """Facts as they come: messages and proposals by turns, now and then a cue."""
    cue, faint = Signal(0.9, "talk to a person", 3, 0, 16), Signal(0.2, "again", 3, 0, 5)
    cues: list[dict[str, Any]] = [
        {"human_request": cue},
        {"anger": cue, "anger_rise": 0.6},
        {"high_risk": (Signal(0.8, "sue", 3, 0, 3, "legal"),)},
        {"excluded": (Signal(1.0, "invoice", name="invoice"),)},
        {"requested": Mode.SOFT, "request_reason": "The customer asks again"},
        {"failed_attempts": 3, "failed_signal": cue, "anger": cue},
        {"human_holds": True},
    ]
    made = []
    for number in range(1000):
        told: dict[str, Any] = {"source": "Web chat", "topic": chance.choice(["orders", "returns", ""])}
        if number % 2:
            sure = chance.betavariate(8, 1)
            told |= {"confidence": sure, "raw_confidence": sure, "calibration": 4}
        if not number % 5:
            told["anger"] = faint
        if not number % 12:
            told |= chance.choice(cues)
        made.append(Facts(**told))
    return made
