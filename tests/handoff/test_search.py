"""Finding conversations: by words, by customers, in order, and never more than one may see."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handoff import reply, search
from handoff.clock import now, shifted
from handoff.errors import Invalid
from handoff.models import Conversation, Customer, Person, Queue
from handoff.search.terms import Term, terms
from handoff.vocabulary import PersonRole, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders() -> Queue:
    return factories.queue("Orders", default=True)


@pytest.fixture
def mira(orders: Queue) -> Person:
    return factories.person("Mira Dahl", queues=(orders,))


def found(person: Person, text: str) -> list[str]:
    """The customers of what is found, in its order."""
    keys = [hit.conversation for hit in search.find(person, search.ask(text)).hits]
    names = dict(Conversation.objects.filter(pk__in=keys).values_list("pk", "customer__name"))
    return [names[key] for key in keys]


def test_words_are_found_whole_begun_folded_and_as_a_phrase(mira: Person) -> None:
    factories.hears("My Rondane 3 came without poles.", customer="Ingrid")
    factories.hears(
        "Wo bleibt mein Rückgeld für NO-4471? Schreiben Sie an e.vik@example.com", customer="Even"
    )
    expected = {
        "poles": ["Ingrid"],
        "POL": ["Ingrid"],
        "ole": [],
        "po": [],  # too short to begin a word
        "without rondane": ["Ingrid"],
        '"came without"': ["Ingrid"],
        '"without came"': [],
        "ruckgeld": ["Even"],
        "Rückgeld": ["Even"],
        "4471": ["Even"],
        "no-4471": ["Even"],
        "e.vik@example.com": ["Even"],
        "vik": ["Even"],
        "poles ruckgeld": [],
        "' \\ \" * : ( | & !": [],
        "it's": [],
    }
    assert {text: found(mira, text) for text in expected} == expected


def test_the_best_come_first_and_then_the_newest(mira: Person) -> None:
    told = (
        ("A set of poles", "Old"),
        ("Poleset?", "Begun"),
        ("A pole", "Whole"),
        ("Hello there", "Pole Sletten"),
    )
    for hours, (text, customer) in enumerate(told):
        with shifted(timedelta(hours=hours)):
            factories.hears(text, customer=customer)
    assert found(mira, "pole") == ["Pole Sletten", "Whole", "Begun", "Old"]
    assert found(mira, "poles") == ["Old", "Begun"]


def test_each_conversation_is_found_once_at_its_best_message(mira: Person) -> None:
    one = factories.assigned(mira, text="Where is my pole set?")
    reply.note(one.pk, agent=mira, text="6 pole sets in Drammen")
    reply.note(one.pk, agent=mira, text="poles are light")
    (hit,) = search.find(mira, search.ask("pole set")).hits
    assert hit.message is not None
    assert (hit.message.text, hit.count) == ("Where is my pole set?", 2)
    (hit,) = search.find(mira, search.ask("drammen")).hits
    assert hit.message is not None
    assert hit.message.text.startswith("6 pole")


def test_a_customer_is_found_by_name_address_and_phone(mira: Person) -> None:
    talk = factories.hears("Hello", customer="Ingrid Solheim")
    Customer.objects.filter(pk=talk.customer_id).update(email="ingrid@fjell.no", phone="+47 912 34 567")
    for text in ("solh", "ingrid solheim", "fjell.no", "ingrid@fjell.no", "912 34 567", "from:solheim"):
        assert found(mira, text) == ["Ingrid Solheim"], text
    Customer.objects.filter(pk=talk.customer_id).update(name="Kari", email="", phone="")
    assert (found(mira, "solheim"), found(mira, "kari")) == ([], ["Kari"])


def test_filters_narrow_and_stand_alone(mira: Person, orders: Queue) -> None:
    factories.queued(text="Pole one", customer="Queued")
    with shifted(timedelta(days=-40)):
        factories.hears("Pole two", customer="Early")
    Conversation.objects.filter(customer__name="Early").update(state=State.RESOLVED)
    day = (now() - timedelta(days=20)).date().isoformat()
    expected = {
        "pole": ["Queued", "Early"],
        "pole state:open": ["Queued"],
        "state:RESOLVED": ["Early"],
        "queue:ord pole": ["Queued", "Early"],
        'queue:"orders" from:early': ["Early"],
        f"before:{day}": ["Early"],
        f"pole after:{day}": ["Queued"],
        "https://x.example/queue 10:30": [],
    }
    assert {text: found(mira, text) for text in expected} == expected


@pytest.mark.parametrize(
    "text", ["state:gone", "before:monday", "after:9999-99-99", "x" * 201, "a b c d e f g h i j k l m"]
)
def test_what_means_nothing_is_refused(mira: Person, text: str) -> None:
    with pytest.raises(Invalid):
        search.ask(text)


def test_a_queue_that_one_does_not_see_is_none(mira: Person) -> None:
    factories.queue("Payments")
    with pytest.raises(Invalid, match="Payments"):
        search.find(mira, search.ask("queue:Payments"))


def test_nothing_is_found_that_one_may_not_see(mira: Person, orders: Queue) -> None:
    payments = factories.queue("Payments")
    aylin = factories.person("Aylin Kaya", queues=(payments,))
    sofie = factories.person("Sofie Lund", role=PersonRole.SUPERVISOR)
    factories.hears("Refund of my poles", customer="Ingrid")
    factories.assigned(aylin, to=orders, text="Poles for Even", customer="Even")
    seen = {person.username: sorted(found(person, "poles")) for person in (mira, aylin, sofie)}
    assert seen == {"mira": ["Even", "Ingrid"], "aylin": ["Even"], "sofie": ["Even", "Ingrid"]}
    assert found(aylin, "ingrid") == []
    assert found(aylin, "from:ingrid") == []


def test_pieces_go_on_where_the_last_one_ended(mira: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff.search.finding.MOST", 2)
    for number in range(3):
        factories.hears(f"Pole {number}", customer=f"Whole {number}")
        factories.hears(f"Poles {number}", customer=f"Begun {number}")
    factories.hears("Hello", customer="Pole")
    pieces, after = list[str](), ""
    while True:
        piece = search.find(mira, search.ask("pole"), after=after)
        keys = [hit.conversation for hit in piece.hits]
        pieces += [Conversation.objects.get(pk=key).customer.name for key in keys]
        if not (after := piece.after):
            break
    assert pieces == ["Pole", "Whole 2", "Whole 1", "Whole 0", "Begun 2", "Begun 1", "Begun 0"]
    for place in ("x", "1-2", "9-9-9-9", f"0-{10**30}-1"):
        with pytest.raises(Invalid):
            search.find(mira, search.ask("pole"), after=place)


@pytest.mark.parametrize("looked_at", [1, 2, 50])
def test_common_words_are_looked_for_in_stretches(
    mira: Person, monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    common = lambda *wanted: [replace(one, common=True) for one in wanted]  # noqa: E731
    monkeypatch.setattr("handoff.search.finding.weigh", common)
    monkeypatch.setattr("handoff.search.finding.LOOKED_AT", looked_at)
    for number in range(5):
        factories.hears(("Pole", "Poles", "Hello")[number % 3], customer=f"C{number}")
    names, after = list[str](), ""
    for _ in range(40):
        piece = search.find(mira, search.ask("pole"), after=after)
        names += [Conversation.objects.get(pk=hit.conversation).customer.name for hit in piece.hits]
        if not (after := piece.after):
            break
    assert (names, after) == (["C3", "C0", "C4", "C1"], "")


def test_the_longest_and_strangest_texts_can_be_kept(mira: Person) -> None:
    for text in ("ﷺ" * 100_000, "x" * 400_000, "a\u0301" * 50_000, "<b>poles</b>" + "\u202e" * 9, "ẞ İ ŉ"):
        factories.hears(text, customer="Strange")
    assert found(mira, "poles") == ["Strange"]


def test_spans_are_where_the_words_stand() -> None:
    told = {
        ("My POLES, a pole-set", "pole"): ["POLE", "pole"],
        ("Rückgeld ﬁx İstanbul", "ruckgeld"): ["Rückgeld"],
        ("po pole", "po"): ["po"],
        ("Ru\u0308ckgeld!", "rück"): ["Ru\u0308ck"],
        ("a b", "c"): [],
    }
    for (text, query), expected in told.items():
        assert [text[a:b] for a, b in search.spans(text, terms(query))] == expected, text
    assert [a for a, _ in search.spans("pole set, pole  set", [Term("pole set", exact=True)])] == [0, 10]


def test_an_excerpt_shows_the_first_hit() -> None:
    text = "word " * 100 + "poles " + "word " * 100
    cut, spans = search.excerpt(text, terms("poles"))
    assert [cut[a:b] for a, b in spans] == ["poles"]
    assert (cut.startswith("… word"), cut.endswith(" …"), len(cut) < 250) == (True, True, True)
    assert search.excerpt("short", terms("x")) == ("short", [])
