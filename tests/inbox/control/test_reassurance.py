"""Henrik sees what somebody who waits would get and when, and drafts another schedule."""

import pytest
from django.test import Client
from django.urls import reverse

from handoff import care, policies
from handoff.models import PolicyVersion
from handoff.policy.document import Care

pytestmark = pytest.mark.django_db
URL = "/control/reassurance/"
OTHER = {"after": "1, 10", "every": "60", "most": "3"}


def due(page: str) -> list[str]:
    """When a customer would hear something."""
    return [one.partition("</th>")[0] for one in page.split('<th scope="row">')[1:]]


def test_the_schedule_that_holds_is_shown_with_its_words(henrik: Client) -> None:
    page = henrik.get(URL).content.decode()
    assert due(page) == ["2 min", "5 min", "15 min", "45 min", "1 h 15 min"]
    assert "Nothing to repeat: a colleague gets all you wrote." in page
    assert "Sie müssen nichts wiederholen" in henrik.get(URL, {"language": "de"}).content.decode()


def test_another_one_is_tried_without_changing_anything(henrik: Client) -> None:
    page = henrik.get(URL, OTHER).content.decode()
    assert due(page) == ["1 min", "10 min", "1 h 10 min"]
    assert "as typed, not live" in page
    assert care.rules() == Care()
    assert due(henrik.get(URL, {**OTHER, "most": "0"}).content.decode()) == []


def test_it_becomes_a_draft_that_says_the_rest_as_before(henrik: Client) -> None:
    live = policies.live()
    answer = henrik.post(URL, OTHER)
    draft = PolicyVersion.objects.latest("pk")
    assert answer["Location"] == reverse("policy-version", args=[draft.pk])
    assert draft.content.care == Care(after=(1, 10), every=60, most=3)
    assert draft.content.exclusions == live.content.exclusions
    assert policies.live() == live


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"after": "5, 2"}, "Each must be later"),
        ({"after": "soon"}, "Whole minutes with commas between"),
        ({"after": "2, 99999999"}, "Whole minutes with commas between"),
        ({"every": "0"}, "greater than or equal to 1"),
        ({"most": "21"}, "less than or equal to 20"),
    ],
)
def test_what_is_wrong_is_said_and_drafts_nothing(henrik: Client, told: dict[str, str], said: str) -> None:
    policies.live()
    before = PolicyVersion.objects.count()
    answer = henrik.post(URL, {**OTHER, **told})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert PolicyVersion.objects.count() == before
