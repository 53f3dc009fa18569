"""What customers and front ends send is text: wherever it is shown, it adds no element and no attribute to a page."""

from html.parser import HTMLParser
from typing import Any

import pytest

from handoff import queueing, reply, review
from handoff.models import Conversation, Customer, Queue
from handoff.vocabulary import RejectReason
from inbox.desk import stream
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

HARMLESS = "words"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><iframe src=//evil.example></iframe>",
    "</textarea><script>alert(1)</script>",
    "</template><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '<div hx-get="/logout/" hx-trigger="load" id="lane">',
    '" autofocus onfocus="alert(1)" x="',
    "{{ csrf_token }}{% csrf_token %}",
    "<!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202eevil\u202c \u0001\u0007\u009b31m",
    "[x](javascript:alert(1)) ![y](https://evil.example/?q=1)",
    "<a href='javascript:alert(1)'>click</a>",
)


BRIEFING = {
    ("h2", ("class",)),
    ("span", ("class",)),
    ("time", ("datetime", "title")),
    ("p", ("class", "dir")),
    ("b", ()),
    ("mark", ("title",)),
    ("dl", ("class",)),
    ("dt", ()),
    ("dd", ("dir",)),
    ("a", ("class", "data-to-message", "href")),
    ("s", ()),
}
"""All that a briefing is built of, whatever it quotes: which lines it has depends on the words themselves."""


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, and where its links lead; the briefing's apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.briefing: set[tuple[str, tuple[str, ...]]] = set()
        self.inside = False
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, tuple(sorted(name for name, _ in attrs)))
        if self.inside:
            self.briefing.add(element)
        else:
            self.elements.append(element)
        self.inside |= ("class", "briefing") in attrs
        self.links |= {
            value or "" for name, value in attrs if name in ("href", "src", "action", "hx-get", "hx-post")
        }

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "section"


def told_everywhere(words: str, mira: Desk, queue: Queue) -> Conversation:
    """A conversation whose every text is `words`."""
    one = factories._in(queue, factories.hears(f"{words} can I talk to a human", context={words[:60]: words}))
    factories.proposes(
        one, words, topic=words[:100], intent=words[:100], citations=[{"title": words, "url": words}]
    )
    told = {"name": words, "email": words, "phone": words[:64], "tier": words[:100], "locale": words[:64]}
    Customer.objects.filter(pk=one.customer_id).update(**told, attributes={words[:60]: {"deep": words}})
    Conversation.objects.filter(pk=one.pk).update(queue=queue)
    queueing.accept(one.pk, agent=mira.person)
    reply.note(one.pk, agent=mira.person, text=words)
    reply.send(one.pk, agent=mira.person, text=words, seen=99)
    factories.proposes(one, words)
    review.reject(factories.open_draft(one).pk, agent=mira.person, reason=RejectReason.OTHER, remark=words)
    factories.hears(words, conversation=one, customer=words)
    queueing.hand_back(one.pk, agent=mira.person, note=words)
    factories.escalates(one, words, summary=words)
    factories.proposes(one, words, citations=[{"title": words, "url": words}])
    factories.hears(words, conversation=one, customer=words)
    factories.settle()
    return one


def shown(desk: Desk, one: Conversation) -> list[str]:
    """Everything in which the texts of a conversation appear."""
    pages: list[Any] = [desk.opens("conversation", "all", one.pk), desk.opens("list", "all")]
    pushes = [stream.conversation(desk.person, one.pk, 0)[0], stream.row(desk.person, "all", one.pk)]
    refusal = desk.posts("reply", one.pk, text="Hi", seen=0)
    return [*map(text_of, pages), *pushes, text_of(refusal)]


_tame: list[Shape] = []


@pytest.fixture
def tame(mira: Desk, orders: Queue) -> list[Shape]:
    """The pages of harmless words, which are the same for every test."""
    elsewhere = factories.queue("Elsewhere")
    if not _tame:
        _tame.extend(Shape(page) for page in shown(mira, told_everywhere(HARMLESS, mira, orders)))
        Conversation.objects.update(queue=elsewhere)
    return _tame


@pytest.mark.parametrize("words", HOSTILE)
def test_it_is_only_ever_text(tame: list[Shape], mira: Desk, orders: Queue, words: str) -> None:
    wild = [Shape(page) for page in shown(mira, told_everywhere(words, mira, orders))]
    for calm, rough in zip(tame, wild, strict=True):
        assert rough.elements == calm.elements
        assert rough.briefing <= BRIEFING
        assert not any(link.startswith(("javascript:", "data:")) or "evil" in link for link in rough.links)


@pytest.mark.parametrize("words", HOSTILE)
def test_none_of_it_is_lost(mira: Desk, orders: Queue, words: str) -> None:
    """The very words can be read on the page (control characters as visible signs)."""
    one = factories.queued(to=orders, text=words)
    page = stream.conversation(mira.person, one.pk, 0)[0]
    reader = _Reader(page)
    visible = [char for char in words if char.isprintable()]
    assert [char for char in reader.said if char in visible][: len(visible)] == visible


class _Reader(HTMLParser):
    """The text of the first message."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said, self.inside = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "p" and ("class", "text") in attrs and not self.said

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "p"

    def handle_data(self, data: str) -> None:
        self.said += data if self.inside else ""
