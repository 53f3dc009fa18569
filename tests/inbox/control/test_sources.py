"""Henrik connects front ends: a key is shown once, and ends when he says so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handoff import sources
from handoff.models import Change, Source, SourceKey
from handoff.vocabulary import Answering
from tests import factories

pytestmark = pytest.mark.django_db


def page(client: Client, source: Source) -> str:
    return str(client.get(reverse("source", args=[source.pk])).content.decode())


def test_a_source_is_made_and_gets_a_key_that_is_shown_once(henrik: Client) -> None:
    made = henrik.post(reverse("sources"), {"name": "Web chat"})
    source = Source.objects.get()
    assert made["Location"] == reverse("source", args=[source.pk])
    answer = henrik.post(reverse("keys", args=[source.pk]), {"new-label": "Shop"})
    text = answer.context["text"]
    shown = answer.content.decode()
    assert f'<code id="key">{text}</code>' in shown
    assert f"python client.py ws://testserver/gateway/v1 {text}" in shown
    assert "no-store" in answer["Cache-Control"]
    found = sources.verify(text)
    assert found is not None
    assert (found.source, found.label) == (source, "Shop")
    assert text not in page(henrik, source)
    assert {change.noun for change in Change.objects.filter(by__username="henrik")} == {"source", "key"}


def test_a_taken_name_is_said_at_its_field_and_stays_in_it(henrik: Client) -> None:
    factories.source("Web chat")
    answer = henrik.post(reverse("sources"), {"name": "Web chat"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"name": ["There is a source “Web chat” already."]}
    assert 'value="Web chat"' in answer.content.decode()


def test_who_answers_is_chosen_and_of_two_admins_the_slower_one_is_told(henrik: Client) -> None:
    source = sources.create("Web chat")
    form = henrik.get(reverse("source", args=[source.pk])).context["form"]
    told = {"name": "Chat", "answering": "embedded", "seen": form["seen"].value()}
    assert henrik.post(reverse("source", args=[source.pk]), told).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.answering) == ("Chat", Answering.EMBEDDED)
    late = henrik.post(reverse("source", args=[source.pk]), {**told, "name": "Mine"})
    assert late.status_code == 422
    assert "Henrik Vik changed this meanwhile" in late.content.decode()
    assert 'value="Mine"' in late.content.decode()


def test_a_key_gets_a_label_and_an_end(henrik: Client) -> None:
    source = factories.source()
    key, text = sources.issue(source)
    end = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    prefix = f"key-{key.pk}"
    url = reverse("key", args=[key.pk])
    assert henrik.post(url, {f"{prefix}-label": "Shop", f"{prefix}-expires_at": end}).status_code == 302
    key.refresh_from_db()
    assert key.label == "Shop"
    assert key.expires_at is not None
    wrong = henrik.post(url, {f"{prefix}-label": "Till", f"{prefix}-expires_at": "2020-01-01T10:00"})
    assert wrong.status_code == 422
    assert "Choose a time to come." in wrong.content.decode()
    assert "<details open" in wrong.content.decode(), "what he typed is in sight"
    assert sources.verify(text) is not None


def test_a_revoked_key_opens_nothing_and_is_asked_for_first(henrik: Client) -> None:
    source = factories.source()
    key, text = sources.issue(source, label="Shop")
    assert "Revoke Shop?" in page(henrik, source)
    assert henrik.get(reverse("revocation", args=[key.pk])).status_code == 405
    henrik.post(reverse("revocation", args=[key.pk]))
    assert sources.verify(text) is None
    assert "Revoke Shop?" not in page(henrik, source)
    assert SourceKey.objects.get().revoked_at is not None


def test_a_name_cannot_steer_the_page(henrik: Client) -> None:
    source = factories.source("<script>x</script>\u202etxt")
    for shown in (page(henrik, source), henrik.get(reverse("sources")).content.decode()):
        assert "<script>x" not in shown
        assert "\u202e" not in shown.replace('value="&lt;script&gt;x&lt;/script&gt;\u202etxt"', "")
