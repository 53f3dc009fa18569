"""Henrik looks up who changed what, and what it said before."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handoff import departures, drafting, people, policies, queues, sources
from handoff.clock import now, shifted
from handoff.knowledge import versions
from handoff.models import Article, Change, Person
from handoff.policy.hours import DAYS, Hours, Slot
from handoff.vocabulary import PersonRole
from inbox.control.past import PAGE, Wanted, lines
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sofie() -> Person:
    return factories.person("Sofie Lund", role=PersonRole.ADMIN)


def page(client: Client, **query: str | int) -> str:
    return str(client.get(reverse("history"), query).content.decode())


def test_an_empty_house_says_so(henrik: Client) -> None:
    assert "Nothing was changed yet." in page(henrik)
    assert "Nothing like that was changed." in page(henrik, q="Orders")


def test_all_rooms_of_change_are_one_history_newest_first(sofie: Person) -> None:
    version = policies.live()
    sources.create("Web chat", by=sofie)
    article = versions.add(Article(key="a", title="Returns", text="30 days."), by=sofie)
    versions.change(article, {"text": "60 days."}, by=sofie)
    mira = factories.person("Mira Dahl")
    people.keep("mira", capacity=3, queues=[], by=sofie)
    departures.leave(mira, by=sofie)
    told = [(line.noun, line.said, line.name) for line in lines(Wanted())]
    assert told == [
        ("Person", "changed", "Mira Dahl"),
        ("Person", "changed", "Mira Dahl"),
        ("Article", "edited it", "Returns"),
        ("Article", "added it", "Returns"),
        ("Source", "made", "Web chat"),
        ("Policy", "published", str(version)),
    ]


def test_what_changed_is_readable(henrik: Client, sofie: Person) -> None:
    orders = queues.keep(
        None, name="Orders", topics=["orders", "tents"], default=True, hours=Hours(), by=sofie
    )
    hours = Hours("Europe/Oslo", (Slot(DAYS[:5], "08:00", "16:00"),))
    queues.keep(orders, name="Orders", topics=["orders", "boots"], default=True, hours=hours, by=sofie)
    shown = page(henrik)
    assert "<del>tents</del><ins>boots</ins>" in shown
    assert "<del>Always open (UTC)</del><ins>Mon–Fri 08:00–16:00 (Europe/Oslo)</ins>" in shown


def test_a_publication_says_what_it_changed_and_why(henrik: Client, sofie: Person) -> None:
    policies.live()
    draft = drafting.begin(by=sofie)
    document = type(draft.content)(send_from=0.91)
    draft = drafting.change(draft.pk, revision=draft.revision, by=sofie, document=document)
    drafting.publish(draft.pk, revision=draft.revision, by=sofie, why="Too many were wrong.")
    shown = page(henrik, noun="policy")
    assert "Too many were wrong." in shown
    assert "send from: .86 → .91" in shown


def test_it_is_narrowed_by_noun_item_person_and_name(henrik: Client, sofie: Person) -> None:
    web, _phone = sources.create("Web chat", by=sofie), sources.create("Phone")
    queues.keep(None, name="Web orders", topics=[], default=True, hours=Hours(), by=sofie)
    assert {line.name for line in lines(Wanted(noun="source"))} == {"Web chat", "Phone"}
    assert {line.name for line in lines(Wanted(noun="source", item=web.pk))} == {"Web chat"}
    assert {line.name for line in lines(Wanted(by=sofie.pk))} == {"Web chat", "Web orders"}
    assert {line.name for line in lines(Wanted(name="web"))} == {"Web chat", "Web orders"}
    assert "Phone" not in page(henrik, by=sofie.pk)
    assert "Phone" in page(henrik, by="nobody", noun="nothing", before="never"), (
        "what makes no sense narrows nothing"
    )


def test_older_changes_are_a_page_further(henrik: Client) -> None:
    for number in range(PAGE + 3):
        with shifted(timedelta(minutes=number)):
            sources.create(f"Source {number}")
    assert Change.objects.filter(at__gt=now()).exists()
    first = page(henrik)
    assert "Source 3<" in first
    assert "Source 2<" not in first
    older = first.partition('href="?before=')[2].partition('"')[0]
    second = henrik.get(f"{reverse('history')}?before={older.replace('&amp;', '&')}").content.decode()
    assert "Source 2<" in second
    assert "Source 3<" not in second


def test_words_of_others_cannot_steer_the_page(henrik: Client) -> None:
    sources.create("<i>Web</i>\u202e")
    assert "<i>Web" not in page(henrik)
    assert "\u202e" not in page(henrik)
