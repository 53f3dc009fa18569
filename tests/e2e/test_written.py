"""Mira has a reply written: it streams into her composer, and never over what she typed."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import _OPEN_SHOP, Window
from tests.e2e.people import SOON, Agent
from tests.model_server import Behaviour, ModelServer, answer, fails, hangs, says, streams
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

GOOD = "A refund takes 5 to 7 working days after the parcel is back."
LONG = GOOD * 15
"""So long that it is still being written when a busy machine comes to stop it: for 8 of the 9 s that it may take."""
QUESTION = "How long does a refund take after I returned the parcel?"
_ASSIGNED = """
from tests import factories
agent = Person.objects.get(username="mira")
for text in texts:
    factories.assigned(agent, text=text, customer=name)
"""


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(says(GOOD, 1)) as server:
        yield server


@pytest.fixture(scope="module")
def desk(static_files: Path, model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("written")
    (folder / "static").symlink_to(static_files)
    chosen = {"LLM_BASE_URL": model.url, "LLM_MODEL": "test-model", "LLM_SECONDS": "3"}
    with Stack(folder, environment=chosen) as stack:
        stack.person("Mira Dahl", queues=["Orders"])
        stack.do(_OPEN_SHOP)
        yield stack


@pytest.fixture
def page(
    desk: Stack,
    model: ModelServer,
    window: Window,
) -> Iterator[Page]:
    """Mira with Ingrid's question open, and another one below it."""
    name = f"Ingrid {uuid4().hex[:6]}"
    # Four failures in a row would give the model a rest.
    desk.do("from django.core.cache import cache; cache.clear()")
    desk.do(_ASSIGNED, name=name, texts=[QUESTION, "zzz qqq"])
    mira = Agent(window(), desk, "mira")
    mira.looks_at("mine")
    mira.page.locator("#rows .row").filter(has_text=name).filter(has_text=QUESTION[:20]).click()
    expect(button(mira.page)).to_be_enabled(timeout=SOON)
    yield mira.page
    assert mira.page.wrong == []  # type: ignore[attr-defined]


def text(page: Page) -> Locator:
    return page.locator("#reply-form textarea")


def note(page: Page) -> Locator:
    return page.locator("#written-note")


def button(page: Page) -> Locator:
    return page.locator("#write")


def by_ai(page: Page, yes: bool = True) -> None:
    """Whether the text stands out as the AI's."""
    assert (page.locator("#reply-form.by-ai").count() == 1) is yes


def test_it_streams_and_is_marked_until_it_is_edited(page: Page, model: ModelServer) -> None:
    seen = threading.Event()
    model.behaves(says(GOOD, 1, pause=0.05, until=seen))
    page.keyboard.press("w")
    expect(text(page)).to_have_value(re.compile("^A refund .*[^.]$"), timeout=SOON)
    expect(page.locator("#reply-form .main")).to_be_disabled()
    expect(button(page)).to_contain_text("Stop")
    seen.set()
    expect(text(page)).to_have_value(GOOD, timeout=SOON)
    expect(note(page)).to_contain_text("AI draft from “", timeout=SOON)
    by_ai(page)
    page.reload()
    expect(text(page)).to_have_value(GOOD)
    by_ai(page)
    text(page).press("End")
    page.keyboard.type(" Mira")
    by_ai(page, False)
    expect(note(page)).to_contain_text("Edited by you")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entries .agent")).to_contain_text(f"{GOOD} Mira", timeout=SOON)
    expect(text(page)).to_have_value("")


def test_what_she_typed_before_stays(page: Page, model: ModelServer) -> None:
    model.behaves(says(GOOD, 1))
    text(page).fill("Hi Ingrid!")
    button(page).click()
    expect(text(page)).to_have_value(f"Hi Ingrid!\n\n{GOOD}", timeout=SOON)


def test_her_first_key_stops_it(page: Page, model: ModelServer) -> None:
    model.behaves(says(LONG, 1, pause=0.05))
    button(page).click()
    expect(text(page)).to_have_value(re.compile("^A refund"), timeout=SOON)
    text(page).press("End")
    page.keyboard.type("mine")
    expect(note(page)).to_have_text("You typed, so the AI stopped.")
    kept = text(page).input_value()
    page.wait_for_timeout(300)
    assert text(page).input_value() == kept
    assert kept.endswith("mine")
    by_ai(page, False)


def test_it_can_be_stopped(page: Page, model: ModelServer) -> None:
    model.behaves(says(LONG, 1, pause=0.05))
    button(page).click()
    expect(text(page)).to_have_value(re.compile("^A refund"), timeout=SOON)
    button(page).click()
    expect(note(page)).to_have_text("Stopped. What came is kept.")
    expect(page.locator("#reply-form .main")).to_be_enabled()
    assert len(text(page).input_value()) < len(LONG)


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (fails(401), "The model cannot be reached."),
        (hangs(), "The model took too long."),
        (streams(answer(GOOD, 1)[:-30], pause=0.02), "The model gave no usable answer."),
    ],
    ids=["error", "hang", "cut off"],
)
def test_where_the_model_fails_the_articles_draft_and_say_so(
    page: Page, model: ModelServer, behaviour: Behaviour, told: str
) -> None:
    model.behaves(behaviour)
    button(page).click()
    expect(note(page)).to_contain_text(f"{told} Draft from “", timeout=SOON)
    assert text(page).input_value() != ""
    assert GOOD not in text(page).input_value()
    by_ai(page)


def test_where_there_is_no_answer_it_says_so(page: Page, model: ModelServer) -> None:
    model.behaves(streams(answer("", answerable=False)))
    text(page).fill("Hi Ingrid!")
    button(page).click()
    expect(note(page)).to_contain_text("Write it yourself.", timeout=SOON)
    expect(text(page)).to_have_value("Hi Ingrid!")
    by_ai(page, False)


def test_another_conversation_gets_nothing_of_it(page: Page, model: ModelServer) -> None:
    model.behaves(says(LONG, 1, pause=0.05))
    here = page.locator("#thread").get_attribute("data-conversation")
    button(page).click()
    expect(text(page)).to_have_value(re.compile("^A refund"), timeout=SOON)
    page.locator("#rows .row:not([aria-current=true])").first.click()
    expect(page.locator("#thread")).not_to_have_attribute("data-conversation", str(here), timeout=SOON)
    page.wait_for_timeout(300)
    expect(text(page)).to_have_value("")
    expect(button(page)).to_contain_text("Draft with AI")


def test_without_a_model_the_articles_draft(shop: Stack, mira: Agent) -> None:
    shop.do(_ASSIGNED, name="Even Strøm", texts=[QUESTION])
    mira.looks_at("mine")
    mira.row("Even Strøm").click()
    expect(button(mira.page)).to_be_enabled(timeout=SOON)
    mira.page.keyboard.press("w")
    expect(note(mira.page)).to_contain_text("Draft from “", timeout=SOON)
    expect(text(mira.page)).not_to_have_value("")
    by_ai(mira.page)
