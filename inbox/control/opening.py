"""Business hours in words: the week as people read it, and what holds at this moment."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from handoff.policy.hours import DAYS, Hours, next_close, next_open, open_at, zone
from handoff.tongue import say

LABELS = dict(zip(DAYS, (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")), strict=True))


def week(hours: Hours) -> str:
    """All slots: Mon–Fri 08:00–12:00, 13:00–17:00; Sat 10:00–14:00."""
    if not hours.slots:
        return say("Always open")
    by_day = {day: tuple(_times(hours, day)) for day in DAYS}
    parts = []
    for times, days in groupby((day for day in DAYS), key=by_day.__getitem__):
        if times:
            parts.append(f"{_stretch([*days])} {', '.join(times)}")
    return "; ".join(parts)


def now(hours: Hours, at: datetime | None = None) -> str:
    """What holds now, by the queue's own clocks: Open now; closes 17:00; next open Mon 08:00."""
    at = at or timezone.now()
    if not hours.slots:
        return say("Always open")
    if not open_at(hours, at):
        opens = next_open(hours, at)
        return (
            say("Closed now; opens {time}", time=_when(hours, at, opens))
            if opens
            else say("Closed now, for a year at least")
        )
    closes = next_close(hours, at)
    if closes is None:
        return say("Open now; never closes")
    opens = next_open(hours, closes)
    again = say("; next open {time}", time=_when(hours, at, opens)) if opens else ""
    return say("Open now; closes {time}{again}", time=_when(hours, at, closes), again=again)


def _times(hours: Hours, day: str) -> Iterator[str]:
    for slot in sorted(hours.slots, key=lambda slot: slot.start):
        if day in slot.days:
            yield f"{slot.start}–{slot.end}"


def _stretch(days: Sequence[str]) -> str:
    first, last = str(LABELS[days[0]]), str(LABELS[days[-1]])  # type: ignore[index]
    return first if len(days) == 1 else f"{first}{', ' if len(days) == 2 else '–'}{last}"


def _when(hours: Hours, now: datetime, moment: datetime) -> str:
    """A moment as near as it is: 17:00, Mon 08:00, 27 Dec 10:00."""
    there = zone(hours.timezone)
    local, today = moment.astimezone(there), now.astimezone(there).date()
    if local.date() == today:
        return date_format(local, "H:i")
    near = local.date() - today < timedelta(days=7)
    return date_format(local, "D H:i" if near else pgettext("date format", "j M H:i"))
