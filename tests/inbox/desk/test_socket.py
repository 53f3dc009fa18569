"""The desk's socket over a real server: who gets in, what comes, and who is sent away."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.front_end import FrontEnd
from tests.inbox.desk.line import Page
from tests.processes import promptly
from tests.stack import Key, Stack

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("desk")) as running:
        running.person("Mira Dahl", queues=["Orders", "Payments"])
        running.person("Jonas Berg", queues=["Payments"])
        running.person("Sofie Lund", role="supervisor")
        yield running


@pytest.fixture(scope="module")
def key(stack: Stack) -> Key:
    return stack.source()


@pytest.fixture
async def chat(stack: Stack, key: Key) -> AsyncIterator[FrontEnd]:
    async with FrontEnd(stack.ws, key) as socket:
        yield socket


def number_of(stack: Stack, conversation: str) -> int:
    """The id of a front end's conversation."""
    return int(stack.do("result = Conversation.objects.get(external_id=name).pk", name=conversation))


# Who gets in


async def test_who_is_not_logged_in_is_told_so(stack: Stack) -> None:
    for session in ("", "nonsense"):
        async with Page(stack, session, view="mine") as page:
            assert await page.closed() == 4401


@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://127.0.0.1", "null", "file://"])
async def test_a_page_of_another_origin_is_refused(stack: Stack, origin: str | None) -> None:
    page = Page(stack, stack.session("mira"), view="mine")
    page.options["origin"] = Origin(origin) if origin else None
    with pytest.raises(InvalidStatus) as refused:
        await page.__aenter__()
    assert refused.value.response.status_code in (400, 403)


async def test_a_key_opens_no_desk(stack: Stack, key: Key) -> None:
    page = Page(stack, "", view="mine")
    page.options["additional_headers"] = key.headers
    async with page:
        assert await page.closed() == 4401


async def test_a_session_opens_no_gateway(stack: Stack) -> None:
    page = Page(stack, stack.session("mira"))
    page.address = f"{stack.ws}/gateway/v1"
    with pytest.raises(InvalidStatus):
        await page.__aenter__()


# What comes


async def test_an_escalation_is_on_the_open_page_in_a_moment(stack: Stack, chat: FrontEnd) -> None:
    async with Page(stack, stack.session("mira"), view="unassigned") as page:
        await page.told()
        await chat.ask("message", conversation="quick", text="Where are my poles?")
        with promptly(1):
            await chat.ask("escalate", conversation="quick")
            html = await page.until("Where are my poles?")
    assert f'data-target="row-{number_of(stack, "quick")}"' in html


async def test_what_was_missed_comes_at_once(stack: Stack, chat: FrontEnd) -> None:
    await chat.ask("message", conversation="missed", text="one")
    await chat.ask("escalate", conversation="missed")
    pk = number_of(stack, "missed")
    async with Page(stack, stack.session("mira"), view="unassigned", conversation=pk, after=1) as page:
        told = await page.told()
        assert told["cursor"]["conversation"] == pk
        assert "entry-" in told["html"]
    await chat.ask("message", conversation="missed", text="two, while nobody listened")
    after = told["cursor"]["version"]
    async with Page(stack, stack.session("mira"), view="unassigned", conversation=pk, after=after) as page:
        told = await page.told()
        assert "two, while nobody listened" in told["html"]
        assert told["cursor"]["version"] > after


async def test_hostile_words_come_as_text(stack: Stack, chat: FrontEnd) -> None:
    words = '<img src=x onerror=alert(1)></template><template data-do="leave"><script>1</script>'
    async with Page(stack, stack.session("mira"), view="unassigned") as page:
        await page.told()
        await chat.ask("escalate", conversation="evil", transcript=[{"role": "customer", "text": words}])
        html = await page.until("onerror")
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("<template") == html.count("</template>")
    assert 'data-do="leave"' not in html


async def test_another_conversation_is_opened_without_a_new_socket(stack: Stack, chat: FrontEnd) -> None:
    for name in ("first", "second"):
        await chat.ask("escalate", conversation=name)
    first, second = number_of(stack, "first"), number_of(stack, "second")
    async with Page(stack, stack.session("mira"), view="unassigned", conversation=first, after=0) as page:
        assert (await page.told())["cursor"]["conversation"] == first
        await page.socket.send(
            json.dumps({"type": "open", "view": "mine", "conversation": str(second), "after": "0"})
        )
        told = await page.told()
        assert told["cursor"]["conversation"] == second
        await chat.ask("message", conversation="first", text="only in the first")
        await chat.ask("message", conversation="second", text="only in the second")
        assert "only in the first" not in await page.until("only in the second")


async def test_an_agent_of_another_queue_hears_nothing(stack: Stack, chat: FrontEnd) -> None:
    await chat.ask("escalate", conversation="orders only")
    pk = number_of(stack, "orders only")
    async with Page(stack, stack.session("jonas"), view="all", conversation=pk, after=0) as page:
        html = (await page.told())["html"]
        assert 'data-do="leave"' in html
        assert "entry-" not in html
        await chat.ask("message", conversation="orders only", text="A secret")
        assert await page.quiet()


async def test_many_changes_come_as_few_messages(stack: Stack, chat: FrontEnd) -> None:
    async with Page(stack, stack.session("mira"), view="all") as page:
        await page.told()
        for number in range(60):
            await chat.ask("message", conversation=f"busy-{number % 5}", text=f"line {number}")
        messages = [await page.told()]
        while not await page.quiet():
            messages.append({})
    assert len(messages) < 15


async def test_typing_goes_both_ways_but_not_to_who_types(stack: Stack, chat: FrontEnd) -> None:
    await chat.ask("escalate", conversation="typed")
    pk = number_of(stack, "typed")
    stack.do("queueing.accept(pk, agent=Person.objects.get(username='mira'))", pk=pk)
    query = {"view": "mine", "conversation": pk, "after": 99}
    async with (
        Page(stack, stack.session("mira"), **query) as mira,
        Page(stack, stack.session("sofie"), **query) as sofie,
    ):
        await mira.told()
        await sofie.told()
        await chat.send({"type": "typing", "conversation": "typed", "on": True})
        assert await mira.typist() == await sofie.typist() == ""
        await mira.socket.send('{"type": "typing", "on": true}')
        assert await sofie.typist() == "Mira Dahl"
        assert await mira.typist(1) is None
        event = await chat.event("typing")
        assert event == {"type": "typing", "conversation": "typed", "on": True}
        await sofie.socket.send('{"type": "typing", "on": true}')
        assert await mira.typist() == "Sofie Lund"
        assert await chat.quiet(), "the customer does not see that somebody else types"


async def test_a_page_on_its_way_hears_what_came_meanwhile(stack: Stack, chat: FrontEnd) -> None:
    await chat.ask("escalate", conversation="named")
    stack.do(
        "from handoff import preferences;"
        "preferences.keep(Person.objects.get(username='mira'), notices={'mention': ['toast']});"
        "reply.note(pk, agent=Person.objects.get(username='sofie'), text='@mira look')",
        pk=number_of(stack, "named"),
    )
    for ago in (60_000, 10**16):
        async with Page(stack, stack.session("mira"), view="mine", ago=ago) as page:
            await page.told()
            assert (await page.told())["notice"]["ways"] == ["toast"]
    async with Page(stack, stack.session("mira"), view="mine") as page:
        await page.told()
        assert await page.quiet()


# Who is sent away


@pytest.mark.parametrize(
    "how",
    [
        "from django.contrib.sessions.models import Session; Session.objects.all().delete()",
        "Person.objects.filter(username=name).update(is_active=False)",
        "p = Person.objects.get(username=name); p.set_password('another-9'); p.save()",
    ],
    ids=["log out", "deactivation", "new password"],
)
async def test_an_ended_session_closes_the_socket(stack: Stack, how: str) -> None:
    name = f"aylin{abs(hash(how)) % 1000}"
    stack.person(name, queues=["Orders"])
    async with Page(stack, stack.session(name), view="unassigned") as page:
        await page.told()
        stack.do(how, name=name)
        assert await page.closed(60) == 4401


async def test_who_is_moved_to_another_queue_sees_it_soon(stack: Stack, chat: FrontEnd) -> None:
    stack.person("Aylin Kaya", queues=["Orders"])
    await chat.ask(
        "escalate", conversation="moved", transcript=[{"role": "customer", "text": "Kept from her"}]
    )
    async with Page(stack, stack.session("aylin"), view="unassigned") as page:
        assert "Kept from her" in (await page.told())["html"]
        stack.do("Person.objects.get(username='aylin').queues.set(Queue.objects.filter(name='Payments'))")
        assert "Kept from her" not in (await page.told(10))["html"]


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (["nonsense"], 4400),
        (["[]"], 4400),
        (['{"type": "shout"}'], 4400),
        (["x" * 5000], 4400),
        ([b"\0"], 4400),
    ],
)
async def test_nonsense_closes_the_socket(stack: Stack, frames: list[str | bytes], code: int) -> None:
    async with Page(stack, stack.session("mira"), view="mine") as page:
        for frame in frames:
            await page.socket.send(frame)
        assert await page.closed() == code


async def test_a_flood_closes_the_socket(stack: Stack) -> None:
    async with Page(stack, stack.session("mira"), view="mine") as page:
        for _ in range(200):
            await page.socket.send('{"type": "ping"}')
        assert await page.closed() == 4429


@pytest.mark.parametrize(
    "query",
    [{}, {"view": "none"}, {"view": "\0"}, {"conversation": "x"}, {"conversation": 10**30}, {"after": "-1"}],
)
async def test_an_odd_address_shows_the_counts_and_nothing_else(
    stack: Stack, query: dict[str, object]
) -> None:
    async with Page(stack, stack.session("mira"), **query) as page:
        assert "count-mine" in (await page.told())["html"]
        await page.socket.send('{"type": "ping"}')
        assert await page.told() == {"pong": True}


# Who looks at it too


async def test_colleagues_see_who_has_it_before_them(stack: Stack, chat: FrontEnd) -> None:
    await chat.ask("message", conversation="watched", text="Where are my poles?")
    await chat.ask("escalate", conversation="watched")
    pk = number_of(stack, "watched")
    shown = {"view": "unassigned", "conversation": pk, "after": 99}
    async with Page(stack, stack.session("mira"), view="unassigned") as list_of_mira:
        await list_of_mira.told()
        async with Page(stack, stack.session("sofie"), **shown) as sofie:
            await list_of_mira.seen_by("Sofie Lund")
            async with Page(stack, stack.session("mira"), **shown) as mira:
                await sofie.seen_by("Mira Dahl")
                await mira.seen_by("Sofie Lund")
                await mira.socket.send(json.dumps({"type": "looking", "on": False}))
                await sofie.seen_by()
                await mira.socket.send(json.dumps({"type": "looking", "on": True}))
                await sofie.seen_by("Mira Dahl")
                await sofie.socket.send(json.dumps({"type": "open", "view": "unassigned"}))
                await mira.seen_by()
        async with Page(stack, stack.session("jonas"), **shown) as jonas:
            await jonas.told()
            async with Page(stack, stack.session("sofie"), **shown):
                await list_of_mira.seen_by("Sofie Lund")
        await list_of_mira.seen_by()
