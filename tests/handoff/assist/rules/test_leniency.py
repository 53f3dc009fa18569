"""What fits beside a topic makes the topic's doubts count less."""

import pytest

from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.leniency import leniency


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("refunds over 100 dollars", "refunds"),
        ("gold members who ask about refunds", "refunds"),
        ("gold members who ask about refunds", "refunds over 100 dollars"),
        ("Japanese messages about refunds", "refunds"),
    ],
)
def test_the_narrower_rule_doubts_its_topic_less(narrow: str, wide: str) -> None:
    one, other = (leniency(compiled(rule).alternatives[0]) for rule in (narrow, wide))
    assert one > other >= 0
