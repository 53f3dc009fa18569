"""The control room of the admins, for now on Django's own pages: people, queues, sources, knowledge, the policy."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag
from django.http import HttpRequest, HttpResponse

from handoff import policies
from handoff.models import Article, PastTicket, Person, PolicyVersion, Queue, Source, SourceKey
from inbox.admin_forms import NewPersonForm, PersonForm, PolicyForm, QueueForm
from inbox.knowledge_admin import ArticleAdmin, TicketAdmin

admin.site.site_header = admin.site.site_title = "Baton control"
admin.site.index_title = "What the desk works with"
admin.site.site_url = "/desk/"
admin.site.unregister(Group)

admin.site.register(Article, ArticleAdmin)
admin.site.register(PastTicket, TicketAdmin)

SETTINGS = (
    "hold_from",
    "send_from",
    "attempts_limit",
    "anger_from",
    "high_risk_from",
    "risk_topics",
    "excluded_topics",
    "excluded_phrases",
)


@admin.register(Person)
class PersonAdmin(UserAdmin[Person]):
    """People, their role and queues. Nobody is deleted: what they did stays theirs; they are made inactive."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ("name", "username", "role", "capacity", "available", "is_active")
    list_filter = ("role", "queues", "is_active")
    search_fields = ("name", "username")
    ordering = ("name",)
    filter_horizontal = ("queues",)
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "role", "is_active")}),
        ("Work", {"fields": ("queues", "skills", "languages", "capacity", "available", "timezone")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "role", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Queue)
class QueueAdmin(admin.ModelAdmin[Queue]):
    """Where conversations wait, and which topics are routed there."""

    form = QueueForm
    list_display = ("name", "default", "topics")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not obj.default and not obj.conversations.exists()


class KeyInline(admin.TabularInline[SourceKey, Source]):
    """The keys of a source, as far as they can be shown: a key itself was shown once, when it was made."""

    model = SourceKey
    extra = 0
    can_delete = False
    fields = readonly_fields = ("public_id", "label", "created_at", "expires_at", "revoked_at", "used_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    """The connected AI front ends. Keys are made and revoked by `manage.py source`."""

    list_display = ("name", "answering", "created_at", "last_seq")
    readonly_fields = ("last_seq", "created_at")
    inlines = (KeyInline,)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Write what was changed alone: `last_seq` moves on while the page is open."""
        obj.save(update_fields=form.changed_data if change else None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PolicyVersion)
class PolicyAdmin(admin.ModelAdmin[PolicyVersion]):
    """The policy. A change is a new version that begins as a copy of the live one; none is ever changed or deleted."""

    form = PolicyForm
    fields = (*SETTINGS, "why", "based_on")
    list_display = ("__str__", "at", "author", "why", "changed")
    list_select_related = ("author",)
    list_display_links = ("__str__",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*SETTINGS, "why", "author", "at") if obj else self.fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins as the live one."""
        live = policies.live()
        return {name: getattr(live, name) for name in SETTINGS} | {"based_on": live.pk}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The page on which the policy is changed."""
        return super().add_view(request, form_url, {"title": "Change the policy", **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyVersion]:
        """Each version with what the one before it said."""
        before = {f"was_{name}": Window(Lag(name), order_by=F("pk").asc()) for name in SETTINGS}
        found: QuerySet[PolicyVersion] = super().get_queryset(request).annotate(**before)
        return found

    @admin.display(description="What changed")
    def changed(self, version: PolicyVersion) -> str:
        """What this version says differently from the one before."""
        was = {name: getattr(version, f"was_{name}") for name in SETTINGS}
        if was["hold_from"] is None:
            return "The first version"
        told = (_change(name, was[name], getattr(version, name)) for name in SETTINGS)
        return "; ".join(filter(None, told)) or "Nothing"

    def save_model(self, request: HttpRequest, obj: PolicyVersion, form: Any, change: bool) -> None:
        """Publish it as whoever is logged in."""
        obj.author_id = request.user.pk
        super().save_model(request, obj, form, change)


def _change(name: str, before: Any, after: Any) -> str:
    """One setting that changed, in words; empty where it did not."""
    if before == after:
        return ""
    label = name.replace("_", " ")
    if not isinstance(after, list):
        return f"{label} {before} → {after}"
    added, removed = [x for x in after if x not in before], [x for x in before if x not in after]
    parts = [
        f"+ {', '.join(map(str, added))}" if added else "",
        f"− {', '.join(map(str, removed))}" if removed else "",
    ]
    return f"{label} {' '.join(filter(None, parts)) or 'reordered'}"
