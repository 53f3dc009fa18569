"""The desk without a mouse: Mira works through her conversations by keys alone, and no key eats a letter."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Window
from tests.e2e.people import SOON, Agent
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

ASKS = "The pole set is missing from my tent. Can I talk to a person?"
REPLY = "#reply-form textarea"
NOTE = "#note-form textarea"
DRAFT = "#draft-form textarea"
HEADING = "#panel-head h1"
_WAIT = """
from tests import factories
Preference.objects.all().delete()
for name in names:
    factories.proposes(factories.hears(text, customer=name))
factories.settle()
"""


@pytest.fixture
def page(shop: Stack, mira: Agent) -> Page:
    """Unassigned, with Ingrid and Even waiting in it."""
    shop.do(_WAIT, names=["Ingrid Solheim", "Even Strøm"], text=ASKS)
    mira.looks_at("unassigned")
    for name in ("Ingrid Solheim", "Even Strøm"):
        expect(mira.row(name).first).to_be_visible(timeout=SOON)
    return mira.page


def presses(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def opened(page: Page) -> str:
    """The conversation that is open now, with its heading in focus."""
    expect(page.locator(HEADING)).to_be_focused(timeout=SOON)
    return str(page.locator("#thread").get_attribute("data-conversation"))


def test_a_conversation_from_claim_to_resolved(page: Page) -> None:
    presses(page, "j")
    first = opened(page)
    presses(page, "i")
    expect(page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)
    expect(page.locator(HEADING)).to_be_focused()
    presses(page, "n")
    expect(page.locator(NOTE)).to_be_focused()
    page.keyboard.type("jkirnexda? Both by express.")
    presses(page, "Control+Enter")
    expect(page.locator("#entries .note")).to_contain_text("jkirnexda? Both by express.", timeout=SOON)
    expect(page.locator(NOTE)).to_have_value("")
    presses(page, "Escape")
    expect(page.locator(HEADING)).to_be_focused()
    presses(page, "r")
    page.keyboard.type("They leave today.")
    presses(page, "Enter")
    page.keyboard.type("Mira")
    presses(page, "Control+Enter")
    expect(page.locator("#entries .agent")).to_contain_text("They leave today.\nMira", timeout=SOON)
    presses(page, "Escape", "d")
    expect(page.locator("#thread")).not_to_have_attribute("data-conversation", first, timeout=SOON)
    opened(page)


def test_a_draft_edited_undone_and_rejected(page: Page) -> None:
    presses(page, "j")
    opened(page)
    presses(page, "i")
    expect(page.locator("#approve")).to_be_enabled(timeout=SOON)
    presses(page, "e")
    expect(page.locator(DRAFT)).to_be_focused()
    proposed = page.locator(DRAFT).input_value()
    presses(page, "Control+Home")
    page.keyboard.type("Hi Ingrid. ")
    expect(page.locator("#diff ins")).to_have_text("Hi Ingrid. ")
    expect(page.locator("#approve")).to_contain_text("Approve with edits")
    page.reload()
    expect(page.locator(DRAFT)).to_have_value(f"Hi Ingrid. {proposed}")
    page.locator("#undo-edit").focus()
    presses(page, "Enter")
    expect(page.locator(DRAFT)).to_have_value(proposed)
    expect(page.locator("#diff")).to_be_hidden()
    presses(page, "x")
    expect(page.locator("#reject-form")).to_be_visible()
    presses(page, "Escape")
    expect(page.locator("#reject-form")).to_be_hidden()
    presses(page, "x", "2")
    expect(page.locator("#entries")).to_contain_text("rejected the draft: wrong tone.", timeout=SOON)
    expect(page.locator(DRAFT)).to_have_count(0)


def test_keys_leave_letters_alone(page: Page) -> None:
    presses(page, "j")
    here = opened(page)
    presses(page, "Alt+k", "AltGraph+k", "Control+k", "Meta+k")
    assert opened(page) == here
    presses(page, "r")
    page.keyboard.type("zażółć gęślą jaźń?")
    expect(page.locator(REPLY)).to_have_value("zażółć gęślą jaźń?")
    page.reload()
    expect(page.locator(REPLY)).to_have_value("zażółć gęślą jaźń?")


def test_single_keys_can_be_switched_off(page: Page) -> None:
    presses(page, "?")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#single-keys").focus()
    with page.expect_response("**/me/keys/single/"):
        presses(page, " ")
    presses(page, "Escape")
    expect(page.locator("#help")).to_be_hidden()
    for _ in range(2):
        presses(page, "j", "n", "?")
        expect(page.locator("#thread")).to_have_count(0)
        expect(page.locator("#help")).to_be_hidden()
        page.reload()


def test_a_key_of_ones_own_does_it_instead_and_stands_on_its_button(shop: Stack, page: Page) -> None:
    shop.do(
        "mira = Person.objects.get(username='mira');"
        "Preference.objects.create(person=mira, keys={'j': 'h', 'i': 'y', 'n': ''})"
    )
    page.reload()
    expect(page.locator("#pill")).to_have_text("Live", timeout=SOON)
    presses(page, "j")
    expect(page.locator("#thread")).to_have_count(0)
    presses(page, "h")
    opened(page)
    expect(page.locator("[data-key=i] kbd").first).to_have_text("Y")
    presses(page, "i", "n")
    expect(page.locator("#lane")).to_have_attribute("data-mine", "no")
    expect(page.locator(HEADING)).to_be_focused()
    presses(page, "Control+k")
    page.keyboard.type("next")
    expect(page.locator("#palette-list [aria-selected=true] kbd")).to_have_text("H", timeout=SOON)


def test_dialogs_open_on_their_field_and_give_the_focus_back(page: Page) -> None:
    presses(page, "j")
    opened(page)
    presses(page, "i")
    expect(page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)
    for key, field in (("a", "#transfer-to"), ("z", "#wait [name=waiting_for]:checked")):
        presses(page, key)
        expect(page.locator(field)).to_be_focused()
        presses(page, "Escape")
        expect(page.locator(field)).to_be_hidden()
        expect(page.locator(HEADING)).to_be_focused()


def test_the_focus_comes_back_to_a_head_that_was_drawn_anew_meanwhile(page: Page) -> None:
    presses(page, "j")
    opened(page)
    presses(page, "i")
    expect(page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)
    presses(page, "a")
    expect(page.locator("#transfer-to")).to_be_focused()
    page.evaluate(
        "for (const head of [document.querySelector('#panel-head')]) head.replaceWith(head.cloneNode(true))"
    )
    presses(page, "Escape")
    expect(page.locator(HEADING)).to_be_focused()


def test_going_to_views_after_a_look_at_the_help(page: Page) -> None:
    page.locator(".me").click()
    page.get_by_role("button", name="Help and keys").click()
    expect(page.locator("#help")).to_be_visible()
    presses(page, "Escape")
    expect(page.locator("#me")).to_be_hidden()
    for key, view in (("m", "mine"), ("r", "review"), ("w", "waiting"), ("u", "unassigned")):
        presses(page, "g", key)
        expect(page).to_have_url(re.compile(f"/desk/{view}/$"), timeout=SOON)


def test_tab_goes_through_the_page_in_its_order(page: Page) -> None:
    presses(page, "j")
    opened(page)
    page.reload()
    seen: list[str] = []
    regions = ".skip, .bar, .views, .list, #log, .composer, .rail"
    for _ in range(60):
        presses(page, "Tab")
        where = page.evaluate("r => document.activeElement.closest(r)?.className ?? ''", regions)
        if where and (not seen or seen[-1] != where):
            seen.append(where)
    order = ["skip", "bar", "views", "list", "scroll", "composer", "rail"]
    found = [next(name for name in order if name in where.split()) for where in seen]
    assert found[: len(order)] == order


def test_on_a_phone_each_pane_fits_and_can_be_touched(shop: Stack, page: Page, window: Window) -> None:
    phone = window(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    mira = Agent(phone, shop, "mira")
    mira.looks_at("unassigned")
    mira.row("Ingrid Solheim").first.tap()
    expect(mira.page.locator("#thread")).to_be_visible(timeout=SOON)
    expect(mira.page.locator("#list")).to_be_hidden()
    mira.page.locator("[data-to-pane=rail]").tap()
    expect(mira.page.locator("#rail")).to_be_visible()
    expect(mira.page.locator("#thread")).to_be_hidden()
    mira.page.locator("[data-to-pane=thread]").tap()
    expect(mira.page.locator("#thread")).to_be_visible()
    mira.page.locator("[data-to-pane=rail]").tap()
    mira.page.go_back()
    expect(mira.page.locator("#thread")).to_be_visible()
    expect(mira.page.locator("#rail")).to_be_hidden()
    mira.page.locator("[form=claim-form]").first.tap()
    expect(mira.page.locator("#lane")).to_have_attribute("data-mine", "yes", timeout=SOON)
    for path in ("", "?pane=rail"):
        mira.page.goto(mira.page.url.split("?")[0] + path)
        assert mira.page.evaluate("document.documentElement.scrollWidth") <= 390
    small = "e => e.filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 24).map(b => b.outerHTML)"
    targets = "button, summary, .views a, [role=tab], .why a, #all-rows"
    assert mira.page.locator(targets).evaluate_all(small) == []
    mira.page.locator("[data-to-pane=thread]").tap()
    mira.page.locator("[data-back]").tap()
    expect(mira.page.locator("#list")).to_be_visible(timeout=SOON)
    expect(mira.page).to_have_url(re.compile("/desk/unassigned/$"))
    expect(mira.page.locator(".views [aria-current]")).to_be_in_viewport(ratio=1)
    assert mira.page.locator(targets).evaluate_all(small) == []


def test_light_and_dark_are_remembered(page: Page) -> None:
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Light or dark").click()
    chosen = page.locator("html").get_attribute("data-theme")
    assert chosen in ("light", "dark")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == chosen


@pytest.fixture(autouse=True)
def _nothing_went_wrong(page: Page) -> object:
    yield
    assert page.wrong == []  # type: ignore[attr-defined]
