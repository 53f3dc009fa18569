"""Forgetting what need not be kept: acknowledged or old deliveries, answered frames, spent tickets, what was never
sent.
"""

from datetime import timedelta

from django.conf import settings

from handoff import typed
from handoff.attachments import forget_unsent
from handoff.clock import now
from handoff.models import Delivery, Frame, Ticket


def tidy() -> None:
    """Delete deliveries and frames past their retention, tickets past their minute, and files and texts that no
    message took up.
    """
    present = now()
    Delivery.objects.filter(at__lt=present - timedelta(days=settings.EVENT_RETENTION_DAYS)).delete()
    Frame.objects.filter(at__lt=present - timedelta(hours=settings.FRAME_RETENTION_HOURS)).delete()
    Ticket.objects.filter(expires_at__lt=present - timedelta(hours=1)).delete()
    forget_unsent()
    typed.forget_old()
