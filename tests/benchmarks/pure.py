"""What needs neither database nor socket, on one core: decisions, frames, answers, cues."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count, cycle
from time import perf_counter

from handoff.assist import sense
from handoff.assist.brief import Turn, brief
from handoff.assist.lexical import LexicalEngine
from handoff.assist.terms import terms
from handoff.policy import Facts, Policy, Signal, decide
from handoff.protocol import parse
from handoff.vocabulary import Mode, Role
from inbox.demo.articles import articles
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import House
from tests.benchmarks.wire import a_propose
from tests.benchmarks.words import questions

Work = Callable[[], object]
BLOCK_SECONDS = 0.04


def decisions(house: House) -> list[Figure]:
    """How many decisions a second, over facts of all kinds."""
    policy, facts = Policy(1), cycle(_facts())
    ours, raw = _micros(house, lambda: decide(next(facts), policy), lambda: _nothing(next(facts), policy))
    return [
        Figure(
            "decide",
            "decisions on one core",
            "a second",
            {"rate": round(1e6 / ours)},
            {"empty calls": {"rate": round(1e6 / raw)}},
            round(ours / raw, 3),
            note=f"{ours:.2f} µs each; a mix of sends, holds, handoffs and bare messages",
        )
    ]


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


def _nothing(facts: Facts, policy: Policy) -> None:
    """What a call alone costs."""


def _facts() -> Iterator[Facts]:
    """Facts as they come: mostly a confidence, sometimes a cue."""
    cue = Signal(1.0, "talk to a person", 3, 0, 16)
    for step in range(20):
        yield Facts(confidence=step / 20, raw_confidence=step / 20, topic="orders", source="Web chat")
    yield Facts(source="Web chat")
    yield Facts(source="Web chat", human_request=cue)
    yield Facts(confidence=0.9, human_holds=True)
    yield Facts(requested=Mode.SOFT, request_reason="The customer asks again")
    yield Facts(failed_attempts=3, failed_signal=cue)
    yield Facts(confidence=0.95, excluded=(Signal(1.0, "invoice", name="invoice"),))
