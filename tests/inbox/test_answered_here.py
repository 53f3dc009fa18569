"""Ingrid's shop has no AI of its own: the house answers, and what Henrik writes is what she reads a moment later."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import processes
from tests.stack import Stack

pytestmark = [pytest.mark.processes, pytest.mark.slow]

_ARTICLE = """
Article.objects.create(key="kayaks", title="Kayak rental", text="A kayak costs 400 kr a day.")
from tests import factories
factories.policy(hold_from=0.1, send_from=0.2)
from handoff.vocabulary import Answering
sources.let_answer(Source.objects.get(), Answering.EMBEDDED)
"""
_EDIT = """
from handoff.knowledge import versions
person = Person.objects.get(username="henrik")
versions.change(Article.objects.get(), {"text": "A kayak costs 500 kr a day."}, by=person)
"""
_OFF = """
from handoff.knowledge import versions
versions.switch(Article.objects.get(), on=False, by=Person.objects.get(username="henrik"))
"""


class Customer:
    """Asks in a new conversation each time, and reads what comes of it."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.seq = self.asked = 0

    def ask(self, text: str) -> dict[str, Any]:
        """The first event that the question leads to."""
        self.asked += 1
        name = f"c{self.asked}"
        frame = {"type": "message", "id": name, "conversation": name, "role": "customer", "text": text}
        assert self.client.post("/api/v1/frames", json=frame).json()["decision"]["action"] == "none"
        for _ in range(8):
            told = self.client.get("/api/v1/events", params={"after": self.seq, "wait": 5}).json()
            self.seq = max([self.seq, *(event["seq"] for event in told["events"])])
            if events := [event for event in told["events"] if event["conversation"] == name]:
                return dict(events[0])
        raise AssertionError("nothing came")

    def hears(self, text: str) -> bool:
        """Whether the answer to what a kayak costs is `text`."""
        return self.ask("What does a kayak cost?").get("text") == text


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Stack]:
    with Stack(tmp_path, celery=True) as stack:
        yield stack


@pytest.fixture
def ingrid(house: Stack) -> Iterator[Customer]:
    key = house.source("Shop")
    with httpx.Client(base_url=house.url, headers=key.headers, timeout=60) as client:
        yield Customer(client)


def test_an_edit_is_read_by_the_next_customer_and_what_is_switched_off_by_none(
    house: Stack, ingrid: Customer
) -> None:
    house.person("Henrik Vik", role="admin")
    house.do(_ARTICLE)
    processes.until(lambda: ingrid.hears("A kayak costs 400 kr a day."), 90, "the first index")

    house.do(_EDIT)
    processes.until(lambda: ingrid.hears("A kayak costs 500 kr a day."), 60, "the edit")

    house.do(_OFF)
    told = ingrid.ask("What does a kayak cost?")
    assert (told["type"], told["state"]) == ("status", "queued")
    sent = house.query("SELECT count(*) FROM handoff_message WHERE kind = 'ai'")[0][0]
    proposed = house.query(
        "SELECT count(*) FROM handoff_timer WHERE kind = 'answer' AND fired_at IS NOT NULL"
    )
    assert proposed[0][0] == ingrid.asked
    assert sent < ingrid.asked
