"""How people want their desk: what they chose, or what holds for all."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from handoff.models import Person, Preference


def of(person: Person) -> Preference:
    """What `person` chose, as it was read along with them or else as it is now; where they chose nothing, a row that
    is not kept yet.
    """
    read: Any = Person.preference.related
    if read.is_cached(person):
        found = read.get_cached_value(person)
    else:
        found = Preference.objects.filter(person=person).first()
    return found or Preference(person_id=person.pk)


def keep(person: Person, **chosen: Any) -> Preference:
    """Keep what `person` chose; the rest stays as it is."""
    return Preference.objects.update_or_create(person_id=person.pk, defaults=chosen)[0]


def undo_for(person: Person) -> timedelta:
    """How long `person` may undo what they send."""
    own = of(person).undo_s
    return timedelta(seconds=settings.UNDO_SECONDS if own is None else own)
