"""How people want their desk: what they chose, or what holds for all."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from handoff.models import Person, Preference


def of(person: Person) -> Preference:
    """What `person` chose; a row that is not kept yet where they chose nothing."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def keep(person: Person, **chosen: Any) -> Preference:
    """Keep what `person` chose; the rest stays as it is."""
    return Preference.objects.update_or_create(person=person, defaults=chosen)[0]


def undo_for(person: Person) -> timedelta:
    """How long `person` may undo what they send."""
    own = of(person).undo_s
    return timedelta(seconds=settings.UNDO_SECONDS if own is None else own)
