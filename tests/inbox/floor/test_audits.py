"""Sofie judges what went out unseen, one answer after the other."""

import re
from typing import Any

import pytest
from django.test import Client

from handoff.audit import judge
from handoff.models import Audit, Person, Verdict
from handoff.vocabulary import Finding, PersonRole
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/floor/audits/"


@pytest.fixture
def sofie() -> Client:
    client = Client()
    client.force_login(factories.person("Sofie Lund", role=PersonRole.SUPERVISOR))
    return client


@pytest.fixture
def marked(settings: Any) -> Audit:
    """Ingrid's question, an answer that went out, and what she wrote after it."""
    settings.AUDIT_PERCENT = 100
    conversation = factories.hears("Do you ship to <b>Iceland</b>?")
    factories.proposes(conversation, "Yes, in 5 to 7 days.", confidence=0.97)
    factories.hears("It never came.", conversation=conversation)
    factories.settle()
    return Audit.objects.get()


def page(client: Client) -> str:
    return str(client.get(PAGE).content.decode())


def test_an_answer_stands_between_what_was_asked_and_what_came_of_it(sofie: Client, marked: Audit) -> None:
    shown = page(sofie)
    parts = ["1 to judge", "&lt;b&gt;Iceland&lt;/b&gt;", "Yes, in 5 to 7 days.", "It never came."]
    assert [shown.index(part) for part in parts] == sorted(shown.index(part) for part in parts)
    assert "Confidence 0.97: send" in shown


def test_every_judgement_has_one_key(sofie: Client, marked: Audit) -> None:
    assert re.findall(r'data-key="(\w)"', page(sofie)) == ["r", "1", "2", "3", "4", "5", "6"]


def test_right_is_one_button_and_the_next_one_comes(sofie: Client, marked: Audit) -> None:
    response = sofie.post(f"{PAGE}{marked.pk}/judgement/", follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Nothing to judge" in response.content.decode()
    assert Verdict.objects.get().finding == Finding.RIGHT


def test_wrong_has_a_reason_and_a_remark(sofie: Client, marked: Audit) -> None:
    sofie.post(f"{PAGE}{marked.pk}/judgement/", {"reason": "wrong_fact", "remark": "We do not ship there."})
    marked.refresh_from_db()
    assert (marked.finding, marked.reason, marked.remark) == ("wrong", "wrong_fact", "We do not ship there.")
    assert str(marked.judged_by) == "Sofie Lund"
    thread = sofie.get(f"/desk/all/{marked.message.conversation_id}/").content.decode()
    assert "checked an answer of the AI and found it wrong: wrong fact." in thread


def test_the_slower_of_two_supervisors_is_told(sofie: Client, marked: Audit) -> None:
    judge(marked.pk, by=factories.person("Nils Moe", role=PersonRole.SUPERVISOR), finding=Finding.RIGHT)
    response = sofie.post(f"{PAGE}{marked.pk}/judgement/", {"reason": "other"})
    assert response.status_code == 409
    assert "judged already" in response.content.decode()
    assert Verdict.objects.get().finding == Finding.RIGHT


@pytest.mark.parametrize("reason", ["nonsense", "right", "\x00"])
def test_a_reason_that_is_none_judges_nothing(sofie: Client, marked: Audit, reason: str) -> None:
    assert sofie.post(f"{PAGE}{marked.pk}/judgement/", {"reason": reason}).status_code == 422
    assert not Verdict.objects.exists()


def test_an_audit_that_does_not_exist(sofie: Client) -> None:
    assert sofie.post(f"{PAGE}1/judgement/").status_code == 404


def test_only_who_oversees_is_shown_the_way(sofie: Client) -> None:
    client = Client()
    client.force_login(Person.objects.create(username="mira", name="Mira Dahl"))
    assert PAGE not in client.get("/desk/all/").content.decode()
    assert PAGE in sofie.get("/desk/all/").content.decode()
