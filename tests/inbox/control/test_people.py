"""Henrik hires and lets go; nobody's password is known to anybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from handoff.models import Person
from handoff.vocabulary import PersonRole, State
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "fjell-og-vidde-7"


def hired(henrik: Client, **told: object) -> str:
    """Priya is made; the link with which she sets her password."""
    whole = {"username": "priya", "name": "Priya Nair", "role": "agent", **told}
    return str(henrik.post(reverse("people"), whole).context["linked"])


def told(henrik: Client, person: Person, **changed: object) -> dict[str, object]:
    """The form of a person as it was opened, with changes."""
    form = henrik.get(reverse("person", args=[person.pk])).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values["queues"] = [queue.pk for queue in person.queues.all()]
    for name in ("skills", "languages"):
        values[name] = "\n".join(getattr(person, name))
    return {name: value for name, value in {**values, **changed}.items() if value not in (None, False)}


def test_who_is_new_sets_her_own_password_once(henrik: Client) -> None:
    orders = factories.queue()
    link = hired(henrik, queues=[orders.pk])
    priya = Person.objects.get(username="priya")
    assert not priya.has_usable_password()
    assert list(priya.queues.all()) == [orders]
    browser = Client()
    form = browser.get(link)["Location"]
    wrong = browser.post(form, {"new_password1": "short", "new_password2": "short"})
    assert "too short" in wrong.content.decode()
    done = browser.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert done["Location"] == reverse("login")
    assert browser.login(username="priya", password=PASSWORD)
    assert "works no more" in Client().get(link).content.decode()
    assert link not in henrik.get(reverse("person", args=[priya.pk])).content.decode()


def test_a_taken_user_name_makes_nobody(henrik: Client) -> None:
    factories.person("Priya Nair")
    answer = henrik.post(reverse("people"), {"username": "PRIYA", "name": "Another", "role": "agent"})
    assert answer.status_code == 422
    assert "Somebody has this name already." in answer.content.decode()
    assert 'value="Another"' in answer.content.decode()


def test_work_and_words_are_changed(henrik: Client) -> None:
    mira, orders = factories.person(), factories.queue()
    url = reverse("person", args=[mira.pk])
    changed = told(
        henrik,
        mira,
        queues=[orders.pk],
        skills="tents\n tents\nshipping",
        timezone="Europe/Oslo",
        role="supervisor",
    )
    changed.pop("available")
    assert henrik.post(url, changed).status_code == 302
    mira.refresh_from_db()
    assert (mira.skills, mira.timezone, mira.role) == (["tents", "shipping"], "Europe/Oslo", "supervisor")
    assert (list(mira.queues.all()), mira.available) == ([orders], False)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("timezone", "Mars/Base", "There is no such time zone."),
        ("capacity", "0", "greater than or equal to 1"),
        ("skills", "x" * 200, "plain words on one line"),
        ("name", "", "This field is required."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    henrik: Client, field: str, value: str, said: str
) -> None:
    mira = factories.person()
    answer = henrik.post(
        reverse("person", args=[mira.pk]), told(henrik, mira, **{field: value, "role": "admin"})
    )
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    mira.refresh_from_db()
    assert mira.role == PersonRole.AGENT


def test_the_last_admin_cannot_give_the_role_away(henrik: Client) -> None:
    person = Person.objects.get(username="henrik")
    answer = henrik.post(reverse("person", args=[person.pk]), told(henrik, person, role="agent"))
    assert "last admin" in str(answer.context["form"].errors["role"])
    person.refresh_from_db()
    assert person.role == PersonRole.ADMIN


def test_who_leaves_leaves_nobody_waiting(henrik: Client) -> None:
    orders = factories.queue()
    mira = factories.person("Mira Dahl", queues=(orders,))
    conversation = factories.assigned(mira, to=orders)
    shown = henrik.get(reverse("person", args=[mira.pk])).content.decode()
    assert "1 conversation that they have goes back" in " ".join(shown.split())
    answer = henrik.post(reverse("departure", args=[mira.pk]), follow=True)
    assert "can log in no more. Back in the queues: 1." in answer.content.decode()
    conversation.refresh_from_db()
    assert (conversation.state, conversation.assignee) == (State.QUEUED, None)
    assert "Mira Dahl</a>" not in henrik.get(reverse("people")).content.decode()
    assert "Mira Dahl</a>" in henrik.get(reverse("people") + "?gone").content.decode()
    henrik.post(reverse("comeback", args=[mira.pk]))
    mira.refresh_from_db()
    assert (mira.is_active, mira.available) == (True, True)


def test_nobody_can_be_let_go_by_themselves(henrik: Client) -> None:
    person = Person.objects.get(username="henrik")
    assert "Deactivate" not in henrik.get(reverse("person", args=[person.pk])).content.decode()
    answer = henrik.post(reverse("departure", args=[person.pk]), follow=True)
    assert "lock yourself out" in answer.content.decode()
