"""What can be put into a text that is being written: macros with their variables filled in, and colleagues' names.

As JSON for the page's script; macros also by a page of their own for browsers without one.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from handoff import macros, mentions
from handoff.models import Article, Conversation, Person
from handoff.models.conversation import IN_HUMAN_HANDS
from inbox import access, marks
from inbox.access import PersonRequest

ALL = 500
"""Macros in the plain form."""
LONGEST = 200
LONGEST_NUMBER = 18
FOUND = 8
VOICES = ("reply", "note")


class Chosen(forms.Form):
    """What was typed so far, and the macro that goes behind it."""

    text = forms.CharField(required=False, strip=False)
    voice = forms.ChoiceField(choices=[(voice, voice) for voice in VOICES])
    seen = forms.IntegerField(min_value=0, required=False)
    key = forms.CharField(required=False, max_length=64)
    macro = forms.ModelChoiceField(Article.objects.filter(kind=Article.MACRO, active=True), required=False)


@require_safe
@access.for_people
def found(request: PersonRequest, pk: int) -> HttpResponse:
    """The macros that hold the words of `q`, each as it would stand in the conversation, and what it lacks."""
    conversation = access.conversation_for(request.user, pk)
    known = macros.values(conversation, request.user)
    words = request.GET.get("q", "")[:LONGEST]
    return JsonResponse({"choices": list(_choices(words, known))})


def _choices(words: str, known: dict[str, str]) -> Iterator[dict[str, Any]]:
    for one in macros.found(words):
        text, missing = macros.fill(one.text, known)
        yield {"label": marks.plain(one.title), "hint": one.topic, "text": text, "missing": missing}


@require_safe
@access.for_people
def everything(request: PersonRequest) -> HttpResponse:
    """What the palette finds by a number or by words: unresolved conversations of customers of that name, macros."""
    words = request.GET.get("q", "")[:LONGEST].strip()
    told = [_opening(one) for one in _conversations(request.user, words)] if words else []
    return JsonResponse({"choices": told})


def _conversations(person: Person, words: str) -> QuerySet[Conversation]:
    rows = Conversation.objects.visible_to(person).select_related("customer").distinct()
    if words.lstrip("#").isdecimal() and len(words) < LONGEST_NUMBER:
        return rows.filter(pk=int(words.lstrip("#")))
    for word in words.split()[:8]:
        rows = rows.filter(customer__name__icontains=word)
    return rows.filter(state__in=IN_HUMAN_HANDS).order_by("-last_at")[:FOUND]


def _opening(one: Conversation) -> dict[str, str]:
    label = (
        f"{marks.plain(str(one.customer))}: {marks.plain(one.subject)}" if one.subject else str(one.customer)
    )
    return {"label": label, "hint": f"#{one.pk}", "url": reverse("conversation", args=["all", one.pk])}


@require_safe
@access.for_people
def people(request: PersonRequest, pk: int) -> HttpResponse:
    """The colleagues whom a note here can name, by the words of `q` in their name or user name."""
    conversation = access.conversation_for(request.user, pk)
    rows = mentions.may_see(conversation).exclude(pk=request.user.pk)
    for word in request.GET.get("q", "")[:LONGEST].split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return JsonResponse({"choices": [_colleague(one) for one in rows[: macros.MOST]]})


def _colleague(one: Person) -> dict[str, str]:
    return {"label": marks.plain(str(one)), "hint": f"@{one.username}", "text": f"@{one.username} "}


@require_POST
@access.for_people
def plain(request: PersonRequest, pk: int) -> HttpResponse:
    """Without a script: the text typed so far, a list to choose a macro from, and both together."""
    conversation = access.conversation_for(request.user, pk)
    form = Chosen(request.POST)
    form.is_valid()
    told = form.cleaned_data
    return render(
        request,
        "desk/macros.html",
        {
            "conversation": conversation,
            "voice": told.get("voice") or "reply",
            "text": _joined(told, conversation, request),
            "seen": told.get("seen") or 0,
            "key": told.get("key", ""),
            "macros": macros.found(most=ALL),
        },
        status=422 if form.errors else 200,
    )


def _joined(told: dict[str, Any], conversation: Conversation, request: PersonRequest) -> str:
    typed, macro = told.get("text", ""), told.get("macro")
    if macro is None:
        return str(typed)
    filled = macros.fill(macro.text, macros.values(conversation, request.user)).text
    return f"{typed.rstrip()}\n\n{filled}".lstrip()
