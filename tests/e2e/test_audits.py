"""Sofie judges what went out unseen by one key each, and no key judges while she types."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Window
from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

MARK_TWO = """
from django.conf import settings
from tests import factories
factories.settle()
Audit.objects.all().delete()
usual, settings.AUDIT_PERCENT = settings.AUDIT_PERCENT, 100
for text in ("Do you ship to Iceland?", "Are you open on Sunday?"):
    factories.proposes(factories.hears(text), "Yes, we do.", confidence=0.97)
factories.settle()
settings.AUDIT_PERCENT = usual
"""


@pytest.fixture
def page(shop: Stack, window: Window) -> Page:
    """The page of audits with two answers to judge."""
    shop.person("Sofie Lund", role="supervisor")
    shop.do(MARK_TWO)
    page = window()
    Agent(page, shop, "sofie")
    page.goto(f"{shop.url}/floor/audits/")
    return page


def test_two_answers_are_judged_by_a_key_each(page: Page, shop: Stack) -> None:
    expect(page.get_by_text("Do you ship to Iceland?")).to_be_visible(timeout=SOON)
    page.keyboard.press("r")
    expect(page.get_by_text("Are you open on Sunday?")).to_be_visible(timeout=SOON)
    remark = page.get_by_label("Remark")
    remark.press_sequentially("r1 Closed.")
    expect(remark).to_have_value("r1 Closed.")
    remark.blur()
    page.keyboard.press("1")
    expect(page.get_by_text("Nothing to judge")).to_be_visible(timeout=SOON)
    judged = shop.query("SELECT finding, reason, remark FROM handoff_audit ORDER BY id")
    assert judged == [("right", "", ""), ("wrong", "wrong_fact", "r1 Closed.")]
    assert page.wrong == []  # type: ignore[attr-defined]
