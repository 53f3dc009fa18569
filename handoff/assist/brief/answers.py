"""The AI asks, the customer answers: the question is what the answer is called."""

from typing import NamedTuple

from handoff.assist.brief.sentences import answered, sentences, telling
from handoff.assist.brief.shape import Part, Turn, clip
from handoff.assist.quotes import OFFERS, REQUESTS, UNKNOWN, YES_NO, says

QUESTION, ANSWER = 90, 160
SHORT = 60
"""Characters up to which a reply is nothing but the answer."""
FEW = 4
"""Words up to which a reply answers whatever the AI said last in as many words, were it a question or not."""


class Answer(NamedTuple):
    """What a customer replied, and the question, verbatim.

    `bare` where the reply is nothing but the answer, `asked` where it answers what really is a question.
    """

    question: str
    part: Part
    bare: bool
    asked: bool


def question(turn: Turn) -> Part | None:
    """The last thing that an AI asks for in a turn, None where it asks for nothing."""
    asked = [part for part in answered(turn) if says(REQUESTS, part.text)]
    return asked[-1] if asked else None


def answer_to(asked: Turn, reply: Turn) -> Answer | None:
    """What `reply` answers to the turn before it; None where it answers nothing or says that it cannot."""
    asks = question(asked)
    prompt = asks or _prompt(asked, reply)
    parts = list(telling(reply)) or _yes_or_no(prompt, reply)
    if prompt is None or not parts or says(UNKNOWN, parts[0].text):
        return None
    if parts[0].text.endswith("?") or says(OFFERS, prompt.text):
        return None
    part = Part(reply, parts[0].start, _end(parts))
    return Answer(clip(prompt.text, QUESTION), part, len(part.text) <= SHORT, asks is not None)


def _prompt(asked: Turn, reply: Turn) -> Part | None:
    """The AI's last sentence, where a reply is so short that without it nobody can tell what it means."""
    said = [part for part in answered(asked) if len(part.text.split()) >= FEW]
    return said[-1] if said and len(reply.text.split()) <= FEW and "?" not in reply.text else None


def _yes_or_no(prompt: Part | None, reply: Turn) -> list[Part]:
    """A plain yes or no, where something was asked of the customer."""
    if prompt is None or not prompt.text.endswith("?") or says(OFFERS, prompt.text):
        return []
    return [part for part in sentences(reply) if YES_NO.match(part.text)][:1]


def _end(parts: list[Part]) -> int:
    """An answer goes on over its next sentences while it stays short and tells, rather than asks."""
    end = parts[0].end
    for part in parts[1:]:
        if part.end - parts[0].start > ANSWER or part.text.endswith("?"):
            break
        end = part.end
    return end
