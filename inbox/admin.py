"""Django's own pages, for what the control room has no page of its own for."""

from typing import Any

from admin_interface.models import Theme
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from handoff.models import Article, PastTicket, PolicyVersion
from inbox.knowledge_admin import ArticleAdmin, TicketAdmin

admin.site.site_header = admin.site.site_title = "Baton control"
admin.site.index_title = "What the desk works with"
admin.site.site_url = "/control/"
admin.site.unregister(Group)
admin.site.unregister(Theme)  # its colours stand in static/css/admin.css, as all others do in a stylesheet

admin.site.register(Article, ArticleAdmin)
admin.site.register(PastTicket, TicketAdmin)


@admin.register(PolicyVersion)
class PolicyAdmin(admin.ModelAdmin[PolicyVersion]):
    """All versions of the policy, to read: they are made and published in the control room."""

    list_display = ("__str__", "status", "saved_at", "author", "why")
    list_select_related = ("author",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
