"""What Mira's rail knows of the customer: told, earlier conversations, and nothing that could mislead her."""

import pytest

from handoff.models import Conversation, Queue
from inbox.desk import earlier, known, stream
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of


def rail(desk: Desk, one: Conversation) -> str:
    """The rail, without the list beside it."""
    return " ".join(stream.conversation(desk.person, one.pk, 0)[0].split())


def of_ingrid(queue: Queue, text: str, *, count: int = 1) -> list[Conversation]:
    made = [factories._in(queue, factories.hears(f"{text} {place}")) for place in range(count)]
    first = Conversation.objects.order_by("pk")[0].customer
    Conversation.objects.filter(pk__in=[one.pk for one in made]).update(customer=first)
    return made


def test_what_was_told_is_readable_however_deep(mira: Desk, orders: Queue) -> None:
    told = {
        "orders": [{"id": "FJ-1", "status": "sent", "lines": [{"sku": "A", "qty": 2}]}, {"id": "FJ-2"}],
        "vip": True,
        "page": "/cart",
        "tags": ["new", "blue"],
        "nothing": None,
    }
    one = factories.assigned(mira.person, to=orders, context=told)
    shown = rail(mira, one)
    for words in ("2 entries", "FJ-1 · sent", "Sku", "yes", "new, blue", "/cart"):
        assert words in shown, words


def test_what_is_too_much_is_cut_and_said_to_be() -> None:
    deep: dict[str, object] = {"x": 1}
    for _ in range(50):
        deep = {"x": deep}
    told = known.lines({"deep": deep, "many": list(range(1000))}, "context")
    many = told[1].below
    assert (len(many), many[-1].text) == (known.MOST + 1, "960 more are not shown")
    inner = told[0]
    while inner.below:
        inner = inner.below[0]
    assert inner.text == "Too deep to be shown"
    assert len(known.lines({"long": "x" * 9000}, "c")[0].text) == known.LONGEST


@pytest.mark.parametrize(
    ("url", "followed"),
    {
        "https://shop.example/orders/1": True,
        "https://admin.shop.example/": True,
        "http://shop.example": True,
        "https://shop.example.evil.example/": False,
        "https://evilshop.example/": False,
        "https://shop.example@evil.example/": False,
        "https://me:pw@shop.example/": False,
        "https://evil.example\\@shop.example/": False,
        "javascript:alert(1)//shop.example": False,
        "data:text/html,x": False,
        "https://shop.example/\u202e": False,
        "//shop.example/": False,
        "https://[shop.example/": False,
    }.items(),
)
def test_only_addresses_of_listed_hosts_can_be_followed(settings: object, url: str, followed: bool) -> None:
    settings.LINK_HOSTS = [".shop.example"]  # type: ignore[attr-defined]
    assert bool(known.followed(url)) == followed


def test_hostile_words_stay_words(mira: Desk, orders: Queue) -> None:
    words = '"><script>alert(1)</script>\u202e'
    one = factories.assigned(mira.person, to=orders, context={words: {words: [words]}})
    shown = rail(mira, one)
    assert "<script>alert" not in shown
    assert "\u202e" not in shown


def test_other_conversations_by_pages(mira: Desk, orders: Queue) -> None:
    others = of_ingrid(orders, "Earlier", count=12)
    one = factories.assigned(mira.person, to=orders, text="Now")
    Conversation.objects.filter(pk=one.pk).update(customer=others[0].customer)
    one.refresh_from_db()
    shown = rail(mira, one)
    assert [f"Earlier {place}" in shown for place in (11, 7, 6, 0)] == [True, True, False, False]
    found = earlier.of(one, mira.person)
    seen = [row.conversation.pk for row in found.rows]
    while found.after:
        more = text_of(mira.opens("earlier", one.pk, before=found.after))
        found = earlier.of(one, mira.person, before=found.after)
        assert all(f"/desk/all/{row.conversation.pk}/" in more for row in found.rows)
        seen += [row.conversation.pk for row in found.rows]
    assert seen == [other.pk for other in reversed(others)]


def test_other_conversations_of_others_queues_are_not_told(
    mira: Desk, aylin: Desk, orders: Queue, payments: Queue
) -> None:
    (refund,) = of_ingrid(payments, "About a refund")
    one = factories.assigned(mira.person, to=orders, text="Now")
    Conversation.objects.filter(pk=one.pk).update(customer=refund.customer)
    assert "About a refund" not in rail(mira, one)
    assert "About a refund" not in text_of(mira.opens("earlier", one.pk, before="x"))
