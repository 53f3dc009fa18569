"""What a customer hears when things do not go on as they should: each once while they wait, in their language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handoff import staffing
from handoff.clock import now
from handoff.events import changing, record, say
from handoff.line import place_in_line
from handoff.models import Conversation, Event, Handoff, Message
from handoff.policies import live_for
from handoff.policy.hours import zone
from handoff.policy.terms import Situation
from handoff.policy.texts import fill, text_for
from handoff.vocabulary import ActorKind, EventKind, MessageKind, Role, State, TriggerName

NO_ANSWER = frozenset({Situation.UNSURE, Situation.NOBODY_FREE, Situation.CLOSED, Situation.SILENT})
"""Of these a customer hears one while they wait, not one after another."""
UNSURE = frozenset({TriggerName.LOW_CONFIDENCE, TriggerName.FAILED_ATTEMPTS})
"""The triggers of which the customer saw nothing: without a word the AI would just fall silent."""


def tell(held: Conversation, situation: Situation, **values: str) -> Message | None:
    """Say the fallback message of a situation in a held conversation, unless it was said during this wait.

    `values` are its variables. None where it was said, or where the policy's text for it comes out empty.
    """
    if _told(held, situation):
        return None
    text = text_for(live_for(held).content, situation, held.language or held.customer.locale)
    text = fill(text, _known(held) | values)
    if not text:
        return None
    message = say(held, Role.ASSISTANT, MessageKind.FALLBACK, text)
    record(EventKind.FELL_BACK, held, actor=ActorKind.SYSTEM, message=message, situation=str(situation))
    return message


def on_offer(event: Event) -> None:
    """A human was asked for: where none is there, or the AI fell silent for it, the customer is told.

    A repetition says nothing more, and neither does one that comes when a human is there already.
    """
    with changing(event.conversation_id) as held:
        waiting = Handoff.objects.filter(conversation=held, ended_at__isnull=True, accepted_at__isnull=True)
        handoff = waiting.select_related("conversation").first()
        if held.state != State.QUEUED or handoff is None:
            return
        situation = _situation(held, handoff, event)
        if situation is not None:
            tell(held, situation, **_whereabouts(held, handoff, situation))


def _situation(held: Conversation, handoff: Handoff, event: Event) -> Situation | None:
    triggers = {str(trigger["trigger"]) for trigger in event.decision.triggers} if event.decision else set()
    if TriggerName.UNANSWERED in triggers:
        return Situation.SILENT
    if not staffing.is_open(held.queue):
        return Situation.CLOSED
    if held.queue.people.exists() and not staffing.free(held.queue):
        return Situation.NOBODY_FREE
    return Situation.UNSURE if triggers & UNSURE else None


def _told(held: Conversation, situation: Situation) -> bool:
    """Whether it, or one that says as much, was said since the customer got the last answer."""
    alike = NO_ANSWER if situation in NO_ANSWER else frozenset({situation})
    answers = held.thread.filter(role__in=(Role.ASSISTANT, Role.AGENT), number__gt=held.boundary)
    spoken = answers.exclude(kind__in=(MessageKind.FALLBACK, MessageKind.REASSURANCE)).order_by("-number")
    since = max(spoken.values_list("number", flat=True).first() or 0, held.boundary)
    told = Event.objects.filter(conversation=held, kind=EventKind.FELL_BACK, message__number__gt=since)
    return told.filter(facts__situation__in=[str(one) for one in alike]).exists()


def _known(held: Conversation) -> dict[str, str]:
    customer = held.customer
    return {
        "name": customer.name.split()[0] if customer.name.split() else "",
        "phone": customer.phone,
        "email": customer.email,
        "queue": held.queue.name,
    }


def _whereabouts(held: Conversation, handoff: Handoff, situation: Situation) -> dict[str, str]:
    if situation == Situation.CLOSED:
        return {"opens": _clock(staffing.opens(held.queue), held)}
    if situation == Situation.NOBODY_FREE:
        place, eta_s = place_in_line(handoff)
        return {"place": str(place), "eta": f"{max(1, round(eta_s / 60))} min" if eta_s is not None else ""}
    return {}


def _clock(moment: datetime | None, held: Conversation) -> str:
    """A moment on the customer's own clock, where their time zone is known, else on the queue's."""
    if moment is None:
        return ""
    place = zone(held.customer.timezone) or zone(held.queue.opening.timezone) or ZoneInfo("UTC")
    local, today = moment.astimezone(place), now().astimezone(place).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
