"""Henrik excludes a topic in a sentence, sees what it matches, publishes, and takes it back; Astrid was faster once."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Window
from tests.e2e.people import SOON, Agent
from tests.front_end import Json, a_frame
from tests.stack import Key, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]
TICKETS = """
from handoff.models import PastTicket
for text in ("My airbag backpack does not inflate", "Where is my order?", "Can I fly with an airbag?"):
    PastTicket.objects.get_or_create(key=text, defaults={"question": text})
"""


@pytest.fixture
def worker(shop: Stack) -> Iterator[None]:
    """Who looks through past tickets."""
    shop.start("worker")
    yield
    shop.end("worker")


@pytest.fixture
def admin(shop: Stack, window: Window) -> Callable[[str], Page]:
    """`admin("Henrik Vik")`: a browser of that admin's, on the policy page."""

    def opens(name: str) -> Page:
        username = name.split(maxsplit=1)[0].lower()
        if not shop.query("SELECT id FROM handoff_person WHERE username = %s", username):
            shop.person(name, role="admin")
        page = window(locale="en-GB")
        Agent(page, shop, username)
        page.goto(f"{shop.url}/control/policy/")
        return page

    return opens


def proposes(shop: Stack, key: Key, conversation: str, asked: str) -> Json:
    """A customer asks, and the AI would answer, very sure; what it is told."""
    with httpx.Client(base_url=shop.url, headers=key.headers, timeout=40) as http:
        heard = a_frame("message", conversation=conversation, text=asked)
        http.post("/api/v1/frames", json=heard).raise_for_status()
        wish = a_frame("propose", conversation=conversation, text="Yes, gladly.", confidence=0.99)
        told: Json = http.post("/api/v1/frames", json=wish).raise_for_status().json()["decision"]
        return told


def begin(page: Page) -> None:
    page.get_by_role("button", name="Begin a change").click()
    page.wait_for_url(re.compile(r"/control/policy/\d+/$"))


def publish(page: Page, why: str) -> None:
    page.get_by_role("button", name="Publish v").click()
    page.get_by_label("Why?").locator("visible=true").fill(why)
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text(re.compile(r"Version \d+ is live\."))).to_be_visible(timeout=SOON)


@pytest.mark.usefixtures("worker")
def test_a_topic_is_excluded_in_a_sentence_and_taken_back(shop: Stack, admin: Callable[[str], Page]) -> None:
    shop.do(TICKETS)
    key, henrik = shop.source("Web chat"), admin("Henrik Vik")
    assert proposes(shop, key, "before", "Can my airbag be repaired?")["action"] == "send"

    begin(henrik)
    henrik.get_by_text("Add a sentence").click()
    henrik.locator("#exclusions-new-sentence").fill("Anything about airbags")
    henrik.locator("#exclusions-new").get_by_role("button", name="Add").click()
    expect(henrik.locator(".rules ins")).to_have_text("new", timeout=SOON)
    henrik.get_by_role("link", name="would have matched 2").click()
    expect(henrik.locator("#rail").get_by_text("“Can I fly with an airbag?”")).to_be_visible(timeout=SOON)
    expect(henrik.get_by_text(re.compile(r"Would have matched 2 of \d+ past tickets"))).to_be_visible()
    publish(henrik, "Airbags are for people who know them")

    told = proposes(shop, key, "during", "Can my airbag be repaired?")
    assert told["action"] == "handoff"
    assert "excluded" in [one["trigger"] for one in told["triggers"]]

    henrik.get_by_role("button", name="Roll back …").first.click()
    henrik.get_by_label("Why?").locator("visible=true").fill("Too wide")
    henrik.get_by_role("button", name="Make it live").click()
    expect(henrik.get_by_text("is live again.")).to_be_visible(timeout=SOON)
    assert proposes(shop, key, "after", "Can my airbag be repaired?")["action"] == "send"
    assert henrik.wrong == []  # type: ignore[attr-defined]


def test_the_handles_are_moved_by_keys_and_cannot_cross(shop: Stack, admin: Callable[[str], Page]) -> None:
    henrik = admin("Henrik Vik")
    begin(henrik)
    handle = henrik.get_by_role("slider", name="Hold from")
    handle.focus()
    for press in ("ArrowLeft", "ArrowLeft", "PageUp"):
        henrik.keyboard.press(press)
    expect(henrik.locator("#line-hold_from")).to_have_value(".63")
    expect(henrik.get_by_text("live .60")).to_be_visible(timeout=SOON)
    expect(henrik.locator("#thumb-hold")).to_be_focused()
    henrik.keyboard.press("End")
    expect(henrik.locator("#line-hold_from")).to_have_value(".86")
    expect(henrik.locator(".chip.line")).to_have_text("1 change", timeout=SOON)
    assert henrik.wrong == []  # type: ignore[attr-defined]


def test_of_two_admins_at_once_the_slower_loses_nothing(shop: Stack, admin: Callable[[str], Page]) -> None:
    henrik, astrid = admin("Henrik Vik"), admin("Astrid Moe")
    begin(henrik)
    astrid.goto(henrik.url)
    send = astrid.locator("#line-send_from")
    send.fill(".93")
    send.blur()
    expect(astrid.locator(".chip.line")).to_have_text("1 change", timeout=SOON)
    henrik.locator("#triggers-anger-more > summary").click()
    henrik.locator("#triggers-anger-at").fill(".6")
    henrik.locator("#triggers-anger").get_by_role("button", name="Save").click()
    expect(henrik.get_by_text("Astrid Moe changed this draft meanwhile")).to_be_visible(timeout=SOON)
    expect(henrik.get_by_text("Send from: .86 → .93").first).to_be_visible()
    henrik.get_by_role("button", name="Save yours as well").click()
    expect(henrik.locator(".chip.line")).to_have_text("2 changes", timeout=SOON)
    publish(henrik, "Both of us")
    assert shop.do("from handoff import policies; result = policies.live().content.send_from") == 0.93
    assert henrik.wrong == astrid.wrong == []  # type: ignore[attr-defined]
