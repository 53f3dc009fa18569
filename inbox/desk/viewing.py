"""What a view of the desk is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from handoff.models import Person
from inbox.desk.sorting import Order

LONGEST_WAIT = _("longest wait first")


@dataclass(frozen=True)
class View:
    """One view: its name in addresses, its title, whom it holds and what it says when it holds nobody.

    A `personal` one holds something else for each person, whatever queues they see.
    """

    slug: str
    name: StrOrPromise
    holds: Callable[[Person], Q]
    order: Order
    empty: StrOrPromise
    sorting: StrOrPromise = LONGEST_WAIT
    personal: bool = False
