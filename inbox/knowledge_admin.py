"""Where admins look after what answers are made from: search, write, see it as customers do, go back in time."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST
from markdown_it import MarkdownIt

from handoff.knowledge import versions
from handoff.models import Article, PastTicket, Person
from inbox import knowledge_history
from inbox.knowledge_forms import ArticleForm, TicketForm

Item = TypeVar("Item", Article, PastTicket)
MOST: Final = 100_000

# No HTML of the writer's own, no images: what is shown can be read and clicked, and does nothing else.
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class KnowledgeAdmin(admin.ModelAdmin[Item]):
    """What articles and past tickets have in common. Nothing is deleted: it is switched off, and its history stays."""

    change_form_template = "admin/knowledge/change_form.html"
    change_list_template = "admin/knowledge/change_list.html"
    object_history_template = "admin/knowledge/history.html"
    actions = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-updated_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [
            self._own("preview", "preview/", self._preview),
            self._own("switch", "<int:pk>/switch/<int:on>/", self._switch),
            self._own("restore", "<int:pk>/restore/<int:version>/", self._restore),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Item, form: Any, change: bool) -> None:
        """Keep it, and what it said before."""
        by = _person(request)
        if not change:
            versions.add(obj, by=by)
            return
        fields = {name: form.cleaned_data[name] for name in form.changed_data if name != "seen"}
        versions.change(obj, fields, by=by)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed which words, newest first."""
        item = get_object_or_404(self.model, pk=object_id)
        told = {
            **self.admin_site.each_context(request),
            "title": f"History: {item}",
            "subtitle": None,
            "steps": list(knowledge_history.steps(item)),
            "object": item,
            "opts": self.opts,
            "restore": f"admin:{self._name('restore')}",
        }
        return TemplateResponse(request, self.object_history_template, told)

    def _switch(self, request: HttpRequest, pk: int, on: int) -> HttpResponse:
        item = versions.switch(get_object_or_404(self.model, pk=pk), on=bool(on), by=_person(request))
        said = "is quoted again." if item.active else "is switched off and quoted no more."
        return self._back(request, item, f"“{item}” {said}")

    def _restore(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        item = get_object_or_404(self.model, pk=pk)
        found = get_object_or_404(item.versions.all(), pk=version)
        item = versions.restore(item, found, by=_person(request))
        return self._back(request, item, f"“{item}” says again what it said before.")

    def _preview(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(rendered(request.POST.get("text", "")))

    def _back(self, request: HttpRequest, item: Item, said: str) -> HttpResponse:
        messages.success(request, said)
        return HttpResponseRedirect(reverse(f"admin:{self._name('change')}", args=[item.pk]))

    def _own(self, name: str, route: str, view: Callable[..., HttpResponse]) -> URLPattern:
        return path(route, self.admin_site.admin_view(require_POST(view)), name=self._name(name))

    def _name(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    @admin.display(description="Quoted", boolean=True, ordering="active")
    def quoted(self, item: Item) -> bool:
        """Whether answers may be made from it."""
        return item.active


class ArticleAdmin(KnowledgeAdmin[Article]):
    """Articles and macros."""

    form = ArticleForm
    fields = ("title", ("kind", "topic"), "url", "text", "seen")
    list_display = ("title", "kind", "topic", "quoted", "updated_at")
    list_filter = ("active", "kind", "topic")
    search_fields = ("title", "text", "key")
    search_help_text = "In titles, texts and keys."


class TicketAdmin(KnowledgeAdmin[PastTicket]):
    """Past tickets: what was asked and what was answered."""

    form = TicketForm
    fields = ("question", "answer", ("topic", "outcome"), "seen")
    list_display = ("asked", "topic", "outcome", "quoted", "updated_at")
    list_filter = ("active", "outcome")
    search_fields = ("question", "answer", "key")
    search_help_text = "In questions, answers and keys."

    @admin.display(description="Question", ordering="question")
    def asked(self, item: PastTicket) -> str:
        """The question, cut to a line."""
        return str(item)


def rendered(text: str) -> SafeString:
    """Markdown as HTML that is safe to show, whoever wrote it."""
    html: str = _MARKDOWN.render(text[:MOST])
    return mark_safe(html)  # noqa: S308 - the renderer escapes what it does not write itself


def _person(request: HttpRequest) -> Person:
    return Person.objects.get(pk=request.user.pk or 0)
