"""Django's own pages, where Henrik finds what has no page in the control room."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handoff import policies
from handoff.vocabulary import PersonRole
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def henrik() -> Client:
    client = Client()
    client.force_login(factories.person("Henrik Vik", role=PersonRole.ADMIN))
    return client


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(f"admin:{name}", args=args))
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("name", ["article", "pastticket", "policyversion"])
def test_every_list_opens(henrik: Client, name: str) -> None:
    policies.live()
    assert "Baton control" in page(henrik, f"handoff_{name}_changelist")


INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|(?:src|href|action)=.https?:")


@pytest.mark.parametrize(
    "name", ["index", "handoff_article_changelist", "handoff_article_add", "password_change"]
)
def test_the_theme_needs_no_exception_from_the_content_security_policy(henrik: Client, name: str) -> None:
    """What a library writes into a page would be refused by the browser, and the page look broken."""
    shown = page(henrik, name)
    assert "admin_interface/css" in shown
    assert not INLINE.findall(shown)


def test_the_theme_is_no_row_to_edit(henrik: Client) -> None:
    assert henrik.get("/admin/admin_interface/theme/").status_code == 404


def test_pages_are_dark_from_the_first_paint_where_that_was_chosen(henrik: Client) -> None:
    assert not re.search(r"<body class=\"[^\"]*\bdark\b", page(henrik, "index"))
    henrik.cookies["theme"] = "dark"
    assert re.search(r"<body class=\"[^\"]*\bdark\b", page(henrik, "index"))


@pytest.mark.parametrize("role", [PersonRole.AGENT, PersonRole.SUPERVISOR])
def test_it_is_shut_for_all_others(role: PersonRole) -> None:
    client = Client()
    client.force_login(factories.person(role=role))
    for url in (reverse("admin:index"), reverse("admin:handoff_article_changelist")):
        assert client.get(url)["Location"].startswith("/admin/login/?next=")


def test_versions_of_the_policy_are_only_read(henrik: Client) -> None:
    live = policies.live()
    assert "_save" not in page(henrik, "handoff_policyversion_change", live.pk)
    url = reverse("admin:handoff_policyversion_change", args=[live.pk])
    assert henrik.post(url, {"why": "Mine"}).status_code == 403
    assert henrik.post(reverse("admin:handoff_policyversion_delete", args=[live.pk])).status_code == 403
    assert henrik.get(reverse("admin:handoff_policyversion_add")).status_code == 403
