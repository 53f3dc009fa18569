"""Henrik runs the house in the browser: a key, the hours of a queue, a colleague; with a mouse, keys and a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Window
from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def henrik(shop: Stack, window: Window) -> Page:
    """A browser of Henrik's, in which nothing goes wrong."""
    if not shop.query("SELECT id FROM handoff_person WHERE username = 'henrik'"):
        shop.person("Henrik Vik", role="admin")
    page = window(permissions=["clipboard-read", "clipboard-write"], locale="en-GB")
    Agent(page, shop, "henrik")
    return page


def fine(page: Page) -> bool:
    """Nothing went wrong in it."""
    return not page.wrong  # type: ignore[attr-defined]


def test_a_key_is_made_copied_and_revoked(henrik: Page, shop: Stack) -> None:
    henrik.goto(f"{shop.url}/control/sources/")
    henrik.get_by_label("Name").fill("Phone")
    henrik.get_by_role("button", name="Add").click()
    henrik.get_by_label("Label").fill("Till")
    henrik.get_by_role("button", name="Make the key").click()
    key = henrik.locator("#key").inner_text(timeout=SOON)
    henrik.get_by_role("button", name="Copy", exact=True).click()
    expect(henrik.locator("[data-copied=key]")).to_have_text("Copied")
    assert henrik.evaluate("navigator.clipboard.readText()") == key
    assert shop.do("result = sources.verify(text) is not None", text=key)
    henrik.get_by_text("Change or revoke").click()
    henrik.get_by_role("button", name="Revoke …").click()
    expect(henrik.get_by_role("heading", name="Revoke Till?")).to_be_visible()
    henrik.keyboard.press("Escape")
    expect(henrik.get_by_role("heading", name="Revoke Till?")).to_be_hidden()
    henrik.get_by_role("button", name="Revoke …").click()
    henrik.keyboard.press("Enter")
    expect(henrik.get_by_text("Till is revoked: its connections are closed.")).to_be_visible(timeout=SOON)
    assert not shop.do("result = sources.verify(text) is not None", text=key)
    assert fine(henrik)


def test_hours_are_set_for_one_day_and_copied_to_others(henrik: Page, shop: Stack) -> None:
    henrik.goto(f"{shop.url}/control/queues/")
    henrik.get_by_role("link", name="Orders").click()
    henrik.get_by_role("button", name="Add a slot").click()
    first = henrik.get_by_role("group", name="Slot 1")
    first.get_by_label("Mon").check()
    first.get_by_label("from").fill("00:00")
    first.get_by_label("to").fill("00:00")
    first.get_by_label("to").blur()
    expect(henrik.locator("#hours-now")).to_have_text(re.compile("^(Open|Closed) now; "), timeout=SOON)
    copy = henrik.get_by_role("group", name="Copy a day to others")
    for day in ("Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        copy.get_by_label(day).check()
    copy.get_by_role("button", name="Copy").click()
    expect(first.get_by_label("Sun")).to_be_checked(timeout=SOON)
    expect(henrik.locator("#hours-now")).to_have_text("Open now; never closes", timeout=SOON)
    henrik.get_by_role("button", name="Save").click()
    expect(henrik.get_by_text("Saved.")).to_be_visible(timeout=SOON)
    expect(first.get_by_label("Mon")).to_be_checked()
    henrik.get_by_role("button", name="Remove slot 1").click()
    expect(henrik.get_by_text("No slot: always open.")).to_be_visible(timeout=SOON)
    assert fine(henrik)


def test_a_colleague_is_invited_by_keys_alone(henrik: Page, shop: Stack, window: Window) -> None:
    henrik.goto(f"{shop.url}/control/people/")
    henrik.get_by_label("User name").focus()
    for word in ("nora", "Nora Moe"):
        henrik.keyboard.type(word)
        henrik.keyboard.press("Tab")
    henrik.get_by_label("Name", exact=True).press("Enter")
    link = henrik.locator("#link").inner_text(timeout=SOON)
    page = window()
    page.goto(link)
    for label in ("New password", "New password confirmation"):
        page.get_by_label(label, exact=True).fill("fjell-og-vidde-7")
    page.keyboard.press("Enter")
    page.get_by_label("User name").fill("nora")
    page.get_by_label("Password").fill("fjell-og-vidde-7")
    page.keyboard.press("Enter")
    expect(page.locator("#pill")).to_have_text("Live", timeout=SOON)
    assert fine(page)
    assert fine(henrik)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(shop: Stack, window: Window, scheme: str) -> None:
    if not shop.query("SELECT id FROM handoff_person WHERE username = 'henrik'"):
        shop.person("Henrik Vik", role="admin")
    page = window(viewport=NARROW, color_scheme=scheme)
    Agent(page, shop, "henrik")
    page.goto(f"{shop.url}/control/")
    names = page.get_by_role("navigation", name="Control").get_by_role("link")
    addresses = [link.get_attribute("href") or "" for link in names.all()]
    for address in [one for one in addresses if one.startswith("/control/")]:
        page.goto(f"{shop.url}{address}")
        expect(page.locator(".control > .views [aria-current]")).to_be_in_viewport()
        wide = page.evaluate(
            "[document.documentElement, document.querySelector('.sheet')].map(e => e.scrollWidth - e.clientWidth)"
        )
        assert wide == [0, 0], address
    assert fine(page)
