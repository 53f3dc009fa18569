"""An admin sees what a rule would have matched among the past tickets."""

import pytest

from handoff.assist.rules.compiling import compiled
from handoff.knowledge.previews import preview
from handoff.models import PastTicket

pytestmark = pytest.mark.django_db


@pytest.fixture
def past() -> None:
    asked = [
        *(f"I want a refund of {amount} dollars" for amount in range(90, 130)),
        "my lawyer will call you about the refund of 200 dollars",
        "when are you open",
        "do you sell tents",
    ]
    PastTicket.objects.bulk_create(
        PastTicket(key=str(number), question=text, answer="Yes.") for number, text in enumerate(asked)
    )


def test_counts_shows_twenty_and_the_nearest_misses(past: None) -> None:
    seen = preview(compiled("refunds over 100 dollars"))
    assert (seen.looked_at, seen.count, len(seen.matches), len(seen.misses)) == (43, 30, 20, 5)
    assert all("fits" in one.why for one in seen.matches)
    assert seen.matches[0].question[seen.matches[0].start : seen.matches[0].end] == "refund"


def test_overlaps_and_contradictions_with_other_rules(past: None) -> None:
    other = compiled("legal threats")
    seen = preview(compiled("refunds over 100 dollars"), [other, compiled("gold members")])
    assert [(one.sentence, one.both) for one in seen.overlaps] == [("legal threats", 1)]


def test_a_rule_about_customers_says_that_tickets_cannot_tell(past: None) -> None:
    seen = preview(compiled("gold members"))
    assert (seen.count, seen.customers) == (0, True)


def test_without_tickets_there_is_nothing_to_show() -> None:
    assert preview(compiled("legal threats")).looked_at == 0
