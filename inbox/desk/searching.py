"""Searching at the desk: what is found stands where the list does, and opens at the words that were looked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from handoff import search as searched
from handoff.errors import Invalid
from handoff.models import Conversation, Queue
from handoff.search import Asked, Found, Hit
from handoff.tongue import say
from handoff.vocabulary import MessageKind, Role
from inbox import access, marks
from inbox.access import PersonRequest
from inbox.desk import lists, opened, views
from inbox.desk.rows import Chip, Row


@dataclass(frozen=True)
class Line:
    """What was found, as a line of the list."""

    row: Row
    hit: Hit
    asked: Asked

    @property
    def conversation(self) -> Conversation:
        return self.row.conversation

    @property
    def url(self) -> str:
        """Where it opens: at the message, where one was found."""
        at = {"at": self.hit.message.number} if self.hit.message else {}
        place = f"#message-{self.hit.message.number}" if self.hit.message else ""
        query = urlencode({"q": self.asked.text, **at})
        return f"{reverse('found', args=[self.conversation.pk])}?{query}{place}"

    @property
    def who(self) -> list[marks.Part]:
        terms = (*self.asked.terms, *self.asked.customer)
        return self._marked(str(self.conversation.customer), () if self.hit.message else terms)

    @property
    def subject(self) -> list[marks.Part]:
        told = self.conversation.subject or say("New conversation")
        return self._marked(told, self.asked.terms if self.hit.message else ())

    @cached_property
    def said(self) -> list[marks.Part]:
        """The words around the hit."""
        if self.hit.message is None:
            return []
        text, spans = searched.excerpt(self.hit.message.text, self.asked.terms)
        return marks.parts(text, spans)

    @property
    def speaker(self) -> str:
        """Whose words they are."""
        message = self.hit.message
        if message is None or message.role == Role.CUSTOMER:
            return str(self.conversation.customer)
        if message.kind == MessageKind.NOTE:
            return say("Note by {author}", author=message.author or say("an agent"))
        return str(message.author) if message.author else say("AI")

    @property
    def more(self) -> int:
        """How many other messages say it too."""
        return max(self.hit.count - 1, 0)

    @property
    def chips(self) -> list[Chip]:
        return self.row.chips

    def _marked(self, text: str, terms: Any) -> list[marks.Part]:
        return marks.parts(text, searched.spans(text, terms))


@require_safe
@access.for_people
def search(request: PersonRequest) -> HttpResponse:
    """What was searched for, with nothing open."""
    framed = views.frame(request, lists.SEARCH)
    return render(request, "desk/page.html", framed | _found(request, framed["own"]))


@require_safe
@access.for_people
def conversation(request: PersonRequest, pk: int) -> HttpResponse:
    """What was searched for, with one conversation open at what was found in it."""
    if request.htmx.target == "conversation":
        return views.panes_alone(request, lists.SEARCH, pk)
    framed = views.frame(request, lists.SEARCH)
    page = framed | _found(request, framed["own"])
    found = opened.find(request.user, pk)
    return render(request, "desk/page.html", page | views.panes(request, found, page["targets"]))


@require_safe
@access.for_people
def further(request: PersonRequest) -> HttpResponse:
    """What was found beyond a place."""
    queues = list(lists.queues_of(request.user))
    found = _found(request, queues)
    if found["wrong"]:
        raise Http404(found["wrong"])
    return render(request, "desk/_found_further.html", {"view": lists.SEARCH, **found})


def _found(request: PersonRequest, queues: list[Queue]) -> dict[str, Any]:
    """A piece of what was found, or why nothing can be looked for."""
    text, wrong = request.GET.get("q", ""), ""
    asked, found = Asked(text[: searched.LONGEST]), Found([])
    try:
        asked = searched.ask(text)
        if not asked.empty:
            place = request.GET.get("after", "")
            found = searched.find(request.user, asked, after=place, queues=queues)
    except Invalid as refused:
        wrong = refused.message
    return {
        "asked": asked,
        "wrong": wrong,
        "hits": _lines(request, asked, found),
        "after": found.after,
        "list_url": _address("search", q=asked.text),
        "further": _address("search", q=asked.text, after=found.after),
        "further_rows": _address("search-rows", q=asked.text, after=found.after),
    }


def _lines(request: PersonRequest, asked: Asked, found: Found) -> list[Line]:
    keys = [hit.conversation for hit in found.hits]
    read = lists.with_names(Conversation.objects.all()).in_bulk(keys)
    there = [hit for hit in found.hits if hit.conversation in read]
    return [Line(Row(read[hit.conversation], lists.SEARCH, request.user), hit, asked) for hit in there]


def _address(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
