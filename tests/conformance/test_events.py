"""Events to the front end: durable, numbered, in order, again until acknowledged."""

from collections.abc import Callable
from typing import Any

from tests.conformance.steps import makes_events, some
from tests.front_end import FrontEnd, Poster
from tests.stack import Key, Stack

Act = Callable[..., Any]
TAKE = "queueing.accept(pk, agent=mira)"
SAY = "reply.send(pk, agent=mira, text=text, seen=Conversation.objects.get(pk=pk).messages)"


async def test_the_words_of_an_agent_reach_the_front_end(chat: FrontEnd, mira: Act) -> None:
    await chat.ask("escalate", conversation="c1")
    told = [await chat.event()]
    mira(TAKE, "c1")
    mira(SAY, "c1", text="Your poles leave today, Ingrid.")
    told += [await chat.event() for _ in range(2)]
    assert [event["type"] for event in told] == ["status", "status", "message"]
    assert (told[0]["state"], told[0]["position"] >= 1) == ("queued", True)
    assert (told[1]["state"], told[1]["agent"]) == ("assigned", {"name": "Mira Dahl"})
    message = told[2]
    assert (message["kind"], message["text"]) == ("agent", "Your poles leave today, Ingrid.")
    assert message["author"] == {"name": "Mira Dahl"}
    assert message["message"]
    assert message["at"]


async def test_a_note_never_leaves_the_house(chat: FrontEnd, mira: Act) -> None:
    await chat.ask("escalate", conversation="c1")
    mira(TAKE, "c1")
    await some(chat, 2)
    mira("reply.note(pk, agent=mira, text='She is angry.')", "c1")
    assert await chat.quiet(1.5)


async def test_the_ai_is_told_when_it_has_it_again(chat: FrontEnd, mira: Act) -> None:
    await chat.ask("escalate", conversation="c1")
    mira(f"{TAKE}; queueing.hand_back(pk, agent=mira, note='She keeps the tent.')", "c1")
    event = await chat.event("handback")
    assert (event["conversation"], event["note"]) == ("c1", "She keeps the tent.")
    assert (await chat.event("status"))["state"] == "ai"


async def test_seqs_only_grow_and_every_connection_gets_all(stack: Stack, key: Key, chat: FrontEnd) -> None:
    async with FrontEnd(stack.ws, key) as second, FrontEnd(stack.ws, key) as third:
        await makes_events(chat, 12)
        seqs = await some(chat, 12)
        assert seqs == sorted(set(seqs))
        assert await some(second, 12) == await some(third, 12) == seqs


async def test_what_was_not_acknowledged_comes_again(stack: Stack, key: Key, chat: FrontEnd) -> None:
    await makes_events(chat, 6)
    seqs = await some(chat, 6)
    async with FrontEnd(stack.ws, key) as again:
        assert again.welcome["last_seq"] == seqs[-1]
        assert await some(again, 6) == seqs
        await again.send({"type": "ack", "seq": seqs[3]})
        await again.ask("ping")
    async with FrontEnd(stack.ws, key) as later:
        assert await some(later, 2) == seqs[4:]
        assert await later.quiet()


async def test_an_ack_of_any_connection_counts_and_is_not_answered(
    stack: Stack, key: Key, chat: FrontEnd
) -> None:
    async with FrontEnd(stack.ws, key) as second:
        await makes_events(chat, 2)
        seqs = await some(chat, 2)
        await some(second, 2)
        await second.send({"type": "ack", "seq": seqs[1]})
        await second.send({"type": "ack", "seq": seqs[0]})
        assert await second.quiet()
    async with FrontEnd(stack.ws, key) as later:
        assert await later.quiet()


async def test_an_ack_beyond_the_last_event_is_invalid(chat: FrontEnd) -> None:
    reply = await chat.ask("ack", seq=1)
    assert (reply["code"], reply["field"]) == ("invalid_frame", "seq")
    await makes_events(chat, 1)
    [seq] = await some(chat, 1)
    assert (await chat.ask("ack", seq=seq + 1))["field"] == "seq"
    await chat.send({"type": "ack", "seq": seq})
    assert await chat.ask("ping") == {"type": "pong"}


async def test_resume_after_sends_what_came_after_and_acknowledges_nothing(
    stack: Stack, key: Key, chat: FrontEnd
) -> None:
    await makes_events(chat, 5)
    seqs = await some(chat, 5)
    await chat.send({"type": "ack", "seq": seqs[4]})
    await chat.ask("ping")
    async with FrontEnd(stack.ws, key, hello={"type": "hello", "resume_after": seqs[1]}) as resumed:
        assert await some(resumed, 3) == seqs[2:]
    await makes_events(chat, 2, "c2")
    fresh = await some(chat, 2)
    async with FrontEnd(stack.ws, key, hello={"type": "hello", "resume_after": fresh[1]}) as resumed:
        assert await resumed.quiet()
    async with FrontEnd(stack.ws, key) as unacknowledged:
        assert await some(unacknowledged, 2) == fresh


async def test_a_place_beyond_the_last_event_means_from_now_on(
    stack: Stack, key: Key, chat: FrontEnd
) -> None:
    await makes_events(chat, 2)
    await some(chat, 2)
    async with FrontEnd(stack.ws, key, hello={"type": "hello", "resume_after": 10**9}) as ahead:
        assert await ahead.quiet()
        await makes_events(chat, 1, "c2")
        assert (await ahead.event())["conversation"] == "c2-0"


async def test_a_second_hello_resumes_anew(chat: FrontEnd) -> None:
    await makes_events(chat, 4)
    seqs = await some(chat, 4)
    assert (await chat.tell({"type": "hello", "resume_after": seqs[0]}))["type"] == "welcome"
    assert await some(chat, 3) == seqs[1:]


async def test_a_long_backlog_comes_whole_and_in_order(stack: Stack, key: Key, chat: FrontEnd) -> None:
    await chat.ask("escalate", conversation="c1")
    [first] = await some(chat, 1)
    stack.query(
        "INSERT INTO handoff_delivery (source_id, seq, conversation_id, event_id, type, payload, at) "
        "SELECT source_id, seq + n, conversation_id, event_id, 'status' || n, payload, at "
        "FROM handoff_delivery d, generate_series(1, 999) n WHERE source_id = "
        "(SELECT id FROM handoff_source WHERE name = %s) RETURNING 1",
        key.source,
    )
    raise_to = "UPDATE handoff_source SET last_seq = %s WHERE name = %s RETURNING 1"
    stack.query(raise_to, first + 999, key.source)
    async with FrontEnd(stack.ws, key) as later:
        assert await some(later, 1000) == list(range(first, first + 1000))


async def test_typing_is_passed_on_stores_nothing_and_gets_no_reply(
    stack: Stack, chat: FrontEnd, poster: Poster
) -> None:
    await chat.ask("message", conversation="c1")
    for conversation in ("c1", "nowhere"):
        await chat.send({"type": "typing", "conversation": conversation, "on": True})
    assert await chat.quiet()
    assert await poster.tell({"type": "typing", "conversation": "c1", "on": False}) is None
    assert (await chat.ask("rate", conversation="nowhere", score=1))["code"] == "unknown_conversation"


async def test_two_sources_never_hear_of_each_other(stack: Stack, chat: FrontEnd, mira: Act) -> None:
    async with (
        FrontEnd(stack.ws, stack.source("The other shop")) as other,
        Poster(stack.url, stack.source("The other shop")) as their_http,
    ):
        await chat.ask("escalate", conversation="c1", customer={"id": "ingrid", "name": "Ingrid"})
        mira(f"{TAKE}; {SAY}", "c1", text="Only for Ingrid")
        await some(chat, 3)
        assert (await other.ask("rate", conversation="c1", score=1))["code"] == "unknown_conversation"
        assert (await other.ask("close", conversation="c1"))["code"] == "unknown_conversation"
        assert (await other.ask("context", conversation="c1", customer={"id": "ingrid"}))["state"] == "ai"
        assert await other.quiet(1.2)
        assert await their_http.events() == []
        assert (await other.ask("ack", seq=1))["field"] == "seq"
    assert mira("result = Conversation.objects.get(pk=pk).customer.name", "c1") == "Ingrid"
