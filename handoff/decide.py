"""Facts gathered, decided by the one pure function, and kept."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from handoff import exclusions, graves
from handoff.calibrations import Weighed
from handoff.clock import now
from handoff.conversations import known_of
from handoff.hearing import Heard
from handoff.models import Conversation, Decision, Event, Message, PolicyVersion, Source, published
from handoff.policies import live_for
from handoff.policy import Facts, Outcome, Signal, decide
from handoff.quick import insert
from handoff.reads import latest
from handoff.vocabulary import EventKind, Mode, Role, Speaker

SENSED = ("human_request", "anger", "failed_signal")
"""The facts on a customer's message, beside `high_risk`, that later decisions take over."""


def on_message(conversation: Conversation, heard: Heard) -> Decision:
    """Decide whether what a customer just wrote calls for a human."""
    version, message = live_for(conversation), heard.message
    facts = Facts(
        source=conversation.source.name,
        topic=conversation.topic,
        human_holds=human_holds(conversation),
        human_request=heard.human_request,
        anger=heard.anger,
        anger_rise=heard.anger_rise,
        high_risk=heard.high_risk,
        failed_attempts=conversation.failed_attempts,
        failed_signal=heard.failed_signal,
        excluded=_excluded(version, conversation, [(message.number, message.text)]),
    )
    return _keep(conversation, version, facts)


def on_proposal(
    conversation: Conversation,
    *,
    text: str,
    weighed: Weighed,
    engine: str = "",
    second: bool = False,
    source: Source | None = None,
) -> Decision:
    """Decide whether the AI may say `text`, by its confidence as `weighed`; `engine`: where it is one of our own.

    A `second` AI is asked instead of the first: it is not silenced with that one, whose failures are not its own.
    It may be another `source`, by whose line it is then decided.
    """
    version = live_for(conversation)
    texts = [(None, text), *_last_words(conversation)] if version.content.exclusions else []
    heard = _heard(conversation)
    if second:
        heard.pop("failed_signal", None)
    facts = Facts(
        confidence=weighed.confidence,
        raw_confidence=weighed.raw,
        calibration=weighed.calibration,
        engine=engine,
        source=(source or conversation.source).name,
        topic=conversation.topic,
        human_holds=not second and human_holds(conversation),
        failed_attempts=0 if second else conversation.failed_attempts,
        excluded=_excluded(version, conversation, texts),
        **heard,
    )
    return _keep(conversation, version, facts)


def on_request(
    conversation: Conversation,
    *,
    mode: Mode,
    reason: str,
    confidence: float | None = None,
    source: Source | None = None,
) -> Decision:
    """Decide on a front end's own wish for a human; `confidence` is that of the draft it sent along.

    `source` is who asks, where it is not the conversation's own.
    """
    version = live_for(conversation)
    facts = Facts(
        requested=mode,
        request_reason=reason[:200],
        source=(source or conversation.source).name,
        topic=conversation.topic,
        human_holds=human_holds(conversation),
        raw_confidence=confidence,
        **_heard(conversation),
    )
    return _keep(conversation, version, facts)


def on_time(
    conversation: Conversation, *, unanswered_s: float | None, sla_s: float | None
) -> Decision | None:
    """Decide whether it is time for a human, as nobody answered; None, and nothing is kept, where it is not yet.

    `unanswered_s`: for how long the customer waits for the AI; `sla_s`: what is left of what was promised (seconds).
    """
    facts = Facts(
        source=conversation.source.name,
        topic=conversation.topic,
        human_holds=human_holds(conversation),
        unanswered_s=unanswered_s,
        sla_s=sla_s,
    )
    version = live_for(conversation)
    return _keep(conversation, version, facts) if decide(facts, version.policy).triggers else None


def human_holds(conversation: Conversation) -> bool:
    """A human has the conversation, or it waits for one after a hard escalation."""
    return Speaker(conversation.speaker) != Speaker.AI


def again(decision: Decision) -> Outcome:
    """Decide once more from what was kept: the same outcome, for as long as nobody breaks the law."""
    return decide(msgspec.convert(decision.facts, Facts), published(decision.policy_id).policy)


def under(decision: Decision, version: PolicyVersion) -> Outcome:
    """What another version would have made of the same: of its facts, and of its words where it has other rules."""
    facts, own = msgspec.convert(decision.facts, Facts), published(decision.policy_id).content
    other, message = version.content, None
    graver = graves.differ(own.risks, other.risks)
    if graver or own.exclusions != other.exclusions:
        message = asked(decision)
    said: list[tuple[int | None, str]] = [(message.number, message.text)] if message else []
    if own.exclusions != other.exclusions and facts.requested is None:
        text = proposed(decision)
        texts = [(None, text), *said] if text else said
        exclusions.ahead(other.exclusions, [words for _, words in texts])
        found = _excluded(version, decision.conversation, texts, topic=facts.topic)
        facts = msgspec.structs.replace(facts, excluded=found)
    if graver and message is not None:
        exclusions.ahead(version.graves, [message.text])
        heard = graves.heard(version, decision.conversation, message)
        facts = msgspec.structs.replace(facts, high_risk=heard)
    return decide(facts, version.policy)


def asked(decision: Decision) -> Message | None:
    """The customer's message that a decision is about: the newest one, unless it had been dealt with by then."""
    told = Event.objects.filter(conversation=decision.conversation_id)
    of_it = told.filter(decision=decision).order_by("number").first()
    before = told.filter(number__lte=of_it.number) if of_it else told.filter(at__lte=decision.at)
    said = before.filter(kind=EventKind.MESSAGE_ADDED, message__role=Role.CUSTOMER)
    newest = said.select_related("message").order_by("-number").first()
    if newest is None:
        return None
    settled = before.filter(number__gt=newest.number, kind__in=(EventKind.HANDED_BACK, EventKind.RESOLVED))
    return None if settled.exists() else newest.message


def proposed(decision: Decision) -> str:
    """The text that the AI proposed; empty where a decision is not on a proposal."""
    told = Event.objects.filter(decision=decision, kind=EventKind.PROPOSED).select_related("draft", "message")
    event = told.order_by("number").first()
    found = (event.draft or event.message) if event else None
    return found.text if found else ""


def _excluded(
    version: PolicyVersion,
    conversation: Conversation,
    texts: Sequence[tuple[int | None, str]],
    *,
    topic: str | None = None,
) -> tuple[Signal, ...]:
    """What a version's rules match; `topic`: the one that the conversation had then, if not the one it has now."""
    topics = (conversation.topic if topic is None else topic, conversation.intent)
    return exclusions.match(version.content.exclusions, topics, texts, partial(known_of, conversation))


def _heard(conversation: Conversation) -> dict[str, Any]:
    """The facts that were sensed in the customer's newest message, unless they were dealt with since.

    The decision on that message holds them, and each later one takes them over.
    """
    number = conversation.last_customer
    if number <= conversation.boundary:
        return {}
    facts = _newest_facts(conversation)
    told = {name: signal for name in SENSED if (signal := getattr(facts, name)) and signal.message == number}
    rise = {"anger_rise": facts.anger_rise} if "anger" in told else {}
    return told | rise | {"high_risk": tuple(risk for risk in facts.high_risk if risk.message == number)}


def _newest_facts(conversation: Conversation) -> Facts:
    kept = conversation.sensed
    if kept is not None:
        return msgspec.json.decode(kept, type=Facts)
    rows = latest(Decision, ("facts",), 1, conversation_id=conversation.pk)
    return msgspec.convert(rows[0][0], Facts) if rows else Facts()


def _last_words(conversation: Conversation) -> list[tuple[int | None, str]]:
    if conversation.last_customer <= conversation.boundary:
        return []
    rows = conversation.thread.filter(number=conversation.last_customer)
    return [(number, text) for number, text in rows.values_list("number", "text")]


def _keep(conversation: Conversation, version: PolicyVersion, facts: Facts) -> Decision:
    outcome = decide(facts, version.policy)
    decision = Decision(
        conversation=conversation,
        action=outcome.action,
        band=outcome.band,
        confidence=facts.confidence,
        raw_confidence=facts.raw_confidence,
        triggers=[trigger.as_dict() for trigger in outcome.triggers],
        facts=msgspec.to_builtins(facts),
        policy=version,
        at=now(),
    )
    return insert(decision)
