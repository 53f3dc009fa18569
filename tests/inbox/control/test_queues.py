"""Henrik sets when which queue is open."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from handoff.models import Change, Queue
from handoff.policy.hours import DAYS, Holiday, Hours, Slot
from inbox.control import opening
from tests import factories

pytestmark = pytest.mark.django_db
OFFICE = Hours(
    "Europe/Oslo",
    (Slot(DAYS[:5], "08:00", "12:00"), Slot(DAYS[:5], "13:00", "17:00"), Slot(("sat",), "10:00", "14:00")),
)


def form(*slots: tuple[str, str, str], **told: Any) -> dict[str, Any]:
    """The form of a queue, its slots as (days with spaces between, start, end)."""
    whole = {"name": "Orders", "topics": "orders", "timezone": "Europe/Oslo", "holidays": ""}
    rows: dict[str, Any] = {"slot-TOTAL_FORMS": len(slots), "slot-INITIAL_FORMS": 0}
    for number, (days, start, end) in enumerate(slots):
        rows |= {
            f"slot-{number}-days": days.split(),
            f"slot-{number}-start": start,
            f"slot-{number}-end": end,
        }
    return {**whole, **rows, **told}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Oslo"))


def test_a_queue_is_made_with_its_hours(henrik: Client) -> None:
    sent = form(
        ("mon tue wed thu fri", "08:00", "12:00"),
        ("mon tue wed thu fri", "13:00", "17:00"),
        ("", "", ""),
        ("sat", "10:00", "00:00"),
        holidays="2026-12-25 First day of Christmas\n2026-01-01",
    )
    assert henrik.post(reverse("new_queue"), sent).status_code == 302
    queue = Queue.objects.get()
    assert (queue.name, queue.topics, queue.default) == ("Orders", ["orders"], True)
    assert queue.opening.slots == (*OFFICE.slots[:2], Slot(("sat",), "10:00", "00:00"))
    assert [day.name for day in queue.opening.holidays] == ["", "First day of Christmas"]


def test_hours_that_were_saved_stay_when_something_else_is_changed(henrik: Client) -> None:
    sent = form(("mon", "08:00", "24:00".replace("24", "00")), ("sat", "10:00", "14:00"))
    henrik.post(reverse("new_queue"), sent)
    queue = Queue.objects.get()
    before = queue.opening
    url = reverse("queue", args=[queue.pk])
    opened = henrik.get(url).context["editor"].slots
    assert [row["start"].value() for row in opened.forms] == ["08:00", "10:00"]
    henrik.post(url, {**sent, "slot-INITIAL_FORMS": 2, "topics": "orders\nparcels"})
    queue.refresh_from_db()
    assert (queue.opening, queue.topics) == (before, ["orders", "parcels"])
    assert set(Change.objects.latest("pk").after) == {"topics"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (form(("", "08:00", "12:00")), "Choose its days."),
        (form(("mon", "", "12:00")), "From when?"),
        (form(("mon", "08:00", "")), "Until when?"),
        (form(("mon", "8 o'clock", "12:00")), "Enter a valid time."),
        (form(timezone="Mars/Base"), "There is no such time zone."),
        (form(holidays="2026-02-30 Leap"), "2026-02-30 Leap”: day is out of range"),
        (form(holidays="Christmas"), "it begins with a date"),
        (form(name=""), "This field is required."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    henrik: Client, told: dict[str, Any], said: str
) -> None:
    answer = henrik.post(reverse("new_queue"), {**told, "topics": "typed by hand"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert "typed by hand" in shown
    assert not Queue.objects.exists()


def test_the_editor_adds_removes_and_copies_without_saving(henrik: Client) -> None:
    def days(**told: Any) -> list[Any]:
        sent = form(
            ("mon tue", "08:00", "12:00"), ("mon", "13:00", "17:00"), ("sun", "10:00", "11:00"), **told
        )
        rows = henrik.post(reverse("hours"), sent).context["editor"].slots.forms
        return [row["days"].value() for row in rows]

    assert days(do="more")[3:] == [[]]
    assert days(do="remove-1") == [["mon", "tue"], ["sun"]]
    assert days(do="copy", copy_from="mon", copy_to=["tue", "sun"]) == [
        ["mon", "tue", "sun"],
        ["mon", "tue", "sun"],
    ]
    assert days(do="copy", copy_from="sat", copy_to=["mon"]) == [["tue"], ["sun"]]
    assert not Queue.objects.exists()


def test_the_editor_says_what_would_hold_now(henrik: Client) -> None:
    assert "Always open" in henrik.post(reverse("hours"), form()).content.decode()
    assert "Always open" not in henrik.post(reverse("hours"), form(("mon", "", "17:00"))).content.decode()


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T09:00", "Open now; closes 12:00; next open 13:00"),
        ("2026-11-23T12:30", "Closed now; opens 13:00"),
        ("2026-11-27T16:00", "Open now; closes 17:00; next open Sat 10:00"),
        ("2026-11-28T15:00", "Closed now; opens Mon 08:00"),
    ],
)
def test_the_sentence(moment: str, said: str) -> None:
    assert opening.now(OFFICE, at(moment)) == said


def test_far_openings_are_dated_and_the_week_reads_as_one_line() -> None:
    away = tuple(Holiday(datetime(2026, 11, day).date()) for day in range(28, 31))
    away += tuple(Holiday(datetime(2026, 12, day).date()) for day in range(1, 8))
    closed = Hours("Europe/Oslo", OFFICE.slots, away)
    assert opening.now(closed, at("2026-11-27T18:00")) == "Closed now; opens 8 Dec 08:00"
    assert opening.week(OFFICE) == "Mon–Fri 08:00–12:00, 13:00–17:00; Sat 10:00–14:00"
    assert opening.week(Hours()) == opening.now(Hours()) == "Always open"


def test_the_default_moves_to_another_queue_and_is_not_switched_off(henrik: Client) -> None:
    orders, payments = factories.queue("Orders", default=True), factories.queue("Payments")
    url = reverse("queue", args=[orders.pk])
    henrik.post(url, form())
    orders.refresh_from_db()
    assert orders.default, "the switch is asleep there"
    henrik.post(reverse("queue", args=[payments.pk]), form(name="Payments", topics="", default="on"))
    assert dict(Queue.objects.values_list("name", "default")) == {"Orders": False, "Payments": True}


def test_a_queue_in_use_stays(henrik: Client) -> None:
    orders, unused = factories.queue("Orders"), factories.queue("Unused")
    factories.queued(to=orders)
    answer = henrik.post(reverse("removal", args=[orders.pk]), follow=True)
    assert "There are conversations in it" in answer.content.decode()
    henrik.post(reverse("removal", args=[unused.pk]))
    assert list(Queue.objects.filter(pk__in=[orders.pk, unused.pk])) == [orders]
    assert Change.objects.latest("pk").after == {}


def test_without_scripts_the_buttons_of_the_editor_send_the_form_and_save_nothing(henrik: Client) -> None:
    url = reverse("new_queue")
    sent = form(("mon", "08:00", "12:00"), name="Half typed")
    for asked, slots in (("more", 2), ("remove-0", 0)):
        answer = henrik.post(url, {**sent, "do": asked})
        shown = answer.content.decode()
        assert (answer.status_code, len(answer.context["editor"].slots.forms)) == (200, slots)
        assert 'value="Half typed"' in shown
        assert shown.count('id="queue-form"') == 1, "the whole page, not the editor alone"
    assert not Queue.objects.exists()
    more = {**sent, "do": "copy", "copy_from": "mon", "copy_to": ["tue", "sat"]}
    days = henrik.post(url, more).context["editor"].slots.forms[0]["days"].value()
    assert days == ["mon", "tue", "sat"]
