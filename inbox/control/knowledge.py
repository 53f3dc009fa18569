"""What answers are made from: articles, and macros for agents. Nothing is deleted, and all that was said can return."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handoff.knowledge import versions
from handoff.models import Article
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access, knowledge_history
from inbox.access import PersonRequest
from inbox.control import frame
from inbox.knowledge_admin import rendered
from inbox.knowledge_forms import ArticleForm

PAGE = 50
ROOMS = {Article.ARTICLE: "knowledge", Article.MACRO: "macros"}
STATES = (("", _("On or off")), ("on", _("On")), ("off", _("Switched off")))


class FilterForm(forms.Form):
    """Which to show; what makes no sense is as if it were not there."""

    q = forms.CharField(
        required=False,
        max_length=200,
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title or text")}),
    )
    topic = forms.ChoiceField(required=False, label=_("Topic"))
    state = forms.ChoiceField(choices=STATES, required=False, label=_("State"))

    def __init__(self, data: Any, *, kind: str) -> None:
        super().__init__(data)
        known = Article.objects.filter(kind=kind).exclude(topic="").order_by("topic")
        topics = known.values_list("topic", flat=True).distinct()
        choice: Any = self.fields["topic"]
        choice.choices = [("", say("All topics")), *((topic, topic) for topic in topics)]


@require_safe
@access.needs(PersonRole.ADMIN)
def articles(request: PersonRequest, kind: str) -> HttpResponse:
    """All of a kind that are asked for, the last changed first."""
    form = FilterForm(request.GET, kind=kind)
    form.is_valid()
    found = _found(Article.objects.filter(kind=kind), form.cleaned_data)
    told = {
        "form": form,
        "page": Paginator(found.order_by("-updated_at", "-pk"), PAGE).get_page(request.GET.get("page")),
        "narrowed": any(form.cleaned_data.values()),
        "kind": kind,
        "query": _query(request),
    }
    return frame.show(request, "control/articles.html", told, here=ROOMS[kind])


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def new(request: PersonRequest, kind: str) -> HttpResponse:
    """One that is not there yet."""
    return _edit(request, Article(kind=kind))


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def article(request: PersonRequest, pk: int) -> HttpResponse:
    """An article or a macro, as customers see it, and all it ever said."""
    return _edit(request, get_object_or_404(Article, pk=pk))


@require_POST
@access.needs(PersonRole.ADMIN)
def preview(request: PersonRequest) -> HttpResponse:
    """What was typed, as customers would see it."""
    return HttpResponse(rendered(request.POST.get("text", "")))


@require_POST
@access.needs(PersonRole.ADMIN)
def switch(request: PersonRequest, pk: int, on: int) -> HttpResponse:
    """Let it be quoted or not, from the next answer on."""
    item = versions.switch(get_object_or_404(Article, pk=pk), on=bool(on), by=request.user)
    said = say("is quoted again") if item.active else say("is switched off and quoted no more")
    messages.success(request, f"“{item}” {said}.")
    return redirect("article", pk)


@require_POST
@access.needs(PersonRole.ADMIN)
def restoration(request: PersonRequest, pk: int, version: int) -> HttpResponse:
    """Make it say again what it said before a change."""
    item = get_object_or_404(Article, pk=pk)
    versions.restore(item, get_object_or_404(item.versions.all(), pk=version), by=request.user)
    messages.success(request, say("It says again what it said before."))
    return redirect("article", pk)


def _found(rows: QuerySet[Article], told: dict[str, Any]) -> QuerySet[Article]:
    if words := told.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words) | Q(key__icontains=words))
    if topic := told.get("topic"):
        rows = rows.filter(topic=topic)
    if state := told.get("state"):
        rows = rows.filter(active=state == "on")
    return rows


def _query(request: PersonRequest) -> str:
    """What narrows the list, for the links to its other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _edit(request: PersonRequest, item: Article) -> HttpResponse:
    kind, adding = item.kind, item._state.adding
    fresh = say("A new article") if kind == Article.ARTICLE else say("A new macro")
    title = fresh if adding else item.title
    with transaction.atomic():  # the form holds the row until what it found there is changed
        form = ArticleForm(request.POST if request.method == "POST" else None, instance=item)
        saved = _kept(request, form, item) if form.is_valid() else None
    if saved is not None:
        messages.success(request, say("Saved."))
        return redirect("article", saved.pk)
    told = {
        "title": title,
        "item": None if adding else get_object_or_404(Article, pk=item.pk),
        "kind": kind,
        "form": form,
        "steps": [] if adding else list(knowledge_history.steps(Article.objects.get(pk=item.pk))),
    }
    return frame.show(
        request, "control/article.html", told, here=ROOMS[kind], status=422 if form.errors else 200
    )


def _kept(request: PersonRequest, form: ArticleForm, item: Article) -> Article:
    if item._state.adding:
        return versions.add(form.save(commit=False), by=request.user)
    fields = {name: form.cleaned_data[name] for name in form.changed_data if name != "seen"}
    return versions.change(item, fields, by=request.user)
