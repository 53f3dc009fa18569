"""Mira finds a conversation, lets it wait, and sees why it came back, in a view that she keeps."""

import pytest
from playwright.sync_api import expect

from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

ASKS = """
from tests import factories
talk = factories.queued(to=factories.queue("Orders"), text="My Rondane came without its poles.", customer="Solveig Moe")
result = talk.pk
"""
WRITES = """
from tests import factories
factories.hears("Any news of my poles?", conversation=Conversation.objects.get(pk=pk), customer="Solveig Moe")
"""


def test_found_set_to_wait_and_back_again(shop: Stack, mira: Agent) -> None:
    talk = shop.do(ASKS)
    page = mira.page
    mira.looks_at("all")
    page.keyboard.press("/")
    page.keyboard.type("rondane pol")
    page.keyboard.press("Enter")
    expect(page.locator("#rows mark").first).to_have_text("Rondane", timeout=SOON)
    mira.row("Solveig Moe").click()
    expect(page.locator(".shown .message")).to_contain_text("came without its poles", timeout=SOON)
    page.locator("[form=claim-form]").first.click()
    expect(page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)

    mira.looks_at("by_assigned_any_me_longest")
    page.locator(".choose summary").click()
    page.locator("input[name=name]").fill("At work")
    page.locator(".choose form[method=post] button").first.click()
    count = page.locator("#count-by_assigned_any_me_longest")
    expect(count).to_have_text("1", timeout=SOON)
    expect(page.locator("#pill")).to_have_text("Live", timeout=SOON)

    mira.row("Solveig Moe").click()
    page.locator("#panel-head [popovertarget=wait]").click()
    page.locator("#wait-at").fill("2020-02-01T10:00")
    page.locator("#wait button[type=submit]").click()
    expect(page.locator("#wait-at + [role=alert]")).to_have_text("Choose a time in the future.", timeout=SOON)
    expect(page.locator("#wait-at")).to_be_focused()
    page.locator("#wait-at").fill("")
    expect(page.locator("#wait-at + [role=alert]")).to_have_count(0)
    page.locator("#wait-until").select_option("tomorrow")
    page.locator("#wait button[type=submit]").click()
    expect(count).to_have_text("0", timeout=SOON)
    shop.do(WRITES, pk=talk)
    expect(count).to_have_text("1", timeout=SOON)
    expect(mira.row("Solveig Moe")).to_contain_text("Back: the customer wrote", timeout=SOON)
