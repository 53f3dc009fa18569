"""The command that loads the demo."""

from io import StringIO

import pytest
from django.core.management import call_command

from handoff.models import Conversation, Person
from inbox.demo.load import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def told(*options: str) -> str:
    said = StringIO()
    call_command("load_demo", *options, stderr=said)
    return said.getvalue()


def test_a_house_that_holds_something_is_left_alone_unless_forced() -> None:
    own = Person.objects.create_user("mira", password="her own", name="Mira D.")
    assert "not empty" in told()
    assert (Person.objects.count(), Conversation.objects.count()) == (1, 0)
    assert f"mira, sofie or henrik: {PASSWORD}" in told("--force")
    own.refresh_from_db()
    assert own.name == "Mira D."
    assert own.check_password("her own")
    assert Conversation.objects.exists()
    assert "not empty" in told()
    assert "here already" in told("--force")
