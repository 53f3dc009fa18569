"""Somebody opens the chat page."""

import re

import pytest
from django.test import Client

from handoff.models import Person, Source
from inbox.chat import visit
from tests.inbox.chat.conftest import Visitor

ADDRESSES = ("history", "ticket", "answer", "conversation")


def test_who_comes_back_is_in_the_same_conversation(ingrid: Visitor) -> None:
    again = ingrid.client.get("/chat/")
    assert again.context["visit"] == ingrid.visit
    assert ingrid.visit.conversation in again.content.decode()


def test_two_browsers_are_two_conversations(ingrid: Visitor, even: Visitor) -> None:
    assert ingrid.visit.conversation != even.visit.conversation
    assert ingrid.visit.visitor != even.visit.visitor


def test_a_cookie_that_we_did_not_sign_names_no_conversation(ingrid: Visitor, even: Visitor) -> None:
    signature = even.client.cookies[visit.COOKIE].value.partition(":chat-")[2].partition(":")[2]
    stolen = f"{ingrid.visit.visitor}:{ingrid.visit.conversation}:{signature}"
    even.client.cookies[visit.COOKIE] = stolen
    assert even.client.get("/chat/history/").status_code == 409
    assert even.client.get("/chat/").context["visit"].conversation != ingrid.visit.conversation


def test_the_cookie_stays_with_the_chat_and_away_from_scripts(ingrid: Visitor) -> None:
    cookie = ingrid.client.cookies[visit.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/chat/", True, "Lax")


def test_a_new_conversation_is_one_of_the_same_visitor(ingrid: Visitor) -> None:
    before = ingrid.visit
    assert ingrid.ask("conversation").status_code == 204
    after = ingrid.client.get("/chat/").context["visit"]
    assert after.visitor == before.visitor
    assert after.conversation != before.conversation


def test_the_desk_in_another_window_leaves_the_conversation_alone(ingrid: Visitor, mira: Person) -> None:
    mira.set_password("fjell-og-vidde-7")
    mira.save()
    browser = ingrid.client
    browser.post("/login/", {"username": "mira", "password": "fjell-og-vidde-7"})
    assert browser.session["_auth_user_id"] == str(mira.pk)
    browser.post("/logout/")
    assert "_auth_user_id" not in browser.session
    assert ingrid.history()["conversation"] == ingrid.visit.conversation


@pytest.mark.django_db
def test_without_the_demo_there_is_no_chat(client: Client) -> None:
    Source.objects.create(name="E-mail")
    Source.objects.create(name="Web chat")  # a name opens nothing
    page = client.get("/chat/")
    assert page.status_code == 404
    assert "The chat is closed" in page.content.decode()
    assert client.get("/chat/history/").status_code == 404
    assert {client.post(f"/chat/{path}/").status_code for path in ADDRESSES[1:]} == {404}


def test_who_never_opened_the_page_gets_nothing(shop: Source, client: Client) -> None:
    assert client.get("/chat/history/").status_code == 409
    assert {client.post(f"/chat/{path}/").status_code for path in ADDRESSES[1:]} == {409}


def test_each_address_takes_its_own_verb_only(ingrid: Visitor) -> None:
    assert {ingrid.client.get(f"/chat/{path}/").status_code for path in ADDRESSES[1:]} == {405}
    assert ingrid.client.post("/chat/history/").status_code == 405


def test_nothing_in_the_page_needs_a_loose_policy(ingrid: Visitor) -> None:
    page = ingrid.client.get("/chat/")
    html = page.content.decode()
    directives = page["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in directives
    assert not [each for each in directives if "unsafe" in each]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", html)


def test_nothing_of_it_is_kept_by_a_cache(ingrid: Visitor) -> None:
    for path in ("/chat/", "/chat/history/"):
        assert "no-store" in ingrid.client.get(path)["Cache-Control"]


def test_another_page_cannot_post_for_the_visitor(shop: Source) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/chat/")
    assert browser.post("/chat/ticket/").status_code == 403
    token = browser.get("/chat/history/").json()["csrf"]
    assert browser.post("/chat/ticket/", headers={"X-CSRFToken": token}).status_code == 201
