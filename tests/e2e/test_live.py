"""What an open page of the desk does as things change and as its line comes and goes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Window
from tests.e2e.people import SECOND, SOON, Agent
from tests.e2e.windows import spoil, watched
from tests.front_end import Poster
from tests.stack import PASSWORD, Key, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]


@pytest.fixture(scope="module")
def key(shop: Stack) -> Key:
    return shop.source("Web shop")


@pytest.fixture
def ask(shop: Stack, key: Key) -> Callable[..., Any]:
    """What the front end sends: `ask("escalate", conversation="c1")`."""

    async def send(kind: str, fields: dict[str, Any]) -> Any:
        async with Poster(shop.url, key) as http:
            return await http.ask(kind, **fields)

    def call(kind: str, **fields: Any) -> Any:
        loop = asyncio.new_event_loop()
        try:
            return in_thread(lambda: loop.run_until_complete(send(kind, fields)))
        finally:
            loop.close()

    return call


def in_thread(work: Callable[[], Any]) -> Any:
    """Playwright has the loop of this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def opened(mira: Agent, shop: Stack, conversation: str, view: str = "unassigned") -> Page:
    """Mira opens a conversation of that front end."""
    code = "result = Conversation.objects.get(external_id=name, source__name='Web shop').pk"
    mira.looks_at(f"{view}/{shop.do(code, name=conversation)}")
    return mira.page


def test_what_happens_is_on_the_page_without_a_click(
    ask: Callable[..., Any], mira: Agent, shop: Stack
) -> None:
    mira.looks_at("unassigned")
    before = int(mira.page.locator("#count-unassigned").inner_text())
    ask("escalate", conversation="new", customer={"name": "Even Strøm"})
    expect(mira.row("Even Strøm")).to_have_count(1, timeout=SECOND)
    expect(mira.page.locator("#count-unassigned")).to_have_text(str(before + 1))
    shop.do(
        "queueing.accept(Conversation.objects.get(external_id='new').pk, agent=Person.objects.create(username='jo'))"
    )
    expect(mira.row("Even Strøm")).to_have_count(0, timeout=3 * SECOND)


def test_a_push_moves_neither_the_place_nor_the_focus_nor_what_is_typed(
    ask: Callable[..., Any], mira: Agent, shop: Stack
) -> None:
    transcript = [{"role": "customer", "text": f"Line {n}\n\nand more"} for n in range(40)]
    ask("escalate", conversation="long", transcript=transcript)
    page = opened(mira, shop, "long")
    page.get_by_role("tab", name="Note").click()
    note = page.get_by_label("Note for agents")
    note.fill("She is pat")
    page.locator("#log").evaluate("log => { log.scrollTop = 300 }")
    ask("message", conversation="long", text="Are you there?")
    expect(mira.entry("Are you there?")).to_have_count(1, timeout=2 * SECOND)
    expect(page.locator("#newer")).to_be_visible()
    assert page.locator("#log").evaluate("log => log.scrollTop") == 300
    page.keyboard.type("ient")
    expect(note).to_have_value("She is patient")
    page.locator("#newer").click()
    ask("message", conversation="long", text="Hello again?")
    expect(mira.entry("Hello again?")).to_be_in_viewport(timeout=2 * SECOND)


def test_after_a_restart_of_the_server_the_page_has_what_it_missed_once(
    ask: Callable[..., Any], mira: Agent, shop: Stack
) -> None:
    ask("escalate", conversation="restart", customer={"name": "Lucía Ferrer"})
    page = opened(mira, shop, "restart")
    expect(page.locator("#pill")).to_have_text("Live")
    shop.kill("server")
    expect(page.locator("#pill")).not_to_have_text("Live", timeout=3 * SECOND)
    expect(page.locator("#pill")).to_contain_text("Stale since", timeout=SOON)
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#note-form footer .button").first).to_be_disabled()
    shop.start("server")
    ask("message", conversation="restart", text="Said while it was away")
    expect(page.locator("#pill")).to_have_text("Live", timeout=20 * SECOND)
    expect(mira.entry("Said while it was away")).to_have_count(1, timeout=2 * SECOND)
    expect(page.locator("#offline")).to_be_hidden()
    ids = page.locator("#entries > li").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_a_line_that_died_without_a_word_is_noticed_when_somebody_looks(
    ask: Callable[..., Any], mira: Agent, shop: Stack
) -> None:
    ask("escalate", conversation="silent")
    page = opened(mira, shop, "silent")
    expect(page.locator("#pill")).to_have_text("Live")
    shop.pause("server")
    try:
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#pill")).to_contain_text("Stale since", timeout=10 * SECOND)
    finally:
        shop.resume("server")
    expect(page.locator("#pill")).to_have_text("Live", timeout=20 * SECOND)


def test_and_at_the_latest_after_half_a_minute(mira: Agent, shop: Stack) -> None:
    spoil(mira.page)
    mira.page.clock.install()
    mira.looks_at("all")
    shop.pause("server")
    try:
        mira.page.clock.run_for(34 * SECOND)
        expect(mira.page.locator("#pill")).to_contain_text("Stale since", timeout=10 * SECOND)
    finally:
        shop.resume("server")
    expect(mira.page.locator("#pill")).to_have_text("Live", timeout=25 * SECOND)


def test_who_is_logged_out_elsewhere_comes_to_the_login_page_and_back(
    ask: Callable[..., Any], mira: Agent, shop: Stack
) -> None:
    ask("escalate", conversation="login")
    page = opened(mira, shop, "login")
    place = page.url
    shop.do("from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    expect(page.get_by_label("Password")).to_be_visible(timeout=SOON)
    page.get_by_label("User name").fill("mira")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#pill")).to_have_text("Live", timeout=SOON)
    assert page.url == place


def test_another_conversation_opened_in_place_is_followed(
    ask: Callable[..., Any], mira: Agent, shop: Stack
) -> None:
    for name in ("Tom Okafor", "Marta Nowak"):
        ask("escalate", conversation=name, customer={"name": name})
    page = opened(mira, shop, "Tom Okafor")
    mira.row("Marta Nowak").click()
    expect(page.locator("#thread")).to_have_attribute("aria-label", "Conversation with Marta Nowak")
    ask("message", conversation="Tom Okafor", text="This is Tom")
    ask("message", conversation="Marta Nowak", text="This is Marta")
    expect(mira.entry("This is Marta")).to_have_count(1, timeout=2 * SECOND)
    expect(mira.entry("This is Tom")).to_have_count(0)


def test_many_pages_of_one_agent_follow_alike(ask: Callable[..., Any], shop: Stack, window: Window) -> None:
    first = Agent(window(), shop, "mira")
    first.looks_at("unassigned")
    second = watched(first.page.context.new_page())
    second.goto(f"{shop.url}/desk/unassigned/")
    expect(second.locator("#pill")).to_have_text("Live", timeout=SOON)
    ask("escalate", conversation="both", customer={"name": "Ole Moe"})
    for page in (first.page, second):
        expect(page.get_by_text("Ole Moe", exact=True)).to_have_count(1, timeout=2 * SECOND)
