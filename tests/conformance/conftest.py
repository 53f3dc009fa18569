"""One server for all clauses; a front end of its own for each test."""

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.front_end import Door, FrontEnd, Poster
from tests.stack import Key, Stack

_names = count(1)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running Baton with an agent, Mira."""
    with Stack(tmp_path_factory.mktemp("conformance")) as running:
        running.person("Mira Dahl", role="supervisor", queues=["Orders"])
        yield running


@pytest.fixture(scope="session")
def check(stack: Stack) -> Callable[[Any], None]:
    """Fails where something from the server is not as the published schema says."""
    schema = httpx.get(f"{stack.url}/gateway/v1/schema.json", timeout=60).json()
    told = {**schema, "anyOf": [{"$ref": "#/$defs/Reply"}, {"$ref": "#/$defs/Event"}]}
    return Draft202012Validator(told).validate


@pytest.fixture
def key(stack: Stack) -> Key:
    """A key of a new front end."""
    return stack.source(f"Front end {next(_names)}")


@pytest.fixture
async def chat(stack: Stack, key: Key, check: Callable[[Any], None]) -> AsyncIterator[FrontEnd]:
    """A connected socket that has said hello."""
    async with FrontEnd(stack.ws, key, check=check) as socket:
        yield socket


@pytest.fixture
async def poster(stack: Stack, key: Key, check: Callable[[Any], None]) -> AsyncIterator[Poster]:
    """The same front end over HTTP."""
    async with Poster(stack.url, key, check=check) as http:
        yield http


@pytest.fixture(params=["socket", "http"])
def door(request: pytest.FixtureRequest) -> Door:
    """Either transport: what holds on one holds on the other."""
    found: Door = request.getfixturevalue("chat" if request.param == "socket" else "poster")
    return found


@pytest.fixture
def mira(stack: Stack, key: Key) -> Callable[..., Any]:
    """What Mira does: `mira("queueing.accept(pk, agent=mira)", "c1")` in that conversation of this front end."""

    def act(code: str, conversation: str, **names: Any) -> Any:
        found = "pk = Conversation.objects.get(source__name=source, external_id=conversation).pk\n"
        mira = "mira = Person.objects.get(username='mira')\n"
        return stack.do(found + mira + code, source=key.source, conversation=conversation, **names)

    return act
