"""Files in both directions: the customer sends a picture, the agent a label, and what is hostile comes nowhere."""

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests import files
from tests.e2e.conftest import Opens, Window
from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

REPLY = "#reply-form textarea"
_GONE = """
from inbox import links
from handoff.models import Attachment
later, links.time.time = links.time.time, lambda: 0
result = links.for_customer([{"attachment": Attachment.objects.latest("pk").ref}])[0]["url"]
links.time.time = later
"""


def named(name: str, content: bytes) -> FilePayload:
    """A file as a browser is given one."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def painted(picture: Locator) -> None:
    """It is there, and the browser could draw it."""
    expect(picture).to_be_visible(timeout=SOON)
    picture.scroll_into_view_if_needed()
    picture.page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=picture.element_handle())


def test_files_go_both_ways_and_a_hostile_one_nowhere(
    shop: Stack, opens: Opens, mira: Agent, window: Window
) -> None:
    shop.person("Jonas Berg", queues=["Orders"])
    jonas = Agent(window(), shop, "jonas")
    ingrid = opens("Ingrid Solheim")
    ingrid.asks_for_a_person()
    ingrid.stands("in line")
    find = "SELECT id FROM handoff_conversation WHERE external_id = %s"
    ((pk,),) = shop.query(find, ingrid.conversation)
    for agent in (mira, jonas):
        agent.looks_at(f"unassigned/{pk}")
    page = mira.page
    page.locator("[form=claim-form]").first.click()
    expect(page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)

    ingrid.page.locator("#attach").set_input_files(named("tent.png", files.picture()))
    ingrid.says("This is how it came.")
    for agent in (mira, jonas):
        painted(agent.entry("This is how it came.").locator("img"))

    page.locator("#tab-reply").click()
    page.locator(REPLY).fill("Your label.")
    page.locator("#reply-attach").set_input_files(named("label.png", files.SVG))
    told = page.locator("#composer [role=alert]").filter(has_text="label.png")
    expect(told).to_be_visible(timeout=SOON)
    expect(page.locator("#reply-files input")).to_have_count(0)
    page.locator("#reply-attach").set_input_files(named("label.pdf", files.PDF))
    expect(page.locator("#reply-files input")).to_have_count(1, timeout=SOON)
    expect(page.locator(REPLY)).to_have_value("Your label.")
    page.locator(REPLY).press("Control+Enter")
    expect(page.locator("#reply-files li")).to_have_count(0, timeout=SOON)

    ingrid.reads("Your label.")
    link = ingrid.page.get_by_role("link", name="label.pdf")
    expect(link).to_be_visible(timeout=SOON)
    fetched = ingrid.page.request.get(
        f"{shop.url}{link.get_attribute('href')}".replace(f"{shop.url}http", "http")
    )
    assert (fetched.status, fetched.body()) == (200, files.PDF)
    expect(jonas.entry("Your label.")).to_contain_text("label.pdf", timeout=SOON)

    ingrid.page.goto(f"{shop.url}{shop.do(_GONE)}")
    expect(ingrid.page.get_by_role("heading", name="This file cannot be shown")).to_be_visible()
    assert mira.page.wrong == jonas.page.wrong == []  # type: ignore[attr-defined]
