"""The one clock of the domain, so that a simulated or back-dated run can turn it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta(0))


def now() -> datetime:
    """The present, aware, shifted where a caller runs inside `shifted`."""
    return timezone.now() + _shift.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Everything inside happens `by` later (or earlier, where negative) than it does."""
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)
