"""The shop with its doors open: Mira works at the desk, Ingrid and Even have the chat page before them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import processes
from tests.e2e.people import SOON, Agent, Visitor
from tests.e2e.windows import Windows
from tests.e2e.wire import Wire
from tests.stack import Stack

Opens = Callable[..., Visitor]
Window = Callable[..., Page]
expect.set_options(timeout=SOON)

_OPEN_SHOP = """
from inbox.demo.articles import articles
sources.open_chat_page(sources.create("Web chat"))
for one in articles():
    told = one._asdict()
    Article.objects.create(key=told.pop("id"), **told)
"""
NOBODY_WAITS = """
from django.db import transaction
from handoff.protocol import check
for waiting in Conversation.objects.exclude(state=State.RESOLVED):
    frame = {"type": "close", "id": f"end-{waiting.pk}-{waiting.version}", "conversation": waiting.external_id}
    with transaction.atomic():
        intake.close(waiting.source, check(frame))
"""


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each test goes where its own server is. The plugin's fixture of this name warns under a newer pytest."""
    return ""


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hashed static files, as `manage.py up` collects them."""
    folder = tmp_path_factory.mktemp("static")
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=processes.ROOT, env=processes.environment(folder), check=True)
    return folder / "static"


@pytest.fixture(scope="session")
def stack(static_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A server with the shop's articles, its chat and Mira, all in the queue Orders; one for all files."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "static").symlink_to(static_files)
    with Stack(folder) as stack:
        stack.person("Mira Dahl", queues=["Orders"])
        stack.do(_OPEN_SHOP)
        yield stack


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Stack:
    """The shop as a file finds it: nobody waits, and the server runs."""
    if not processes.answers(stack.port):
        stack.start("server")
    stack.do(NOBODY_WAITS)
    return stack


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The windows of all tests."""
    return Windows(browser)


@pytest.fixture
def window(
    windows: Windows, browser_context_args: dict[str, object], request: pytest.FixtureRequest
) -> Iterator[Window]:
    """`window()`: a browser of somebody's own; `locale` and the like as a `BrowserContext` takes them."""
    yield lambda **options: windows.take(**{**browser_context_args, **options})
    told = getattr(request.node, "rep_call", None)  # by pytest-playwright
    windows.take_back(well=told is not None and told.passed)


@pytest.fixture
def opens(shop: Stack, window: Window) -> Iterator[Opens]:
    """`opens("Ingrid Solheim")`: somebody opens the chat page in a browser of their own."""
    opened: list[Visitor] = []

    def open_chat(name: str = "", *, url: str = shop.url, **options: object) -> Visitor:
        visitor = Visitor(window(**{"locale": "en-GB", **options}), url, name)
        opened.append(visitor)
        return visitor

    yield open_chat
    for visitor in opened:
        assert visitor.page.wrong == []  # type: ignore[attr-defined]


@pytest.fixture
def mira(shop: Stack, window: Window) -> Agent:
    """Mira, logged in at the desk."""
    return Agent(window(), shop, "mira")


@pytest.fixture
def wire(shop: Stack) -> Iterator[Wire]:
    """A wire to the server that can be cut."""
    with Wire(shop.port) as wire:
        yield wire
