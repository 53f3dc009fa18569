from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "handoff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let events know what follows them; load what a model needs, for nobody should wait for that later."""
        from django.db.models.signals import post_migrate

        from handoff import deadlines, engines, events, flow, standing
        from handoff.search import index

        post_migrate.connect(standing.install, sender=self, dispatch_uid="handoff.standing")
        post_migrate.connect(index.install, sender=self, dispatch_uid="handoff.search")
        events.install(lambda event: bool(flow.followers(event)), flow.settle, deadlines.keep)
        engines.writer()
