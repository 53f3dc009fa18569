"""Twenty drafts one after another without the mouse: the next opens by itself, whoever waits longest first."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

DRAFTS = 20
EDITED, REJECTED = (7, 15), (12,)
TEXT = "#draft-form textarea"
_HOLD = """
from tests import factories
for n in range(drafts):
    factories.proposes(factories.hears(f"Question {n}?", customer=f"Customer {n}"), f"Answer {n}.")
factories.settle()
"""
_FATES = """
result = dict(Draft.objects.filter(text__startswith="Answer ").values_list("text", "status"))
"""


def decides(page: Page, number: int) -> None:
    """One key for a verdict, two for a reason."""
    if number in REJECTED:
        page.keyboard.press("x")
        page.keyboard.press("2")
        return
    if number in EDITED:
        page.keyboard.press("e")
        expect(page.locator(TEXT)).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type(" Gladly.")
    page.keyboard.press("Control+Enter")


def test_twenty_drafts_are_decided_by_keys_alone(shop: Stack, mira: Agent) -> None:
    shop.do(_HOLD, drafts=DRAFTS)
    mira.looks_at("review")
    page = mira.page
    expect(page.locator("#rows > li")).to_have_count(DRAFTS, timeout=SOON)
    page.keyboard.press("j")
    for number in range(DRAFTS):
        expect(page.locator(TEXT)).to_have_value(f"Answer {number}.", timeout=SOON)
        expect(page.locator("#entries")).to_contain_text(f"Question {number}?")
        decides(page, number)
    expect(page.locator("#rows > li")).to_have_count(0, timeout=SOON)
    fates = shop.do(_FATES)
    told = {f"Answer {n}.": "approved" for n in range(DRAFTS)}
    told |= {f"Answer {n}.": "edited" for n in EDITED} | {f"Answer {n}.": "rejected" for n in REJECTED}
    assert fates == told


def test_who_is_faster_than_htmx_stays_on_the_page(shop: Stack, mira: Agent) -> None:
    shop.do(_HOLD, drafts=2)
    mira.looks_at("review")
    page = mira.page
    expect(page.locator("#rows > li")).to_have_count(2, timeout=SOON)
    page.keyboard.press("j")
    expect(page.locator(TEXT)).to_have_value("Answer 0.", timeout=SOON)
    page.evaluate("window.stayed = true")
    page.locator("#draft-form").evaluate(
        "form => form.replaceWith(form.cloneNode(true))"
    )  # htmx knows it not
    page.keyboard.press("Control+Enter")
    expect(page.locator(TEXT)).to_have_value("Answer 1.", timeout=SOON)
    assert page.evaluate("window.stayed")
