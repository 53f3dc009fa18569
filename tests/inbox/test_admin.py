"""The control room: Henrik changes people, queues and the policy; what was said under a policy stays as it was."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handoff import policies
from handoff.models import Person, PolicyVersion, Queue, Source, SourceKey
from handoff.vocabulary import PersonRole
from inbox.admin import SourceAdmin
from tests import factories

pytestmark = pytest.mark.django_db
ADD_POLICY = reverse("admin:handoff_policyversion_add")


@pytest.fixture
def henrik() -> Client:
    client = Client()
    client.force_login(factories.person("Henrik Vik", role=PersonRole.ADMIN))
    return client


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(f"admin:{name}", args=args))
    assert response.status_code == 200
    return str(response.content.decode())


def change(**told: Any) -> dict[str, Any]:
    """The form of a new policy version as it comes filled in, with some of it changed."""
    live = policies.live()
    filled = {"hold_from": live.hold_from, "send_from": live.send_from, "attempts_limit": live.attempts_limit}
    lists = {"excluded_topics": "", "excluded_phrases": "", "why": "Fewer wrong answers", "based_on": live.pk}
    return filled | lists | told


@pytest.mark.parametrize("name", ["person", "queue", "source", "article", "policyversion"])
def test_every_list_opens(henrik: Client, name: str) -> None:
    policies.live()
    factories.person()
    factories.queue()
    factories.source()
    assert "Baton control" in page(henrik, f"handoff_{name}_changelist")


@pytest.mark.parametrize("role", [PersonRole.AGENT, PersonRole.SUPERVISOR])
def test_it_is_shut_for_all_others(role: PersonRole) -> None:
    client = Client()
    client.force_login(factories.person(role=role))
    for url in (reverse("admin:index"), ADD_POLICY, reverse("admin:handoff_person_changelist")):
        assert client.get(url)["Location"].startswith("/admin/login/?next=")


def test_a_source_is_answered_from_here_without_its_numbers_being_touched(
    henrik: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = factories.source()
    clean = SourceAdmin.get_form

    def meanwhile(*args: Any, **options: Any) -> Any:
        Source.objects.update(last_seq=7)
        return clean(*args, **options)

    monkeypatch.setattr(SourceAdmin, "get_form", meanwhile)
    told = {"name": source.name, "answering": "embedded", "keys-TOTAL_FORMS": 0, "keys-INITIAL_FORMS": 0}
    response = henrik.post(reverse("admin:handoff_source_change", args=[source.pk]), told)
    assert response.status_code == 302
    source.refresh_from_db()
    assert (source.answering, source.last_seq) == ("embedded", 7)


class TestPolicy:
    """A change is a new version, made from the live one; none is ever changed."""

    def test_begins_as_the_live_one(self, henrik: Client) -> None:
        factories.policy(
            hold_from=0.55, send_from=0.91, excluded_phrases=["avalanche beacon", "charged twice"]
        )
        form = page(henrik, "handoff_policyversion_add")
        assert 'value="0.55"' in form
        assert 'value="0.91"' in form
        assert "avalanche beacon\ncharged twice</textarea>" in form

    def test_is_published_with_who_and_why(self, henrik: Client) -> None:
        old = policies.live()
        phrases = "charged  twice\n\ncustoms\ncharged twice"
        response = henrik.post(ADD_POLICY, change(hold_from=0.7, excluded_phrases=phrases))
        assert response.status_code == 302
        new = policies.live()
        assert new.pk != old.pk
        assert (new.hold_from, new.send_from) == (0.7, old.send_from)
        assert new.excluded_phrases == ["charged twice", "customs"]
        assert (str(new.author), new.why) == ("Henrik Vik", "Fewer wrong answers")
        assert PolicyVersion.objects.get(pk=old.pk).hold_from == old.hold_from

    def test_the_list_tells_what_changed(self, henrik: Client) -> None:
        factories.policy(why="The defaults.")
        factories.policy(hold_from=0.7, excluded_topics=["recalls", "legal"], why="After the recall")
        factories.policy(
            hold_from=0.7, excluded_topics=["recalls"], attempts_limit=2, why="Legal may be answered"
        )
        shown = page(henrik, "handoff_policyversion_changelist")
        assert "The first version" in shown
        assert "hold from 0.6 → 0.7; excluded topics + recalls, legal" in shown
        assert "attempts limit 3 → 2; excluded topics − legal" in shown

    @pytest.mark.parametrize(
        ("told", "field", "wrong"),
        [
            ({"hold_from": 0.9}, "send_from", "Must be at least 0.9"),
            ({"send_from": 1.2}, "send_from", "less than or equal to 1.0"),
            ({"hold_from": -0.1}, "hold_from", "greater than or equal to 0.0"),
            ({"hold_from": "nan"}, "hold_from", "Enter a number"),
            ({"attempts_limit": -1}, "attempts_limit", "greater than or equal to 0"),
            ({"why": " "}, "why", "This field is required"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self, henrik: Client, told: dict[str, Any], field: str, wrong: str
    ) -> None:
        policies.live()
        response = henrik.post(ADD_POLICY, change(**told))
        errors = response.context["adminform"].form.errors
        assert list(errors) == [field]
        assert wrong in str(errors[field])
        assert PolicyVersion.objects.count() == 1

    def test_of_two_admins_the_slower_undoes_nothing(self, henrik: Client) -> None:
        form = change(hold_from=0.5)
        factories.policy(hold_from=0.8)
        response = henrik.post(ADD_POLICY, form)
        assert "was published meanwhile" in str(response.context["adminform"].form.non_field_errors())
        assert policies.live().hold_from == 0.8

    def test_no_version_is_ever_changed_or_deleted(self, henrik: Client) -> None:
        live = policies.live()
        url = reverse("admin:handoff_policyversion_change", args=[live.pk])
        assert "_save" not in page(henrik, "handoff_policyversion_change", live.pk)
        assert henrik.post(url, change(hold_from=0.1)).status_code == 403
        assert henrik.post(reverse("admin:handoff_policyversion_delete", args=[live.pk])).status_code == 403
        assert PolicyVersion.objects.get().hold_from == live.hold_from


class TestPeople:
    """A role, queues, a time zone; nobody is ever deleted."""

    def test_are_made_with_a_role(self, henrik: Client) -> None:
        told = {"username": "priya", "name": "Priya Nair", "role": "agent", "usable_password": "true"}
        secret = {"password1": "boots-and-crampons", "password2": "boots-and-crampons"}
        assert henrik.post(reverse("admin:handoff_person_add"), told | secret).status_code == 302
        made = Person.objects.get(username="priya")
        assert made.check_password("boots-and-crampons")
        assert not made.is_staff

    def test_get_queues_and_words(self, henrik: Client) -> None:
        mira, orders = factories.person(), factories.queue()
        form = henrik.get(reverse("admin:handoff_person_change", args=[mira.pk])).context["adminform"].form
        told = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        told |= {
            "queues": [orders.pk],
            "skills": "tents\nshipping",
            "timezone": "Europe/Oslo",
            "role": "supervisor",
        }
        response = henrik.post(reverse("admin:handoff_person_change", args=[mira.pk]), told)
        assert response.status_code == 302
        mira.refresh_from_db()
        assert (mira.skills, mira.timezone, mira.role) == (["tents", "shipping"], "Europe/Oslo", "supervisor")
        assert list(mira.queues.all()) == [orders]

    def test_a_time_zone_must_exist(self, henrik: Client) -> None:
        mira = factories.person()
        response = henrik.post(
            reverse("admin:handoff_person_change", args=[mira.pk]),
            {"username": "mira", "timezone": "Mars/Base"},
        )
        assert "There is no such time zone." in str(response.context["adminform"].form.errors["timezone"])

    def test_nobody_is_deleted(self, henrik: Client) -> None:
        mira = factories.person()
        assert henrik.post(reverse("admin:handoff_person_delete", args=[mira.pk])).status_code == 403


def test_a_queue_gets_topics_one_a_line(henrik: Client) -> None:
    sent = {"name": "Returns", "topics": "returns\nrefunds\n"}
    assert henrik.post(reverse("admin:handoff_queue_add"), sent).status_code == 302
    assert Queue.objects.get(name="Returns").topics == ["returns", "refunds"]


def test_a_queue_in_use_stays(henrik: Client) -> None:
    orders, unused = factories.queue("Orders"), factories.queue("Unused")
    factories.queued(to=orders)
    assert (
        henrik.post(reverse("admin:handoff_queue_delete", args=[orders.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert (
        henrik.post(reverse("admin:handoff_queue_delete", args=[unused.pk]), {"post": "yes"}).status_code
        == 302
    )


def test_keys_can_be_looked_at_and_no_more(henrik: Client) -> None:
    source: Source = factories.source()
    SourceKey.objects.create(source=source, public_id="k_123", digest="d" * 64, label="shop window")
    shown = page(henrik, "handoff_source_change", source.pk)
    assert "k_123" in shown
    assert "shop window" in shown
    assert "d" * 64 not in shown
    assert 'name="keys-0-label"' not in shown
