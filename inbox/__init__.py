"""The web face of Baton and its Django project: every door in."""

from inbox.celery import app as celery_app

__all__ = ["celery_app"]
