"""What Mira reads first of Ingrid's conversation: quotes, each with its message."""

from collections.abc import Callable
from typing import Any

import pytest

from handoff import briefing
from handoff.flow import followers
from handoff.models import Briefing, Conversation, Event, Message
from handoff.results import Result

pytestmark = pytest.mark.django_db


def test_the_briefing_quotes_the_thread(frame: Callable[..., Result]) -> None:
    frame("message", text="Hi!", customer={"name": "Ingrid Solheim", "tier": "Club"})
    frame("message", text="My Rondane 3 came today (order FJ-48213). Can you send the missing poles?")
    frame("propose", text="You can return it within 60 days.", confidence=0.9)
    frame("message", text="I already said no return! This is ridiculous. Can I speak to a human?")
    content = Briefing.objects.get().content
    assert content["who"]["text"] == "Ingrid Solheim, Club, en"
    assert _texts(content["wants"])[0].endswith("Can you send the missing poles?")
    assert content["tried"][0]["message"] == 4
    assert content["said"]["message"] == 3
    assert (content["mood"]["label"], content["mood"]["text"]) == ("Angry", "This is ridiculous.")
    assert "FJ-48213" in _texts(content["facts"])
    assert content["open"][0]["text"] == "Can I speak to a human?"
    assert content["next"].startswith("They are angry: say first that you see it")
    for line in _lines(content):
        assert Message.objects.get(number=line["message"]).text[line["start"] : line["end"]] == line["text"]


def test_what_the_ai_sums_up_stands_above_and_is_checked(frame: Callable[..., Result]) -> None:
    transcript = [{"role": "customer", "text": "My order FJ-48213 came without poles, I leave on Tuesday"}]
    frame("escalate", summary="Order FJ-48213 lacks poles; wants 50 EUR back.", transcript=transcript)
    content = Briefing.objects.get().content
    assert content["phrased"]["text"] == "Order FJ-48213 lacks poles; wants 50 EUR back."
    assert [span["text"] for span in content["phrased"]["unfounded"]] == ["50", "EUR"]
    assert "came without poles" in content["wants"][0]["text"]


def test_it_is_written_anew_when_the_thread_moves_on(frame: Callable[..., Result]) -> None:
    frame("message", text="I want a human")
    assert Briefing.objects.get().content["open"][0]["text"] == "I want a human"
    frame("message", text="Where is parcel 70012345678?")
    assert read().content["open"][0]["text"] == "Where is parcel 70012345678?"
    assert read() == Briefing.objects.get()


def test_nobody_is_briefed_where_no_human_was_asked_for(frame: Callable[..., Result]) -> None:
    frame("message", text="Where is parcel 70012345678?")
    assert briefing.current(Conversation.objects.get()) is None
    assert not Briefing.objects.exists()


def test_a_held_draft_is_briefed_on_when_it_is_read(frame: Callable[..., Result]) -> None:
    frame("message", text="Where is parcel 70012345678?")
    frame("propose", text="On its way.", confidence=0.7)
    assert read().content["open"][0]["text"] == "Where is parcel 70012345678?"


def test_an_older_look_never_replaces_a_newer_one(frame: Callable[..., Result]) -> None:
    frame("message", text="I want a human")
    older = Conversation.objects.get()
    frame("message", text="Where is parcel 70012345678?")
    newer = read()
    Briefing.objects.update(content={"said": "by somebody who knew more"})
    assert briefing.current(older) is not None
    kept = Briefing.objects.get()
    assert (kept.version, kept.content) == (newer.version, {"said": "by somebody who knew more"})


def test_a_new_name_is_taken_up(frame: Callable[..., Result]) -> None:
    frame("message", text="I want a human, my parcel is lost")
    assert Briefing.objects.get().content["who"]["text"] == "Customer"
    frame("context", customer={"name": "Ingrid Solheim"})
    assert read().content["who"]["text"] == "Ingrid Solheim, en"


def test_nothing_is_written_where_it_would_say_the_same(frame: Callable[..., Result]) -> None:
    frame("message", text="I want a human, my parcel is lost")
    event = Event.objects.latest("pk")
    assert briefing.write in followers(event)
    before = Briefing.objects.get()
    briefing.write(event)
    frame("rate", score=2)
    after = read()
    assert after.version > before.version
    assert Briefing.objects.get().at == after.at == before.at


def test_waiting_words_answer_nothing(frame: Callable[..., Result]) -> None:
    held = frame("message", text="I want a human. Where is my parcel?").conversation
    Message.objects.create(
        conversation=held,
        number=2,
        role="assistant",
        kind="reassurance",
        text="Not forgotten.",
        at=held.last_at,
    )
    Conversation.objects.update(messages=2, version=held.version + 1)
    content = read().content
    assert content["said"] is None
    assert content["open"][0]["text"] == "Where is my parcel?"


def test_the_subject_is_what_they_want_and_no_greeting(frame: Callable[..., Result]) -> None:
    frame("message", text="Hello there!")
    assert frame("message", text="Hi, my tent came without poles.\nWhat now?").conversation.subject == (
        "My tent came without poles."
    )


def test_a_long_thread_is_briefed_on_from_all_of_it(frame: Callable[..., Result]) -> None:
    lines = [f"Line {n} of it" for n in range(300)]
    lines[0], lines[150] = "My tent came without poles", "It is order FJ-48213"
    frame("escalate", transcript=[{"role": "customer", "text": line} for line in lines])
    frame("message", text="So when do the poles come?")
    content = read().content
    assert content["wants"][0]["message"] == 1
    assert "FJ-48213" in _texts(content["facts"])
    assert content["open"][0]["message"] == 301


def read() -> Briefing:
    """The briefing, as it is found by who opens the conversation now."""
    found = briefing.current(Conversation.objects.get())
    assert found is not None
    return found


def _texts(lines: list[dict[str, Any]]) -> list[str]:
    return [line["text"] for line in lines]


def _lines(content: dict[str, Any]) -> list[dict[str, Any]]:
    single = [content[name] for name in ("said", "mood")]
    several = [line for name in ("wants", "tried", "facts", "open") for line in content[name]]
    return [line for line in (*single, *several) if line]
