"""Business hours: when a queue is open, in its own time zone. Pure: moments come in, moments go out.

A slot's times are read off a clock on the wall. A time that the clock shows twice (when summer ends) means the
first one; a time that it skips (when summer begins) means the end of what is skipped. So a slot always begins
before it ends, and slots that meet on the wall meet on every day of the year.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from handoff.errors import Invalid
from handoff.tongue import say

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Span = tuple[datetime, datetime]

DAYS: Final[tuple[Day, ...]] = get_args(Day)
HORIZON: Final = 400
"""Days ahead that are searched for an opening or a closing."""
MOST_SLOTS, MOST_HOLIDAYS, MOST_NAME = 50, 500, 80
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_A_DAY: Final = timedelta(days=1)


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Open on these days from `start` to `end`, as HH:MM; an end at or before the start is on the next day."""

    days: tuple[Day, ...]
    start: str
    end: str

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("a slot needs at least one day")
        if not _TIME.fullmatch(self.start) or self.start == "24:00":
            raise ValueError(f"“{self.start}” is no time from 00:00 to 23:59")
        if not _TIME.fullmatch(self.end):
            raise ValueError(f"“{self.end}” is no time from 00:00 to 24:00")


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A date on which no slot begins; one that began the evening before goes on to its end."""

    date: date
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > MOST_NAME or not self.name.isprintable():
            raise ValueError(f"the name of a holiday has at most {MOST_NAME} characters on one line")


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When it is open, by the clocks of `timezone` (an IANA name); always, where there are no slots."""

    timezone: str = "UTC"
    slots: tuple[Slot, ...] = ()
    holidays: tuple[Holiday, ...] = ()

    def __post_init__(self) -> None:
        if zone(self.timezone) is None:
            raise ValueError(f"there is no time zone “{self.timezone}”")
        if len(self.slots) > MOST_SLOTS or len(self.holidays) > MOST_HOLIDAYS:
            raise ValueError(f"at most {MOST_SLOTS} slots and {MOST_HOLIDAYS} holidays")


def read(told: Any) -> Hours:
    """Hours from their JSON form, `{}` being always open. Raises Invalid, which names the place, for any other."""
    try:
        return msgspec.convert(told, Hours)
    except msgspec.ValidationError as wrong:
        raise Invalid(say("hours: {wrong}", wrong=wrong), field="hours") from None


def written(hours: Hours) -> dict[str, Any]:
    """Hours in their JSON form."""
    form: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(hours))
    return form


def zone(name: str) -> ZoneInfo | None:
    """The time zone of that IANA name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def open_at(hours: Hours, moment: datetime) -> bool:
    """Whether it is open at this moment (aware). The start of a slot belongs to it, its end does not."""
    return not hours.slots or any(start <= moment < end for start, end in _near(hours, moment))


def next_open(hours: Hours, moment: datetime) -> datetime | None:
    """The first moment from `moment` on at which it is open: `moment` itself where it is open then.

    In UTC. None where it stays closed for HORIZON days.
    """
    moment = moment.astimezone(UTC)
    if not hours.slots:
        return moment
    for ahead in range(-2, HORIZON):
        spans = _spans(hours, _date(hours, moment) + ahead * _A_DAY)
        if comes := [max(start, moment) for start, end in spans if end > moment]:
            return min(comes)
    return None


def next_close(hours: Hours, moment: datetime) -> datetime | None:
    """The first moment from `moment` on at which it is closed: `moment` itself where it is closed then.

    In UTC. None where it stays open for HORIZON days.
    """
    at = moment.astimezone(UTC)
    last = at + HORIZON * _A_DAY
    while hours.slots and at < last:
        ends = [end for start, end in _near(hours, at) if start <= at < end]
        if not ends:
            return at
        at = max(ends)
    return None


def _near(hours: Hours, moment: datetime) -> Iterator[Span]:
    """The spans of the days around a moment: all that can contain it."""
    today = _date(hours, moment)
    for days in (-2, -1, 0, 1):
        yield from _spans(hours, today + days * _A_DAY)


def _date(hours: Hours, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(hours.timezone)).date()


def _spans(hours: Hours, day: date) -> Sequence[Span]:
    """The spans that begin on this date, in UTC; none of no length."""
    if any(holiday.date == day for holiday in hours.holidays):
        return ()
    name, place = DAYS[day.weekday()], ZoneInfo(hours.timezone)
    spans = (_span(slot, day, place) for slot in hours.slots if name in slot.days)
    return [(start, end) for start, end in spans if start < end]


def _span(slot: Slot, day: date, place: ZoneInfo) -> Span:
    over = slot.end <= slot.start or slot.end == "24:00"
    return _moment(day, slot.start, place), _moment(day + over * _A_DAY, slot.end, place)


def _moment(day: date, clock: str, place: ZoneInfo) -> datetime:
    """When the clocks of a zone show this for the first time, or first show something later, in UTC."""
    at = datetime.combine(day, time(int(clock[:2]) % 24, int(clock[3:])), place)
    shown = at.astimezone(UTC)
    if shown.astimezone(place).replace(tzinfo=None) == at.replace(tzinfo=None):
        return shown
    return _end_of_gap(at.replace(fold=1).astimezone(UTC), shown, place)


def _end_of_gap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The second between two moments in which the clocks were set forward."""
    ahead = after.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(place).utcoffset() == ahead:
            after = middle
        else:
            before = middle
    return after
