"""The structured form of a rung: asked of the customer once, checked, and kept where the human finds it."""

from enum import Enum
from typing import Any, Final

from handoff import fallbacks
from handoff.assist import form
from handoff.assist.quotes import filler
from handoff.models import Conversation, Hop
from handoff.policy.document import Question, Rung
from handoff.policy.terms import FieldKind, RungKind, Situation
from handoff.vocabulary import Role

CONTEXT: Final = "form"
"""Where the answers stand in a conversation's context, by the questions' names."""
LOOKED_BACK: Final = 20


class Came(Enum):
    """What a customer's message did to a form."""

    ALL = "all"
    SOME = "some"
    NOTHING = "nothing"
    NOT_ALL = "not all, though asked again"


def possible(held: Conversation, rung: Rung) -> bool:
    """Whether there is something to ask, and no form was put to this customer yet."""
    asked = Hop.objects.filter(conversation=held, kind=RungKind.FORM, asked__gt=0)
    return not asked.exists() and any(q.required for q in _missing(rung, _known(held, rung)))


def ask(held: Conversation, hop: Hop) -> None:
    """Ask for what is not known yet, all in one message."""
    rung = hop.step
    told = _known(held, rung)
    if told:
        _keep(held, told)
    listed = "\n".join(f"{n}. {q.label}" for n, q in enumerate(_missing(rung, told), start=1))
    fallbacks.tell(held, Situation.FORM, questions=listed)
    _asked(held, hop, 1)


def take(held: Conversation, hop: Hop, text: str) -> Came:
    """Take the answers from what the customer wrote; what is missing or wrong is asked for once more."""
    rung, told = hop.step, answers(held)
    missing = _missing(rung, told)
    if filler(text):
        return Came.NOTHING
    found = form.read(missing, text)
    if found.given:
        _keep(held, found.given)
    left = [q for q in _missing(rung, answers(held)) if q.required]
    if not left:
        return Came.ALL
    if hop.asked > 1:
        return Came.NOT_ALL
    if not found.given and not found.wrong:
        return Came.NOTHING
    problems = "\n".join(_problem(q, found.wrong.get(q.name, "")) for q in left)
    fallbacks.tell(held, Situation.FORM_AGAIN, problems=problems)
    _asked(held, hop, 2)
    return Came.SOME


def _asked(held: Conversation, hop: Hop, times: int) -> None:
    hop.asked = times
    Hop.objects.filter(conversation=held, left_at__isnull=True).update(asked=times)


def answers(held: Conversation) -> dict[str, str]:
    """What the customer told in forms, by the questions' names."""
    kept: Any = held.context.get(CONTEXT)
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def _keep(held: Conversation, given: dict[str, str]) -> None:
    held.context = {**held.context, CONTEXT: answers(held) | given}


def _missing(rung: Rung, told: dict[str, str]) -> list[Question]:
    return [question for question in rung.questions if question.name not in told]


def _known(held: Conversation, rung: Rung) -> dict[str, str]:
    """What nobody need ask: it stands in the record, or the customer wrote it before."""
    record = {FieldKind.EMAIL: held.customer.email, FieldKind.PHONE: held.customer.phone}
    told = {q.name: record[q.kind] for q in rung.questions if record.get(q.kind)}
    written = held.thread.filter(role=Role.CUSTOMER).order_by("-number").values_list("text", flat=True)
    left = _missing(rung, told)
    return told | form.known(left, list(written[:LOOKED_BACK])) | answers(held)


def _problem(question: Question, given: str) -> str:
    return f"– {question.label} (“{given}”?)" if given else f"– {question.label}"
