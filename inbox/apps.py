"""The Django app of the web face."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "Inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let what is committed be told to browsers and front ends, and all sentences in their reader's language."""
        from django.utils.translation import gettext, ngettext

        from handoff import tongue
        from inbox import catalogues, realtime

        catalogues.compile_all()
        tongue.lend(gettext, ngettext)
        realtime.connect()
