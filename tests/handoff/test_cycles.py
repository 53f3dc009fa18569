"""To and fro between the AI and humans: what was dealt with is never a reason again."""

from collections.abc import Callable
from typing import Any

import pytest

from handoff import queueing, reply
from handoff.models import Conversation, Handoff, Hop, Person
from handoff.vocabulary import Action, Speaker, State
from tests import factories, required

CYCLES = required.size(24, 200)
CAUSES = (
    "I want to talk to a human, please.",
    "You are useless. I have had enough of this, it is a disgrace!",
    "My lawyer will contact you.",
    "It is about a wheelchair.",
)
QUESTIONS = ("Which size is the Rondane?", "Do you ship to Sweden?", "Is the Primus in stock?")


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["resolved", "handed back", "closed by the customer"])
def test_after_a_human_only_a_new_cause_brings_one_again(
    frame: Callable[..., Any], mira: Person, ending: str
) -> None:
    factories.policy(exclusions=factories.excluding("wheelchair"))
    conversation: Conversation = frame("message", text=QUESTIONS[0]).conversation
    for number in range(CYCLES // 3 + 1):
        told = frame("message", text=CAUSES[number % len(CAUSES)])
        assert (told.decision.action, told.conversation.state) == (Action.HANDOFF, State.QUEUED), number
        _end(conversation, mira, ending, frame)
        stays = Hop.objects.count()
        asked = frame("message", text=f"{QUESTIONS[number % 3]} I ask for number {number}.")
        assert (asked.decision.action, asked.decision.triggers) == (Action.NONE, []), number
        said = frame("propose", text=f"Yes, number {number} is.", confidence=0.97)
        assert (said.decision.action, said.decision.triggers) == (Action.SEND, []), number
        assert Hop.objects.count() == stays
        held = said.conversation
        assert (held.state, held.speaker, held.rung) == (State.AI, Speaker.AI, "")
    assert Handoff.objects.filter(conversation=conversation).count() == CYCLES // 3 + 1


def _end(conversation: Conversation, mira: Person, ending: str, frame: Callable[..., Any]) -> None:
    queueing.accept(conversation.pk, agent=mira)
    held = Conversation.objects.get(pk=conversation.pk)
    reply.send(held.pk, agent=mira, text="Done.", seen=held.messages)
    if ending == "resolved":
        queueing.resolve(held.pk, agent=mira)
    elif ending == "handed back":
        queueing.hand_back(held.pk, agent=mira, note="Done")
    else:
        frame("close", by="customer", outcome="resolved")
