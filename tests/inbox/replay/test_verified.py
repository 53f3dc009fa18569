"""Real conversations under changing policies: each decision falls the same when it is decided again.

Two thousand of them where THOROUGH is set.
"""

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest

from handoff import explain
from handoff.models import Decision
from handoff.policy.document import Own, Setting
from handoff.protocol import Error, Ok, parse
from handoff.vocabulary import Action, Mode
from inbox.gateway import frames
from inbox.gateway.auth import Caller
from inbox.replay.course import Course, wire
from inbox.replay.recording import Recording, recordings
from tests import factories, required

FIRST = 2000
COUNT = required.size(200, FIRST)
BEGINNING, WHOLE = 2, required.size(10, 20)
"""Turns that are played of most: a message and a proposal, each decided on. Every so many goes on to its end."""
_heard = msgspec.json.Decoder(Ok | Error)
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {"hold_from": 0.4, "send_from": 0.97, "exclusions": factories.excluding("password", "doctor")},
    {"own": (Own(source="Web chat", send_from=0.5, triggers=factories.triggers(anger=Setting(at=0.9))),)},
    {"triggers": factories.triggers(low_confidence=Setting(mode=Mode.SOFT), failed_attempts=Setting(at=1))},
)


def play(caller: Caller, recording: Recording, *, most: int) -> None:
    """Bring the first frames of a conversation in as a front end would, by the gateway's own answers."""
    course = Course(recording)
    while course.frame is not None and course.place < most:
        reply = frames.answer(caller, parse(wire(course.frame)))
        assert reply is not None
        course.take(_heard.decode(reply))


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_decision_of_a_replay_falls_the_same_again(shared_data: Path) -> None:
    factories.queue("Orders", default=True)
    caller = Caller(factories.source(), key_id=0)
    found = (one for one in recordings(shared_data / "conversations.jsonl.gz") if isinstance(one, Recording))
    for number, recording in enumerate(islice(found, 0, FIRST, FIRST // COUNT)):
        if number % (COUNT // len(POLICIES)) == 0:
            factories.policy(**POLICIES[number * len(POLICIES) // COUNT])
        play(caller, recording, most=BEGINNING if number % WHOLE else len(recording.turns) + 1)
    made = Decision.objects.count()
    assert explain.verify(explain.every()) == (made, [])
    assert made > 2 * COUNT
    assert set(Decision.objects.values_list("action", flat=True)) == set(Action)
    fired = Counter(t["trigger"] for row in Decision.objects.values_list("triggers", flat=True) for t in row)
    assert len(fired) >= 5, fired
    assert Decision.objects.values("policy").distinct().count() == len(POLICIES)
