"""A customer with two conversations, spam, one who is kept out, and many passed on: with a colleague looking on."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Window
from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

_TWO = """
from tests import factories
orders, mira = Queue.objects.get(name="Orders"), Person.objects.get(username="mira")
kept = factories.assigned(mira, to=orders, text="My Rondane came without poles.", customer="Ingrid Solheim")
gone = factories.queued(to=orders, text="The order is FJ-48213, where are they?", customer="Ingrid Solheim")
Conversation.objects.filter(pk=gone.pk).update(customer=kept.customer)
result = [kept.pk, gone.pk]
"""
_THREE = """
from tests import factories
orders, mira = Queue.objects.get(name="Orders"), Person.objects.get(username="mira")
result = [factories.assigned(mira, to=orders, customer=name).pk for name in ("Spam Bot", "Rude Guest", "Even Strøm")]
"""
_WRITES = """
from tests import factories
factories.hears("Answer me!", conversation=Conversation.objects.get(pk=pk), customer="Rude Guest")
"""


@pytest.fixture
def jonas(shop: Stack, window: Window) -> Agent:
    """Jonas, who works in the same queue."""
    shop.person("Jonas Berg", queues=["Orders"])
    return Agent(window(), shop, "jonas")


def test_two_become_one_before_a_colleagues_eyes_and_two_again(
    shop: Stack, mira: Agent, jonas: Agent
) -> None:
    kept, gone = shop.do(_TWO)
    jonas.looks_at(f"all/{kept}")
    mira.looks_at(f"mine/{kept}")
    page = mira.page
    page.locator("#rail").get_by_role("link", name="Merge with").click()
    expect(page.get_by_role("radio", checked=True)).to_have_value(str(kept))
    page.get_by_role("button", name="Merge").click()
    expect(page.locator("#thread")).to_have_attribute("data-conversation", str(kept), timeout=SOON)
    for agent in (mira, jonas):
        expect(agent.page.locator("#entries details")).to_contain_text("The order is FJ-48213", timeout=SOON)
    quote = page.locator("#rail .briefing a", has_text="FJ-48213").first
    expect(quote).to_be_visible()
    quote.click()
    expect(page.locator("#entries > li.shown")).to_contain_text("The order is FJ-48213")

    mira.looks_at(f"all/{gone}")
    page.get_by_role("button", name="Take apart again").click()
    expect(page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)
    jonas.looks_at(f"all/{kept}")
    expect(jonas.page.locator("#entries")).to_contain_text("merged another conversation into this one")
    expect(jonas.page.locator("#entries details")).to_have_count(0)
    assert shop.query("SELECT count(*) FROM handoff_conversation WHERE merged_into_id IS NOT NULL") == [(0,)]


def test_spam_ends_and_who_is_blocked_reaches_nobody(shop: Stack, mira: Agent, jonas: Agent) -> None:
    spam, rude, even = shop.do(_THREE)
    mira.looks_at(f"mine/{spam}")
    jonas.looks_at("all")
    page = mira.page
    page.locator("[form=spam-form]").click()
    expect(page.locator("#thread")).not_to_have_attribute("data-conversation", str(spam), timeout=SOON)
    expect(page.locator(f"#row-{spam}")).to_have_count(0)

    mira.looks_at(f"mine/{rude}")
    jonas.looks_at(f"all/{rude}")
    page.get_by_role("button", name="Block the customer").click()
    expect(page.locator("#block-reason")).to_be_focused()
    page.locator("#block-reason").fill("Threats")
    page.locator("#block button[type=submit]").click()
    for agent in (mira, jonas):
        expect(agent.page.locator("#rail .chip.bad")).to_have_text("blocked", timeout=SOON)
        expect(agent.page.locator("#rail")).to_contain_text("Threats")
    before = page.locator("#count-unassigned").inner_text()
    shop.do(_WRITES, pk=rude)
    mira.looks_at(f"mine/{even}")
    expect(page.locator("#count-unassigned")).to_have_text(before)
    states = "SELECT state FROM handoff_conversation WHERE id IN (%s, %s)"
    assert shop.query(states, spam, rude) == [("resolved",), ("resolved",)]


def test_many_are_passed_on_at_once(shop: Stack, mira: Agent, jonas: Agent) -> None:
    first, second, left = shop.do(_THREE)
    ((number,),) = shop.query("SELECT id FROM handoff_person WHERE username = 'jonas'")
    jonas.looks_at("mine")
    mira.looks_at("mine")
    page = mira.page
    for pk in (first, second):
        page.locator(f"#row-{pk} > input").check()
    page.locator("#bulk-to").select_option(f"agent:{number}")
    page.get_by_role("button", name="Reassign").click()
    for pk in (first, second):
        expect(jonas.page.locator(f"#row-{pk}")).to_have_count(1, timeout=SOON)
        expect(page.locator(f"#row-{pk}")).to_have_count(0, timeout=SOON)
    expect(page.locator(f"#row-{left}")).to_have_count(1)


@pytest.fixture(autouse=True)
def _nothing_went_wrong(mira: Agent, jonas: Agent) -> object:
    yield
    assert mira.page.wrong == jonas.page.wrong == []  # type: ignore[attr-defined]
