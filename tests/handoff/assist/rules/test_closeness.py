"""What speaks for a text being about a rule, told by vectors of the library: no encoder is needed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from handoff.assist.rules import closeness, meaning
from handoff.assist.rules.background import library
from handoff.assist.rules.library import topics
from handoff.assist.rules.meaning import Meaning, Seen

RECALLS, ROAMING = "product recalls and safety", "roaming and calls abroad"
Floats = NDArray[np.float32]


def name_of(topic: str) -> Floats:
    held = library()
    found: Floats = held.said[held.said_topic == list(topics()).index(topic)][:1]
    return found


def messages_of(topic: str) -> Floats:
    held = library()
    found: Floats = held.like[held.like_topic == list(topics()).index(topic)][:4]
    return found


def meant(*names: str) -> Meaning:
    parts = np.concatenate([name_of(name) for name in names])
    return meaning.meant(np.tile(parts, (len(meaning.WAYS), 1)), [() for _ in names])


def sign(name: str, rule: Meaning, texts: Seen) -> list[float]:
    found = closeness.features(rule, texts)
    return [float(one) for one in found[:, 0, closeness.COLUMNS.index(name)]]


@pytest.mark.parametrize(
    "name", ["own topic", "margin", "neighbours", "own share", "kind", "kin", "on topic", "turned"]
)
def test_what_the_rule_is_about_speaks_for_a_message_of_its_topic(name: str) -> None:
    rule = meant(RECALLS)
    own, other = (np.mean(sign(name, rule, meaning.seen(messages_of(topic)))) for topic in (RECALLS, ROAMING))
    assert own > other


@pytest.mark.parametrize(
    "name",
    [
        "closer names",
        "closer topics",
        "closer messages",
        "kin lost",
        "closer messages, turned",
        "closer names, turned",
    ],
)
def test_what_stands_between_speaks_against_a_message_of_another_topic(name: str) -> None:
    rule = meant(RECALLS)
    own, other = (np.mean(sign(name, rule, meaning.seen(messages_of(topic)))) for topic in (RECALLS, ROAMING))
    assert own < other


def test_a_text_that_says_the_name_of_the_topic_has_nothing_closer() -> None:
    texts = meaning.seen(name_of(RECALLS))
    assert sign("cosine", meant(RECALLS), texts) == pytest.approx([1.0], abs=1e-5)
    assert sign("closer names", meant(RECALLS), texts) == [0.0]


def test_rules_side_by_side_are_as_close_as_each_alone() -> None:
    texts = meaning.seen(np.concatenate([messages_of(RECALLS), messages_of(ROAMING)]))
    alone = [meant(RECALLS), meant(ROAMING, RECALLS)]
    both = closeness.features(meaning.stacked(alone), texts)
    apart = np.concatenate([closeness.features(one, texts) for one in alone], axis=1)
    assert both == pytest.approx(apart, abs=1e-5)
    assert both.shape == (8, 3, len(closeness.COLUMNS))
