from typing import Annotated, Any, Literal

import msgspec

from handoff.assist.brief import Turn, brief
from handoff.vocabulary import Role
from inbox.management.lines import LineCommand, answered

ROLES = {
    "customer": Role.CUSTOMER,
    "bot": Role.ASSISTANT,
    "assistant": Role.ASSISTANT,
    "agent": Role.AGENT,
    "action": Role.SYSTEM,
    "system": Role.SYSTEM,
}


class Utterance(msgspec.Struct, frozen=True):
    role: Literal["customer", "bot", "assistant", "agent", "action", "system"]
    text: str


class Asked(msgspec.Struct, frozen=True):
    """One line of the input."""

    turns: Annotated[tuple[Utterance, ...], msgspec.Meta(max_length=10_000)]
    id: str | int | None = None


class Command(LineCommand):
    help = (
        'Briefs on conversations: JSONL {"id"?, "turns": [{"role", "text"}]} on standard input; on standard output '
        "the briefing of each as JSON: id, who, wants, tried, said, facts, mood, open, next. Every line of it has its "
        "text, the number of its message (from 1) and where it stands there. "
        "Roles are customer, bot, assistant, agent, action and system."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.answer(lambda lines: (answered(line, Asked, _briefed) for line in lines))


def _briefed(asked: Asked) -> dict[str, Any]:
    thread = [Turn(number, ROLES[one.role], one.text) for number, one in enumerate(asked.turns, start=1)]
    return {"id": asked.id, **msgspec.to_builtins(brief(thread))}
