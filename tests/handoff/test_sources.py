"""Keys and tickets of front ends: shown once, kept hashed, ended at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from handoff import changes, sources
from handoff.clock import now, shifted
from handoff.errors import Invalid, Outdated
from handoff.models import Change, Source, SourceKey, Ticket
from handoff.vocabulary import Answering, Noun, PersonRole
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Source:
    return sources.create("Fjell & Co chat")


def test_a_source_is_made_once_for_its_name(shop: Source) -> None:
    assert sources.create("  Fjell & Co chat ") == shop


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\0b"])
def test_a_source_needs_a_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        sources.create(name)
    assert refused.value.facts["field"] == "name"


def test_a_key_opens_its_own_source_and_its_text_is_kept_nowhere(shop: Source) -> None:
    key, text = sources.issue(shop, label="Web shop")
    found = sources.verify(text)
    assert found is not None
    assert (found.pk, found.source, found.label) == (key.pk, shop, "Web shop")
    kept = str(SourceKey.objects.filter(pk=key.pk).values().get())
    assert text not in kept
    assert text.removeprefix("baton_") not in kept
    assert len(text) > 40


def test_no_two_keys_are_alike(shop: Source) -> None:
    made = [sources.issue(shop) for _ in range(50)]
    assert len({text for _, text in made}) == len({key.public_id for key, _ in made}) == 50


@pytest.mark.parametrize("text", ["", "baton_", "nonsense", "\0", "\ud800", "ÿ" * 1000])
def test_any_other_text_opens_nothing(shop: Source, text: str) -> None:
    sources.issue(shop)
    assert sources.verify(text) is None


def test_the_digest_is_no_key(shop: Source) -> None:
    key, text = sources.issue(shop)
    assert sources.verify(key.digest) is None
    assert sources.verify(text.upper()) is None


def test_a_revoked_key_opens_nothing_and_stays_revoked(shop: Source) -> None:
    key, text = sources.issue(shop)
    _, other = sources.issue(shop)
    first = sources.revoke(key.public_id).revoked_at
    assert sources.verify(text) is None
    assert sources.verify(other) is not None
    assert sources.revoke(key.public_id).revoked_at == first


def test_a_key_ends_when_it_was_told_to(shop: Source) -> None:
    key, text = sources.issue(shop, expires_at=now() + timedelta(days=1))
    assert sources.verify(text) is not None
    with shifted(timedelta(days=1)):
        assert sources.verify(text) is None
    sources.amend(key.public_id, label="", expires_at=now())
    assert sources.verify(text) is None


def test_who_does_not_exist_cannot_be_ended() -> None:
    for end in (sources.revoke, lambda name: sources.amend(name, label="", expires_at=None)):
        with pytest.raises(Invalid):
            end("key_none")


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(shop: Source) -> None:
    _, text = sources.issue(shop)
    first = sources.verify(text)
    second = sources.verify(text)
    assert first is not None
    assert second is not None
    assert first.used_at == second.used_at is not None
    with shifted(timedelta(seconds=61)):
        third = sources.verify(text)
    assert third is not None
    assert third.used_at != first.used_at


def test_the_living_are_told_with_their_newest_event(shop: Source) -> None:
    Source.objects.filter(pk=shop.pk).update(last_seq=7)
    living, dead = sources.issue(shop)[0], sources.issue(shop)[0]
    sources.revoke(dead.public_id)
    assert sources.living_keys({living.pk, dead.pk, 10**9}) == {living.pk: 7}


# Tickets


def test_a_ticket_is_used_up_by_its_first_use(shop: Source) -> None:
    key, _ = sources.issue(shop)
    _, text = sources.make_ticket(key.pk, "c1")
    ticket = sources.redeem_ticket(text)
    assert ticket is not None
    assert (ticket.key, ticket.key.source, ticket.conversation) == (key, shop, "c1")
    assert sources.redeem_ticket(text) is None


def test_a_ticket_lives_for_a_minute(shop: Source) -> None:
    key, _ = sources.issue(shop)
    texts = [sources.make_ticket(key.pk)[1] for _ in range(2)]
    with shifted(timedelta(seconds=59)):
        assert sources.redeem_ticket(texts[0]) is not None
    with shifted(timedelta(seconds=60)):
        assert sources.redeem_ticket(texts[1]) is None


def test_a_ticket_dies_with_its_key(shop: Source) -> None:
    key, _ = sources.issue(shop)
    _, text = sources.make_ticket(key.pk)
    sources.revoke(key.public_id)
    assert sources.redeem_ticket(text) is None
    assert not Ticket.objects.filter(used_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_show_a_ticket_at_once_one_gets_in() -> None:
    key, _ = sources.issue(sources.create("Web chat"))
    _, text = sources.make_ticket(key.pk)
    entered: list[bool] = []
    start = threading.Barrier(8)

    def enters() -> None:
        start.wait()
        entered.append(sources.redeem_ticket(text) is not None)
        connection.close()

    threads = [threading.Thread(target=enters) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(entered) == 1


def test_each_change_is_written_down_by_whom_and_no_key_is(shop: Source) -> None:
    henrik = factories.person("Henrik Vik", role=PersonRole.ADMIN)
    sources.change(shop, name="Fjell chat", answering=Answering.EMBEDDED, by=henrik)
    key, text = sources.issue(shop, label="Web", by=henrik)
    sources.amend(key.public_id, label="Web shop", expires_at=None, by=henrik)
    sources.revoke(key.public_id, by=henrik)
    sources.revoke(key.public_id, by=henrik)
    changed, made = Change.objects.filter(noun="source", item=shop.pk)
    assert (made.by, made.after) == (None, {"name": "Fjell & Co chat", "answering": "none"})
    assert (changed.by, changed.after) == (henrik, {"name": "Fjell chat", "answering": "embedded"})
    told = Change.objects.filter(noun="key", item=key.pk)
    assert [set(one.after) for one in told] == [{"revoked"}, {"label"}, {"label"}]
    assert text.removeprefix("baton_") not in str(list(Change.objects.values()))


def test_a_name_belongs_to_one_source(shop: Source) -> None:
    sources.create("Phone")
    with pytest.raises(Invalid, match="a source “Phone” already"):
        sources.change(shop, name=" Phone ", answering=Answering.NONE)


def test_of_two_admins_the_slower_one_is_told(shop: Source) -> None:
    seen = changes.revision(Noun.SOURCE, shop.pk)
    sources.let_answer(shop, Answering.EMBEDDED)
    with pytest.raises(Outdated, match="A command changed this meanwhile"):
        sources.change(shop, name="Phone", answering=Answering.NONE, seen=seen)
