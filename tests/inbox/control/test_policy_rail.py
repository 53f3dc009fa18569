"""What a sentence would have matched stands beside it, and an admin corrects it by examples."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from handoff.knowledge.previews import Preview
from handoff.models import PastTicket, PolicyVersion
from inbox import tries
from tests.inbox.control.test_policy import begin, now, page, save

pytestmark = pytest.mark.django_db
ASKED = (
    "My airbag backpack does not inflate",
    "Does the airbag pass airport security? I want a human",
    "Where is my order?",
    "Can I return skis?",
)


@pytest.fixture
def draft(henrik: Client) -> PolicyVersion:
    """A draft that excludes airbags."""
    draft = begin(henrik)
    page(save(henrik, draft, "exclusions", at="new", sentence="Anything about airbags"))
    return now(draft)


@pytest.fixture
def _tickets(db: None) -> None:
    PastTicket.objects.bulk_create(PastTicket(key=text, question=text) for text in ASKED)


def rail(client: Client, draft: PolicyVersion) -> str:
    key = draft.content.exclusions[0].key
    return page(client.get(f"/control/policy/{draft.pk}/rules/{key}/"))


@pytest.mark.usefixtures("_tickets")
def test_the_rail_shows_matches_and_what_would_have_come_anyway(henrik: Client, draft: PolicyVersion) -> None:
    shown = rail(henrik, draft)
    assert "Would have matched 2 of 4 past tickets" in shown
    assert "“My airbag backpack does not inflate”" in shown
    assert "1 of these would be handed off anyway, for Asks for a human." in shown
    assert "new in v" in shown


@pytest.mark.usefixtures("_tickets")
def test_a_marked_text_counts_as_it_was_marked(henrik: Client, draft: PolicyVersion) -> None:
    key = draft.content.exclusions[0].key
    save(henrik, draft, "examples", key=key, text=ASKED[1], match="no")
    save(henrik, now(draft), "examples", key=key, text=ASKED[3], match="yes")
    shown = rail(henrik, now(draft))
    assert "Would have matched 2 of 4" in shown
    assert shown.count("marked: should match") == 1
    assert "“Can I return skis?”" in shown


@pytest.mark.usefixtures("_tickets")
def test_two_sentences_that_overlap_say_so(henrik: Client, draft: PolicyVersion) -> None:
    save(henrik, draft, "exclusions", at="new", sentence="Backpacks")
    assert "1 of these would be handed off anyway, for “Backpacks”." in rail(henrik, now(draft))


def test_without_past_tickets_it_says_where_to_get_some(henrik: Client, draft: PolicyVersion) -> None:
    assert "manage.py import_tickets" in rail(henrik, draft)


def test_the_words_of_a_past_ticket_cannot_steer_the_screen(henrik: Client, draft: PolicyVersion) -> None:
    PastTicket.objects.create(key="1", question="The <b>airbag</b> leaks")
    assert "The &lt;b&gt;airbag&lt;/b&gt; leaks" in rail(henrik, draft)


def test_a_sentence_that_is_gone_leaves_the_rail_empty(henrik: Client, draft: PolicyVersion) -> None:
    assert "No sentence chosen" in page(henrik.get(f"/control/policy/{draft.pk}/rules/gone/"))


@pytest.mark.usefixtures("_tickets")
def test_the_list_says_how_many_each_sentence_would_have_matched(
    henrik: Client, draft: PolicyVersion
) -> None:
    url = f"/control/policy/{draft.pk}/rules/{draft.content.exclusions[0].key}/count/"
    assert "counting …" in page(henrik.get(f"/control/policy/{draft.pk}/"))
    for path in (url, f"/control/policy/{draft.pk}/"):
        shown = " ".join(strip_tags(page(henrik.get(path))).split())
        assert "would have matched 2 of 4 tickets, such as “My airbag backpack does not inflate”" in shown
        assert "counting" not in shown


@pytest.mark.usefixtures("_tickets")
def test_while_a_worker_looks_the_page_asks_again_and_goes_on_without_in_the_end(
    henrik: Client, draft: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Preview(looked_at=500, count=3)
    monkeypatch.setattr(tries, "tried", lambda errand, here: few if here else None)
    url = f"/control/policy/{draft.pk}/rules/{draft.content.exclusions[0].key}/"
    for path in (f"{url}count/", url):
        assert f"{path}?turn=1" in page(henrik.get(path))
        assert f"{path}?turn=10" in page(henrik.get(f"{path}?turn=9"))
        shown = page(henrik.get(f"{path}?turn=10"))
        assert "matched 3" in shown
        assert "?turn=" not in shown
