"""The whole circle, in two browsers: Ingrid at the chat, Mira at the desk."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Opens, Window
from tests.e2e.people import PROMPTLY, SECOND, SOON, Agent, Visitor
from tests.e2e.wire import Wire
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

ASKS = "The pole set is missing from my tent. Can I talk to a person?"
HURRY = "Please hurry!"
PROPOSED = re.compile(
    "^Poles, pegs, fly sheets, guy lines, buckles, straps and pole sets are sent at no cost"
)
EDITED = "Poles and pole sets are sent at no cost. Yours leaves today, by express."


def test_from_the_customer_to_the_agent_and_back(shop: Stack, opens: Opens, mira: Agent) -> None:
    ingrid = opens("Ingrid Solheim")
    _mira_takes(mira, ingrid)
    _each_sees_the_other_type(mira, ingrid)
    ingrid.says(HURRY)
    expect(mira.entry(HURRY)).to_have_count(1, timeout=PROMPTLY)
    _mira_edits(mira, EDITED)
    _mira_approves(mira)
    ingrid.reads(EDITED, within=PROMPTLY)
    expect(ingrid.page.locator(".bubble header").last).to_have_text("Mira Dahl")
    _the_edit_is_kept(shop, ingrid)


def test_the_same_with_the_agents_line_cut_for_ten_seconds(
    shop: Stack, opens: Opens, wire: Wire, window: Window
) -> None:
    ingrid = opens("Ingrid Solheim")
    mira = Agent(window(), shop, "mira", url=wire.url)
    _mira_takes(mira, ingrid)
    _mira_edits(mira, EDITED)
    wire.cut()
    began = time.monotonic()
    expect(mira.page.locator("#pill")).to_contain_text("Stale since", timeout=SOON)
    expect(mira.page.locator("#approve")).to_be_disabled()
    ingrid.says(HURRY)
    mira.page.wait_for_timeout(max(0.0, 10 - (time.monotonic() - began)) * SECOND)
    expect(mira.entry(HURRY)).to_have_count(0)
    wire.mend()
    expect(mira.page.locator("#pill")).to_have_text("Live", timeout=SOON)
    expect(mira.entry(HURRY)).to_have_count(1, timeout=PROMPTLY)
    expect(mira.page.get_by_label("Draft text")).to_have_value(EDITED)
    _mira_approves(mira)
    ingrid.reads(EDITED, within=PROMPTLY)
    _the_edit_is_kept(shop, ingrid)
    said = shop.query(
        "SELECT text FROM handoff_message m JOIN handoff_conversation c ON c.id = m.conversation_id "
        "WHERE c.external_id = %s ORDER BY number",
        ingrid.conversation,
    )
    assert [text for (text,) in said] == [ASKS, HURRY, EDITED]


def _mira_takes(mira: Agent, ingrid: Visitor) -> None:
    """Ingrid asks for a person; at once Mira sees it, without a reload; she claims it."""
    mira.looks_at("unassigned")
    mira.page.evaluate("window.samePage = true")
    row = mira.row("Ingrid Solheim")
    expect(row).to_have_count(0)
    ingrid.says(ASKS)
    expect(row).to_have_count(1, timeout=PROMPTLY)
    ingrid.stands("Next in line")
    row.click()
    expect(mira.entry(ASKS)).to_have_count(1, timeout=SOON)
    mira.page.get_by_role("button", name="Claim").click()
    ingrid.stands("Mira Dahl", "is with you", within=PROMPTLY)
    assert mira.page.evaluate("window.samePage") is True


def _each_sees_the_other_type(mira: Agent, ingrid: Visitor) -> None:
    ingrid.page.locator("#text").press_sequentially("Please")
    expect(mira.page.get_by_text("is typing")).to_be_visible(timeout=PROMPTLY)
    mira.page.get_by_role("tab", name="Reply").click()
    mira.page.get_by_label("Reply to Ingrid Solheim").press_sequentially("One moment")
    ingrid.stands("Mira Dahl", "is typing…", within=PROMPTLY)
    mira.page.get_by_label("Reply to Ingrid Solheim").fill("")
    mira.page.get_by_role("tab", name="Draft").click()


def _mira_edits(mira: Agent, text: str) -> None:
    expect(mira.page.get_by_label("Draft text")).to_have_value(PROPOSED, timeout=PROMPTLY)
    mira.page.get_by_role("tab", name="Draft").click()  # it may have come after she opened the conversation
    mira.page.get_by_label("Draft text").fill(text)


def _mira_approves(mira: Agent) -> None:
    """The customer wrote after the draft: it goes out only when she says that she has read it."""
    expect(mira.page.locator("#lane [role=alert]")).to_contain_text(HURRY, timeout=SOON)
    expect(mira.page.locator("#approve")).to_be_disabled()
    mira.page.get_by_label("I have read it").check()
    mira.page.locator("#approve").click()


def _the_edit_is_kept(shop: Stack, ingrid: Visitor) -> None:
    """The feedback holds what the AI proposed, what was said, and the difference between the two."""
    rows = shop.query(
        "SELECT f.outcome, f.final_text, f.difference, d.text FROM handoff_feedback f "
        "JOIN handoff_draft d ON d.id = f.draft_id JOIN handoff_conversation c ON c.id = d.conversation_id "
        "WHERE c.external_id = %s AND f.outcome = 'edited'",
        ingrid.conversation,
    )
    assert len(rows) == 1
    outcome, final, difference, proposed = rows[0]
    assert (outcome, final) == ("edited", EDITED)
    assert "".join(before for _, before, _ in difference) == proposed
    assert "".join(after for _, _, after in difference) == EDITED
