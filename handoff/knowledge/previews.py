"""What a rule would have matched among the past tickets, before it goes live."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from handoff import meanings
from handoff.assist.items import fingerprint
from handoff.assist.rules.examples import corrected
from handoff.assist.rules.matching import Matcher, Text, Verdict
from handoff.assist.rules.words import plain
from handoff.assist.sense import asks_for_human, high_risk
from handoff.knowledge import generations
from handoff.models import PastTicket
from handoff.policy.rule import Rule
from handoff.vocabulary import TriggerName

SHOWN: Final = 20
MISSED: Final = 5
MOST: Final = 5000
FIRM: Final = 0.5
"""The score from which on a trigger fires, where a policy does not say otherwise."""
SECONDS: Final = 5.0
"""For the rule's own texts; those of the tickets are in the index."""
Vectors = NDArray[np.float32]


class Shown(msgspec.Struct, frozen=True):
    """A past ticket and how the rule takes it: its score (0 to 1), why, and where in the question that shows."""

    key: str
    question: str
    score: float
    why: str
    start: int = 0
    end: int = 0


class Overlap(msgspec.Struct, frozen=True):
    """Another rule that matches some of the same tickets: how many of them."""

    sentence: str
    both: int


class Preview(msgspec.Struct, frozen=True):
    """What a rule does to the past tickets.

    `looked_at` are the newest tickets that were tried, of which `count` matched; `matches` are twenty of them, spread
    from the surest to the least sure; `misses` the five that came nearest without matching. `overlaps` are the
    rules that match some of the same; `anyway` is how many of the matched each sense would have brought to a human by
    what is said alone. `contradicted` are texts that another rule's admin marked as not to be matched
    and this one matches. `by_words`: there was no meaning to go by, so that live it will match otherwise.
    `customers`: the rule asks what is known of a customer, which past tickets do not tell, so that it matches none
    of them by that.
    """

    looked_at: int
    count: int
    matches: tuple[Shown, ...] = ()
    misses: tuple[Shown, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    anyway: dict[TriggerName, int] = {}
    contradicted: tuple[str, ...] = ()
    by_words: bool = False
    customers: bool = False


class _Past(msgspec.Struct, frozen=True):
    key: str
    question: str


def preview(rule: Rule, others: Sequence[Rule] = (), most: int = MOST) -> Preview:
    """Try a compiled rule on the newest `most` past tickets; `others` are the policy's other rules.

    A rule that is open (`rule.questions`) matches nothing. The vectors of the tickets are taken from this host's
    index, those of the rule asked of the encoder's process; what has none is judged by its words. Takes about a
    second for a thousand tickets and rule, and reads the database and the index, so it belongs outside of transactions.
    """
    tickets = [
        _Past(*row)
        for row in PastTicket.objects.filter(active=True)
        .order_by("-pk")
        .values_list("key", "question")[:most]
    ]
    known = _indexed(tickets)
    matcher = _ready(rule)
    verdicts = _tried(matcher, tickets, known)
    hits = [place for place, one in enumerate(verdicts) if one.match]
    missed = sorted(
        (place for place, one in enumerate(verdicts) if not one.match),
        key=lambda place: -verdicts[place].score,
    )
    sure = sorted(hits, key=lambda place: -verdicts[place].score)

    def shown(places: Sequence[int]) -> tuple[Shown, ...]:
        return tuple(_shown(tickets[place], verdicts[place]) for place in places)

    chosen = [tickets[place] for place in hits]
    return Preview(
        len(tickets),
        len(hits),
        shown(_spread(sure, SHOWN)),
        shown(missed[:MISSED]),
        tuple(filter(None, (_overlap(one, chosen, known) for one in others))) if hits else (),
        _anyway([tickets[place].question for place in hits]),
        tuple(_contradicted(matcher, others)),
        by_words=not matcher.whole,
        customers=any(clause.attributes for clause in (*rule.alternatives, *rule.exceptions)),
    )


def _ready(rule: Rule) -> Matcher:
    return Matcher(corrected(rule, _meaning), _meaning)


def _meaning(texts: Sequence[str]) -> Vectors | None:
    return meanings.vectors(texts, SECONDS)


def _indexed(tickets: Sequence[_Past]) -> Callable[[str], Vectors | None]:
    """What finds the vector of a question, as the index has it."""
    # What fits an index comes along: seconds and 100 MB for every process that has pages.
    from handoff.assist.index import Index

    generation = generations.current()
    if generation is None:
        return lambda question: None
    try:
        index = Index.load(generation.index)
    except (OSError, ValueError):
        return lambda question: None
    wanted = {fingerprint(plain(one.question)) for one in tickets}
    found = {
        print_: vector
        for segment in index.segments
        for print_, vector in segment.known_vectors().items()
        if print_ in wanted
    }
    return lambda question: found.get(fingerprint(plain(question)))


def _tried(
    matcher: Matcher, tickets: Sequence[_Past], known: Callable[[str], Vectors | None]
) -> list[Verdict]:
    """A verdict for each ticket: by meaning where its vector is there, else by words."""
    vectors = [known(one.question) for one in tickets]
    there = [place for place, vector in enumerate(vectors) if vector is not None]
    found = (
        dict(enumerate(matcher.match([Text(one.question) for one in tickets])))
        if len(there) < len(tickets)
        else {}
    )
    if there:
        stacked = np.stack([vector for vector in vectors if vector is not None])
        texts = [Text(tickets[place].question) for place in there]
        found |= dict(zip(there, matcher.match(texts, stacked), strict=True))
    return [found[place] for place in range(len(tickets))]


def _spread(places: Sequence[int], most: int) -> list[int]:
    """At most so many, evenly from the first to the last."""
    if len(places) <= most:
        return list(places)
    return [places[round(step * (len(places) - 1) / (most - 1))] for step in range(most)]


def _shown(ticket: _Past, verdict: Verdict) -> Shown:
    return Shown(ticket.key, ticket.question, verdict.score, verdict.why, verdict.start, verdict.end)


def _overlap(other: Rule, chosen: Sequence[_Past], known: Callable[[str], Vectors | None]) -> Overlap | None:
    both = sum(one.match for one in _tried(_ready(other), chosen, known))
    return Overlap(other.sentence, both) if both else None


def _anyway(questions: Sequence[str]) -> dict[TriggerName, int]:
    counted: Counter[TriggerName] = Counter()
    for question in questions:
        asked, risks = asks_for_human(question), high_risk(question)
        counted[TriggerName.HUMAN_REQUEST] += asked is not None and asked.score >= FIRM
        counted[TriggerName.HIGH_RISK] += any(risk.score >= FIRM for risk in risks)
    return {name: count for name, count in counted.items() if count}


def _contradicted(matcher: Matcher, others: Sequence[Rule]) -> list[str]:
    texts = [one.text for other in others for one in other.examples if not one.match]
    verdicts = matcher.match([Text(text) for text in texts])
    return [text for text, verdict in zip(texts, verdicts, strict=True) if verdict.match]
