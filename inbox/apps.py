"""The Django app of the web face."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "Inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let what is committed be told to browsers and front ends."""
        from inbox import realtime

        realtime.connect()
