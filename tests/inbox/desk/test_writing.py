"""Asking for a text over the desk's socket: who may, what comes without any model, and what a stop does."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.inbox.desk.line import Page
from tests.model_server import ModelServer, hangs, says
from tests.stack import Stack

pytestmark = pytest.mark.processes
_SCENE = """
from tests import factories
Article.objects.create(key="poles", title="Missing parts", text="Poles are sent at no cost.")
mira = Person.objects.get(username="mira")
result = factories.assigned(mira, to=Queue.objects.get(name="Orders"), text="My poles are missing.").pk
"""


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(hangs()) as server:
        yield server


@pytest.fixture(scope="module", params=["articles", "model"])
def stack(
    request: pytest.FixtureRequest, model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Without a model, and with one."""
    chosen = {"LLM_BASE_URL": model.url, "LLM_MODEL": "m", "LLM_SECONDS": "30"}
    by_model = request.param == "model"
    with Stack(tmp_path_factory.mktemp("writing"), environment=chosen if by_model else {}) as running:
        running.person("Mira Dahl", queues=["Orders"])
        running.person("Sofie Lund", role="supervisor")
        running.person("Aylin Kaya", queues=["Payments"])
        running.by_model = by_model  # type: ignore[attr-defined]
        yield running


@pytest.fixture(scope="module")
def held(stack: Stack) -> int:
    return int(stack.do(_SCENE))


async def written(page: Page) -> dict[str, Any]:
    """The next that is told of a text."""
    while "written" not in (told := await page.told()):
        pass
    return dict(told["written"])


async def asks(page: Page, number: int) -> None:
    await page.socket.send(json.dumps({"type": "write", "number": number}))


async def test_only_who_has_the_conversation_gets_a_text(stack: Stack, held: int) -> None:
    for name, told in (("sofie", "Only who has the conversation"), ("aylin", "You can no longer see")):
        async with Page(stack, stack.session(name), view="all", conversation=held, after=99) as page:
            await asks(page, 7)
            end = await written(page)
        assert (end["number"], end["end"], end["text"]) == (7, "failed", None)
        assert told in end["note"]


async def test_the_text_comes_with_its_source(stack: Stack, held: int, model: ModelServer) -> None:
    model.behaves(says("We send the poles.", 1))
    async with Page(stack, stack.session("mira"), view="mine", conversation=held, after=99) as page:
        await asks(page, 1)
        while "end" not in (told := await written(page)):
            assert told["number"] == 1
    by_model = stack.by_model  # type: ignore[attr-defined]
    assert told["text"] == ("We send the poles." if by_model else "Poles are sent at no cost.")
    assert told["end"] == "written"
    assert "“Missing parts”" in told["note"]


async def test_a_stop_and_a_new_wish_end_the_old_one(stack: Stack, held: int, model: ModelServer) -> None:
    model.behaves(hangs(), hangs(), says("We send the poles.", 1))
    async with Page(stack, stack.session("mira"), view="mine", conversation=held, after=99) as page:
        await asks(page, 1)
        await page.socket.send('{"type": "stop"}')
        await asks(page, 2)
        await page.socket.send('{"type": "stop"}')
        model.behaves(says("We send the poles.", 1))
        await asks(page, 3)
        while "end" not in (told := await written(page)):
            pass
    assert told["number"] == 3
    assert told["text"]
