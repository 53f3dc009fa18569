"""Henrik finds every page of the control room from every other; nobody else finds the room."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from handoff.vocabulary import PersonRole
from inbox.control import frame
from tests import factories

pytestmark = pytest.mark.django_db


def present(page: str) -> list[str]:
    """What the navigation marks as where one is."""
    return re.findall(r'<a href="([^"]+)"\s+aria-current="page"', page.partition('aria-label="Control"')[2])


def test_each_page_marks_its_own_entry_and_leads_to_all_others(henrik: Client) -> None:
    own = [entry for entry in (*frame.AI, *frame.HOUSE) if not entry.name.startswith("admin:")]
    for entry in own:
        page = henrik.get(reverse(entry.name)).content.decode()
        assert present(page) == [reverse(entry.name)]
        assert f"<h1>{entry.label}</h1>" in page
        assert all(f'href="{reverse(each.name)}"' in page for each in (*frame.AI, *frame.HOUSE))


def test_the_room_opens_on_its_first_page(henrik: Client) -> None:
    assert henrik.get("/control/")["Location"] == reverse(frame.AI[0].name)


@pytest.mark.parametrize("role", [PersonRole.AGENT, PersonRole.SUPERVISOR])
def test_the_room_is_not_offered_to_who_may_not_enter(role: PersonRole) -> None:
    client = Client()
    client.force_login(factories.person("Sofie Lund", role=role))
    assert "/control/" not in client.get("/desk/all/").content.decode()
