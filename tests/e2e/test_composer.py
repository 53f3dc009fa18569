"""The composer in several browsers: macros, mentions, what is undone or held back, who looks, and the palette."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Window
from tests.e2e.people import SOON, Agent
from tests.e2e.windows import spoil, watched
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

REPLY, NOTE = "#reply-form textarea", "#note-form textarea"
_SCENE = """
from datetime import UTC, datetime
from tests import factories
Preference.objects.all().delete()
Sending.objects.filter(ended_at__isnull=True).update(ended_at=datetime.now(UTC), end="undone")
Article.objects.get_or_create(key="label", defaults={"kind": "macro", "title": "Return label", "text": text})
mira = Person.objects.get(username="mira")
result = [factories.assigned(mira, to=Queue.objects.get(name="Orders"), customer=name).pk for name in names]
"""
LABEL = "Hi {customer}, the label goes to {customer.email}."


@pytest.fixture
def two(shop: Stack) -> list[int]:
    """Mira has Ingrid's conversation and Even's."""
    told: list[int] = shop.do(_SCENE, text=LABEL, names=["Ingrid Solheim", "Even Strøm"])
    return told


@pytest.fixture
def jonas(shop: Stack, window: Window) -> Agent:
    """Jonas, who works in the same queue."""
    shop.person("Jonas Berg", queues=["Orders"])
    return Agent(window(), shop, "jonas")


def opens(agent: Agent, pk: int, view: str = "all") -> Page:
    """A conversation, live."""
    agent.page.goto(f"{agent.url}/desk/{view}/{pk}/")
    expect(agent.page.locator("#pill")).to_have_text("Live", timeout=SOON)
    return agent.page


def test_a_macro_by_keys_and_its_blank_is_asked_about(shop: Stack, mira: Agent, two: list[int]) -> None:
    page = opens(mira, two[0])
    page.keyboard.press("r")
    page.keyboard.type("and/or /ret")
    expect(page.locator("#insert-list [aria-selected=true]")).to_have_text("Return label", timeout=SOON)
    expect(page.locator("#insert-text mark")).to_have_text("{customer.email}")
    active = page.locator(REPLY).get_attribute("aria-activedescendant")
    assert page.locator("#insert-list [aria-selected=true]").get_attribute("id") == active
    page.keyboard.press("Enter")
    expect(page.locator(REPLY)).to_have_value("and/or Hi Ingrid, the label goes to {customer.email}.")
    expect(page.locator("#insert")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notice")).to_contain_text("{customer.email} is not filled in.", timeout=SOON)
    page.keyboard.type("her e-mail")  # the blank is still marked, and is typed over
    page.keyboard.press("Control+Enter")
    expect(mira.entry("the label goes to her e-mail.")).to_have_count(1, timeout=SOON)
    page.keyboard.press("Control+m")
    expect(page.locator("#insert-list li")).not_to_have_count(0, timeout=SOON)
    page.keyboard.press("Escape")
    expect(page.locator(REPLY)).to_have_value("")
    expect(page.locator(REPLY)).to_be_focused()


def test_a_colleague_is_named_hears_it_once_and_reads_it(
    shop: Stack, mira: Agent, jonas: Agent, two: list[int]
) -> None:
    spoken = "localStorage.setItem('said', Number(localStorage.getItem('said') ?? 0) + 1)"
    fake = f"window.Notification = class extends EventTarget {{ constructor() {{ super(); {spoken}; }} }}"
    spoil(jonas.page)
    jonas.page.context.add_init_script(f"{fake}; Notification.permission = 'granted';")
    shop.do(
        "Preference.objects.create(person=Person.objects.get(username='jonas'), notices={'mention': ['desktop']})"
    )
    jonas.looks_at("mentions")
    before = int(jonas.page.locator("#count-mentions").inner_text())
    tab = Agent(watched(jonas.page.context.new_page()), shop, "jonas")
    page = opens(mira, two[0])
    page.keyboard.press("n")
    page.keyboard.type("Ask @jon")
    expect(page.locator("#insert-list [aria-selected=true]")).to_contain_text("Jonas Berg", timeout=SOON)
    page.keyboard.press("Tab")
    page.keyboard.type("about it")
    expect(page.locator(NOTE)).to_have_value("Ask @jonas about it")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entries .note mark").last).to_have_text("@jonas", timeout=SOON)
    expect(jonas.page.locator("#count-mentions")).to_have_text(str(before + 1), timeout=SOON)
    row = jonas.page.locator(f"#row-{two[0]} .row")
    expect(row).to_have_class(re.compile("unread"), timeout=SOON)
    for each in (jonas.page, tab.page):
        expect(each.locator("#pill")).to_have_text("Live")
    row.click()
    expect(jonas.page.locator("#count-mentions")).to_have_text(str(before), timeout=SOON)
    assert jonas.page.evaluate("localStorage.getItem('said')") == "1"


def test_undone_held_back_and_sent_from_the_next(shop: Stack, mira: Agent, two: list[int]) -> None:
    shop.do("Preference.objects.create(person=Person.objects.get(username='mira'), undo_s=60)")
    page = opens(mira, two[0], "mine")
    page.keyboard.press("r")
    page.keyboard.type("They leave today.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#undo-form")).to_be_visible(timeout=SOON)
    expect(page.locator(REPLY)).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(REPLY)).to_have_value("They leave today.", timeout=SOON)
    expect(page.locator("#undo-form")).to_have_count(0)
    page.keyboard.press("r")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#thread")).to_have_attribute("data-conversation", str(two[1]), timeout=SOON)
    expect(page.locator(".toast [data-left]")).to_be_visible()
    hears = "factories.hears('Wait!', conversation=Conversation.objects.get(pk=pk))"
    due = "Sending.objects.filter(conversation=pk).update(due_at=datetime.now(UTC)); flow.sweep()"
    shop.do(f"from datetime import UTC, datetime; from tests import factories; {hears}; {due}", pk=two[0])
    told = page.get_by_role("link", name="Ingrid Solheim: your answer did not go out")
    expect(told).to_be_visible(timeout=SOON)
    told.click()
    expect(page.locator(REPLY)).to_have_value("They leave today.", timeout=SOON)
    expect(page.locator("#entries")).to_contain_text("Not sent, as the customer wrote first.")
    page.locator("#tab-reply").click()
    page.locator("#reply-form .main").click()
    expect(page.locator("#undo-form")).to_be_visible(timeout=SOON)
    shop.do(f"from datetime import UTC, datetime; {due}", pk=two[0])
    expect(mira.entry("They leave today.")).to_have_count(1, timeout=SOON)


def test_who_looks_and_types_is_seen_until_they_go(mira: Agent, jonas: Agent, two: list[int]) -> None:
    page, his = opens(mira, two[0]), opens(jonas, two[0])
    ring = page.locator("#viewers .other")
    expect(ring).to_have_attribute("aria-label", "Jonas Berg is looking at it", timeout=SOON)
    holder = his.locator("#panel-head [data-person].viewing")
    expect(holder).to_have_text("MD", timeout=SOON)
    page.keyboard.press("r")
    page.keyboard.type("Hi")
    expect(his.locator("#panel-head [data-person].typing")).to_have_text("MD", timeout=SOON)
    his.goto(f"{jonas.url}/desk/mine/")
    expect(ring).to_have_count(0, timeout=SOON)


def test_the_palette_does_goes_opens_and_puts_in(mira: Agent, two: list[int]) -> None:
    page = opens(mira, two[0], "mine")
    field, chosen = page.locator("#palette-words"), page.locator("#palette-list [aria-selected=true]")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused(timeout=SOON)
    page.keyboard.type("re lab")
    expect(chosen).to_contain_text("Return label", timeout=SOON)
    page.keyboard.press("Enter")
    expect(page.locator(REPLY)).to_have_value(re.compile("the label goes to"), timeout=SOON)
    page.locator(REPLY).fill("")
    page.keyboard.press("Control+k")
    page.keyboard.type("note")
    expect(chosen).to_contain_text("Note", timeout=SOON)
    page.keyboard.press("Enter")
    expect(page.locator(NOTE)).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type(str(two[1]))
    expect(chosen).to_contain_text("Even Strøm", timeout=SOON)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/desk/all/{two[1]}/$"), timeout=SOON)
    page.keyboard.press("r")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused(timeout=SOON)
    page.keyboard.type("zzz")
    expect(page.get_by_text("Nothing is called that.")).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(page.locator(REPLY)).to_be_focused()


def test_what_is_typed_is_there_in_another_browser(
    shop: Stack, mira: Agent, window: Window, two: list[int]
) -> None:
    page = opens(mira, two[0])
    with page.expect_response("**/typed/"):
        page.locator(REPLY).fill("Half a sentence")
    other = Agent(window(), shop, "mira")
    expect(opens(other, two[0]).locator(REPLY)).to_have_value("Half a sentence", timeout=SOON)


def test_what_reaches_the_house_after_the_next_page_was_drawn_stands_there(
    mira: Agent, two: list[int]
) -> None:
    page = opens(mira, two[0])
    on_its_way: list[Route] = []

    def held(route: Route) -> None:
        on_its_way.append(route)

    def drawn_too_early(route: Route) -> None:
        drawn = route.fetch()
        with page.expect_response("**/typed/"):
            on_its_way.pop().continue_()
        route.fulfill(response=drawn)

    page.route("**/typed/", held)
    page.keyboard.press("r")
    with page.expect_request("**/typed/"):
        page.keyboard.type("They leave today.")
    page.route(page.url, drawn_too_early)
    page.reload()
    expect(page.locator(REPLY)).to_have_value("They leave today.")


@pytest.fixture(autouse=True)
def _nothing_went_wrong(mira: Agent) -> object:
    yield
    assert mira.page.wrong == []  # type: ignore[attr-defined]
