"""When Fjell & Co answer: several slots a day, nights, holidays, and the two days on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handoff.errors import Invalid
from handoff.policy.hours import (
    DAYS,
    HORIZON,
    Holiday,
    Hours,
    Slot,
    next_close,
    next_open,
    open_at,
    read,
    written,
)

OSLO = ZoneInfo("Europe/Oslo")
WEEK = DAYS[:5]
SHOP = Hours(
    "Europe/Oslo",
    (Slot(WEEK, "08:00", "12:00"), Slot(WEEK, "13:00", "17:00"), Slot(("sat",), "10:00", "14:00")),
    (Holiday(date(2026, 12, 25), "First day of Christmas"),),
)
NIGHT = Hours("Europe/Oslo", (Slot(("fri", "sat"), "22:00", "06:00"),))


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T16:59:59", True),
        ("2026-11-23T17:00", False),
        ("2026-11-28T13:00", True),
        ("2026-11-29T13:00", False),
        ("2026-12-25T13:00", False),
    ],
)
def test_the_shop_s_week(moment: str, is_open: bool) -> None:
    assert open_at(SHOP, oslo(moment)) is is_open


def test_a_moment_may_come_in_any_zone() -> None:
    assert open_at(SHOP, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    assert not open_at(SHOP, datetime(2026, 11, 23, 16, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T09:30", "2026-11-23T09:30"),
        ("2026-11-23T12:00", "2026-11-23T13:00"),
        ("2026-11-27T17:00", "2026-11-28T10:00"),
        ("2026-11-28T14:00", "2026-11-30T08:00"),
        ("2026-12-24T17:00", "2026-12-26T10:00"),
    ],
)
def test_when_it_opens(moment: str, opens: str) -> None:
    assert next_open(SHOP, oslo(moment)) == oslo(opens)


def test_when_it_closes() -> None:
    assert next_close(SHOP, oslo("2026-11-23T09:30")) == oslo("2026-11-23T12:00")
    assert next_close(SHOP, oslo("2026-11-23T12:30")) == oslo("2026-11-23T12:30")


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    assert open_at(NIGHT, oslo("2026-11-29T05:59")), "Sunday morning, from Saturday"
    assert not open_at(NIGHT, oslo("2026-11-29T06:00"))
    assert not open_at(NIGHT, oslo("2026-11-29T22:00"))
    closed = msgspec.structs.replace(NIGHT, holidays=(Holiday(date(2026, 11, 28)),))
    assert open_at(closed, oslo("2026-11-28T02:00")), "which began on Friday"
    assert not open_at(closed, oslo("2026-11-28T23:00"))


def test_slots_that_meet_are_one_opening() -> None:
    meeting = Hours(slots=(Slot(("mon",), "08:00", "12:00"), Slot(("mon",), "12:00", "24:00")))
    assert next_close(meeting, datetime(2026, 11, 23, 9, tzinfo=UTC)) == datetime(2026, 11, 24, tzinfo=UTC)


def test_no_slots_and_all_slots_never_close() -> None:
    moment = datetime(2026, 11, 23, 3, tzinfo=UTC)
    for always in (Hours(), Hours(slots=(Slot(DAYS, "00:00", "00:00"),))):
        assert open_at(always, moment)
        assert (next_open(always, moment), next_close(always, moment)) == (moment, None)


def test_a_year_of_holidays_never_opens() -> None:
    first = date(2026, 11, 20)
    away = tuple(Holiday(first + timedelta(days=n)) for n in range(HORIZON + 10))
    assert next_open(msgspec.structs.replace(SHOP, holidays=away), oslo("2026-11-23T09:30")) is None


def test_a_skipped_time_is_the_end_of_what_is_skipped() -> None:
    early = Hours("Europe/Oslo", (Slot(("sun",), "02:30", "04:00"),))
    assert next_open(early, oslo("2026-03-29T00:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00"
    late = Hours("Europe/Oslo", (Slot(("sat",), "20:00", "02:30"),))
    assert next_close(late, oslo("2026-03-28T21:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first() -> None:
    early = Hours("Europe/Oslo", (Slot(("sun",), "02:30", "04:00"),))
    assert next_open(early, oslo("2026-10-25T00:00")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_close(early, oslo("2026-10-25T02:45")) == datetime(2026, 10, 25, 3, 0, tzinfo=UTC)


def test_a_day_that_a_country_skipped_has_no_hours() -> None:
    samoa = Hours("Pacific/Apia", (Slot(DAYS, "09:00", "17:00"),))
    thursday_evening = datetime(2011, 12, 29, 18, tzinfo=ZoneInfo("Pacific/Apia"))
    assert next_open(samoa, thursday_evening) == datetime(2011, 12, 31, 9, tzinfo=ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"timezone": "Oslo"}, "no time zone “Oslo”"),
        ({"timezone": "../passwd"}, "no time zone"),
        ({"slots": [{"days": [], "start": "08:00", "end": "09:00"}]}, "slots[0]"),
        ({"slots": [{"days": ["mon"], "start": "8:00", "end": "09:00"}]}, "“8:00” is no time"),
        ({"slots": [{"days": ["mon"], "start": "24:00", "end": "09:00"}]}, "00:00 to 23:59"),
        ({"slots": [{"days": ["mon"], "start": "08:00", "end": "24:30"}]}, "00:00 to 24:00"),
        ({"slots": [{"days": ["monday"], "start": "08:00", "end": "09:00"}]}, "slots[0].days[0]"),
        ({"holidays": [{"date": "2026-02-30"}]}, "holidays[0].date"),
        ({"holidays": [{"date": "2026-02-03", "name": "a\nb"}]}, "holidays[0]"),
        ({"open": True}, "open"),
        ([], "object"),
    ],
)
def test_what_is_wrong_is_named(told: object, wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(told)
    assert wrong in refused.value.message
    assert refused.value.facts == {"field": "hours"}


clock = st.integers(0, 24 * 60 - 1).map(lambda m: f"{m // 60:02}:{m % 60:02}")
slots = st.builds(
    Slot, st.sets(st.sampled_from(DAYS), min_size=1).map(tuple), clock, clock | st.just("24:00")
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(
    ["UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
)
holidays = st.builds(Holiday, st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.just("x"))
openings = st.builds(
    Hours, zones, st.lists(slots, max_size=4).map(tuple), st.lists(holidays, max_size=5).map(tuple)
)


@given(openings)
def test_hours_read_as_they_are_written(hours: Hours) -> None:
    assert read(msgspec.json.decode(msgspec.json.encode(written(hours)))) == hours


@given(openings, moments)
def test_it_is_open_when_the_clock_on_the_wall_says_so(hours: Hours, moment: datetime) -> None:
    wall = moment.astimezone(ZoneInfo(hours.timezone))
    offsets = {
        (wall.astimezone(UTC) + timedelta(hours=h)).astimezone(wall.tzinfo).utcoffset() for h in (-49, 0, 49)
    }
    assume(len(offsets) == 1)
    assert open_at(hours, moment) == by_the_wall(hours, wall.replace(tzinfo=None))


def by_the_wall(hours: Hours, wall: datetime) -> bool:
    """The same by minutes of the day, where no clock is changed."""
    away = {holiday.date for holiday in hours.holidays}
    now, today, yesterday = wall.strftime("%H:%M"), wall.date(), wall.date() - timedelta(days=1)

    def begins(slot: Slot, day: date) -> bool:
        return DAYS[day.weekday()] in slot.days and day not in away

    return not hours.slots or any(
        (begins(slot, today) and slot.start <= now and (now < slot.end or slot.end <= slot.start))
        or (begins(slot, yesterday) and slot.end <= slot.start and now < slot.end)
        for slot in hours.slots
    )


@given(openings, moments)
def test_nothing_opens_before_the_next_opening(hours: Hours, moment: datetime) -> None:
    opens = next_open(hours, moment)
    assert opens is not None
    assert opens >= moment
    assert open_at(hours, opens)
    assert (opens == moment) == open_at(hours, moment)
    if opens > moment:
        step = (opens - moment) / 50
        assert not any(open_at(hours, moment + n * step) for n in range(50))
        assert not open_at(hours, opens - timedelta(microseconds=1))


@given(openings, moments)
def test_nothing_closes_before_the_next_closing(hours: Hours, moment: datetime) -> None:
    closes = next_close(hours, moment)
    if closes is None:
        return
    assert not open_at(hours, closes)
    assert (closes == moment) == (not open_at(hours, moment))
    if closes > moment:
        assert open_at(hours, closes - timedelta(microseconds=1))
