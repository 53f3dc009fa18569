"""What the open pages of one process are told aloud: each notice once, as its person wants to hear it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from handoff import notices
from handoff.clock import now
from handoff.models import Person, Preference
from handoff.notices import Notice
from handoff.vocabulary import NoticeKind
from inbox import marks

LATELY: Final = timedelta(seconds=30)
REMEMBERED: Final = 5000
MOST_MISSED: Final = 5
"""Who missed more is not told of each: the lists show it."""
SAYS: Final = {
    NoticeKind.ASSIGNED: gettext_noop("%(customer)s: given to you"),
    NoticeKind.QUEUE: gettext_noop("%(customer)s: new in your queue"),
    NoticeKind.SLA: gettext_noop("%(customer)s may be answered too late"),
    NoticeKind.MENTION: gettext_noop("%(customer)s: a note names you"),
    NoticeKind.HELD_BACK: gettext_noop("%(customer)s: your answer did not go out"),
}


@dataclass(frozen=True)
class Told:
    """A notice for one person, and how they want to hear it."""

    notice: Notice
    ways: frozenset[str]

    def message(self, language: str) -> dict[str, Any]:
        """As the page gets it."""
        with translation.override(language):
            text = gettext(SAYS[self.notice.kind]) % {"customer": marks.plain(self.notice.customer)}
        return {
            "id": self.notice.id,
            "text": text,
            "url": reverse("conversation", args=["all", self.notice.conversation]),
            "ways": sorted(self.ways),
        }


class Heard:
    """Finds what is new for the people of this process, and remembers what it told."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}
        self._looked: datetime = now()

    def of(self, people: Collection[int], changed: Collection[int]) -> list[Told]:
        """What happened lately in the conversations that changed."""
        if not changed or not people:
            return []
        return list(self._wanted(notices.of_events(changed, now() - LATELY, _people(people)), people))

    def late(self, people: Collection[int]) -> list[Told]:
        """What came at risk since this was asked last."""
        since, self._looked = max(self._looked, now() - LATELY), now()
        if not people:
            return []
        return list(self._wanted(notices.of_promises(since, self._looked, _people(people)), people))

    def missed(self, person: int, since: datetime) -> list[Told]:
        """The newest of what came for one person, whose page was loaded or cut off since then.

        It may have been told already, to another page of theirs or to nobody.
        """
        since, alone = max(since, now() - LATELY), _people([person])
        found = [*notices.of_promises(since, now(), alone), *notices.of_events(None, since, alone)]
        return list(_as_chosen(found, [person]))[-MOST_MISSED:]

    def _wanted(self, found: Iterable[Notice], people: Collection[int]) -> Iterator[Told]:
        fresh = [one for one in found if one.id not in self._told]
        self._told |= dict.fromkeys(one.id for one in fresh)
        self._told = dict(list(self._told.items())[-REMEMBERED:])
        return _as_chosen(fresh, people)


def _as_chosen(found: Collection[Notice], people: Collection[int]) -> Iterator[Told]:
    """Those that their person wants to hear."""
    if not found:
        return
    rows = Preference.objects.filter(person__in=people).values_list("person", "notices")
    chosen: dict[int, dict[str, list[str]]] = dict(rows)
    for one in found:
        ways = frozenset(chosen.get(one.person, {}).get(one.kind, ()))
        if one.kind == NoticeKind.HELD_BACK:
            ways |= {"toast"}
        if ways:
            yield Told(one, ways)


def _people(keys: Collection[int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=keys, is_active=True).prefetch_related("queues"))
