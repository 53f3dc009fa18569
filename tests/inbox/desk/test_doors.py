"""Who may open what: the desk is for the house, a conversation for those whose queue it is in or who have it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handoff.models import Conversation, Draft, Queue
from tests import factories
from tests.inbox.desk.conftest import SCRIPT, Desk, text_of

VERBS = ("claim", "reply", "note", "resolution", "handback", "transfer", "wait", "waking", "seen")
JUDGEMENTS = ("approval", "rejection")


@pytest.fixture
def held(orders: Queue) -> Draft:
    """A draft that waits for review in Orders."""
    return factories.held(to=orders)


def pages(draft: Draft) -> list[str]:
    conversation = draft.conversation_id
    named = [reverse("desk"), reverse("list", args=["mine"]), reverse("entries", args=[conversation])]
    return [*named, reverse("conversation", args=["review", conversation])]


def forms(draft: Draft) -> list[str]:
    verbs = [reverse(name, args=[draft.conversation_id]) for name in VERBS]
    return [*verbs, *(reverse(name, args=[draft.pk]) for name in JUDGEMENTS)]


def test_who_is_not_logged_in_is_led_to_the_login_and_back(held: Draft, client: Client) -> None:
    for url in pages(held):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"] == f"/login/?next={url.replace('/', '%2F')}"


def test_a_script_whose_session_ended_is_told_to_leave_for_the_login(held: Draft, client: Client) -> None:
    here = "http://testserver/desk/mine/7/?pane=rail"
    for url in [*forms(held), reverse("many")]:
        response = client.post(url, headers=SCRIPT | {"HX-Current-URL": here})
        assert (response.status_code, response.content) == (204, b"")
        assert response["HX-Redirect"] == "/login/?next=%2Fdesk%2Fmine%2F7%2F%3Fpane%3Drail"


def test_a_script_on_a_foreign_page_is_not_led_back_there(held: Draft, client: Client) -> None:
    foreign = {"HX-Current-URL": "https://evil.example/desk/"}
    response = client.post(forms(held)[0], headers=SCRIPT | foreign)
    assert response["HX-Redirect"] == "/login/?next=%2Fdesk%2F"


def test_what_is_in_anothers_queue_is_not_there(held: Draft, aylin: Desk) -> None:
    for url in pages(held)[2:]:
        assert aylin.client.get(url).status_code == 404
    for url in forms(held):
        assert aylin.client.post(url, headers=SCRIPT).status_code == 404
    assert Draft.objects.get().status == "open"


def test_who_has_a_conversation_sees_it_in_any_queue(aylin: Desk, sofie: Desk, orders: Queue) -> None:
    waiting = factories.queued(to=orders)
    assert aylin.opens("conversation", "mine", waiting.pk).status_code == 404
    sofie.posts("transfer", waiting.pk, to=f"agent:{aylin.person.pk}")
    assert aylin.opens("conversation", "mine", waiting.pk).status_code == 200


def test_who_oversees_sees_every_queue(sofie: Desk, henrik: Desk, held: Draft) -> None:
    for desk in (sofie, henrik):
        assert desk.opens("conversation", "all", held.conversation_id).status_code == 200


def test_what_does_not_exist_is_not_there(mira: Desk) -> None:
    assert mira.opens("conversation", "mine", 10**12).status_code == 404
    assert mira.opens("list", "nothing").status_code == 404
    assert mira.posts("approval", 10**12, text="Hi", seen=1).status_code == 404


def test_of_many_only_those_that_one_sees_are_touched(aylin: Desk, held: Draft) -> None:
    sent = {"conversation": held.conversation_id, "to": f"agent:{aylin.person.pk}"}
    aylin.client.post(reverse("many"), sent)
    assert Conversation.objects.get().assignee is None


def test_verbs_are_posted_and_pages_are_read(mira: Desk, held: Draft) -> None:
    assert {mira.client.get(url).status_code for url in forms(held)} == {405}
    assert {mira.client.post(url).status_code for url in pages(held)} == {405}


def test_no_form_works_from_another_site(held: Draft, mira: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mira.person)
    for url in [*forms(held), reverse("many"), reverse("theme"), reverse("logout")]:
        assert strict.post(url, headers=SCRIPT).status_code == 403


def test_pages_are_kept_nowhere_and_allow_no_foreign_code(mira: Desk, held: Draft) -> None:
    response = mira.opens("conversation", "review", held.conversation_id)
    assert response["Cache-Control"] == "private, no-store"
    assert {"HX-Request", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_pages_hold_no_inline_code_or_style(mira: Desk, sofie: Desk, held: Draft) -> None:
    for desk in (mira, sofie):
        page = text_of(desk.opens("conversation", "review", held.conversation_id))
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count("<script src=") + page.count('<script type="module" src=')


class TestLogin:
    """Name and password, and then where one wanted to go."""

    @pytest.fixture
    def known(self, mira: Desk) -> dict[str, str]:
        mira.person.set_password("rondane-3-poles")
        mira.person.save()
        return {"username": "mira", "password": "rondane-3-poles"}

    def test_leads_to_the_desk(self, client: Client, known: dict[str, str]) -> None:
        assert client.post("/login/", known)["Location"] == "/desk/"
        assert client.get("/desk/mine/").status_code == 200

    def test_leads_to_where_one_wanted_to_go(self, client: Client, known: dict[str, str]) -> None:
        assert client.post("/login/", known | {"next": "/desk/review/"})["Location"] == "/desk/review/"

    def test_never_leads_away(self, client: Client, known: dict[str, str]) -> None:
        assert client.post("/login/", known | {"next": "https://evil.example/"})["Location"] == "/desk/"

    def test_says_what_is_wrong_and_keeps_the_name(self, client: Client, known: dict[str, str]) -> None:
        page = text_of(client.post("/login/", known | {"password": "wrong"}))
        assert "That name and password don’t go together." in page
        assert 'value="mira"' in page
        assert "rondane-3-poles" not in page

    def test_is_shut_for_who_left_the_house(self, client: Client, known: dict[str, str], mira: Desk) -> None:
        mira.person.is_active = False
        mira.person.save()
        assert client.post("/login/", known).status_code == 200
        assert mira.opens("list", "mine").status_code == 302

    def test_ends_with_the_logout(self, mira: Desk) -> None:
        assert mira.client.post("/logout/")["Location"] == "/login/"
        assert mira.opens("list", "mine").status_code == 302

    def test_the_first_page_is_the_desk(self, client: Client) -> None:
        assert client.get("/")["Location"] == "/desk/"

    def test_an_agent_finds_no_control_room(self, mira: Desk, henrik: Desk) -> None:
        assert "/control/" not in text_of(mira.opens("list", "mine"))
        assert "/control/" in text_of(henrik.opens("list", "mine"))
        shut = mira.client.get("/admin/", follow=True)
        assert shut.redirect_chain[-1][0] == "/login/?next=%2Fadmin%2F"
        assert "Mira Dahl may not see that page" in text_of(shut)


class TestTheme:
    """Light or dark, from the first paint on."""

    def test_the_system_decides_at_first(self, mira: Desk) -> None:
        assert "data-theme" not in text_of(mira.opens("list", "mine"))

    def test_a_choice_is_kept(self, mira: Desk) -> None:
        assert mira.client.post("/theme/", {"theme": "dark"}, headers=SCRIPT).status_code == 204
        assert '<html lang="en" data-theme="dark">' in text_of(mira.opens("list", "mine"))

    def test_without_a_script_one_comes_back(self, mira: Desk) -> None:
        here = "http://testserver/desk/review/"
        assert mira.submits("theme", back=here, theme="light")["Location"] == here
        assert mira.submits("theme", back="https://evil.example/", theme="light")["Location"] == "/"

    @pytest.mark.parametrize("bad", ["", "blue", '"><script>'])
    def test_nonsense_is_refused_and_never_shown(self, mira: Desk, bad: str) -> None:
        assert mira.client.post("/theme/", {"theme": bad}).status_code == 400
        mira.client.cookies["theme"] = bad
        page: Any = text_of(mira.opens("list", "mine"))
        assert "data-theme" not in page
