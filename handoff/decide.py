"""Facts gathered, decided by the one pure function, and kept."""

from collections.abc import Sequence
from typing import Any

import msgspec

from handoff import exclusions
from handoff.calibrations import Weighed
from handoff.clock import now
from handoff.hearing import Heard
from handoff.models import Conversation, Decision, PolicyVersion
from handoff.policies import live_for, settings_of
from handoff.policy import Facts, Outcome, Signal, decide
from handoff.quick import insert, latest
from handoff.vocabulary import Mode, Speaker

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
        high_risk=heard.high_risk,
        failed_attempts=conversation.failed_attempts,
        failed_signal=heard.failed_signal,
        excluded=_excluded(version, conversation, [(message.number, message.text)]),
    )
    return _keep(conversation, version, facts)


def on_proposal(conversation: Conversation, *, text: str, weighed: Weighed, engine: str = "") -> Decision:
    """Decide whether the AI may say `text`, by its confidence as `weighed`; `engine`: where it is one of our own."""
    version = live_for(conversation)
    texts = [(None, text), *_last_words(conversation)] if version.excluded_phrases else []
    facts = Facts(
        confidence=weighed.confidence,
        raw_confidence=weighed.raw,
        calibration=weighed.calibration,
        engine=engine,
        source=conversation.source.name,
        topic=conversation.topic,
        human_holds=human_holds(conversation),
        failed_attempts=conversation.failed_attempts,
        excluded=_excluded(version, conversation, texts),
        **_heard(conversation),
    )
    return _keep(conversation, version, facts)


def on_request(
    conversation: Conversation, *, mode: Mode, reason: str, confidence: float | None = None
) -> Decision:
    """Decide on a front end's own wish for a human; `confidence` is that of the draft it sent along."""
    version = live_for(conversation)
    facts = Facts(
        requested=mode,
        request_reason=reason[:200],
        source=conversation.source.name,
        topic=conversation.topic,
        human_holds=human_holds(conversation),
        raw_confidence=confidence,
        **_heard(conversation),
    )
    return _keep(conversation, version, facts)


def human_holds(conversation: Conversation) -> bool:
    """A human has the conversation, or it waits for one after a hard escalation."""
    return Speaker(conversation.speaker) != Speaker.AI


def again(decision: Decision) -> Outcome:
    """Decide once more from what was kept: the same outcome, for as long as nobody breaks the law."""
    return decide(msgspec.convert(decision.facts, Facts), settings_of(decision.policy))


def _excluded(
    version: PolicyVersion, conversation: Conversation, texts: Sequence[tuple[int | None, str]]
) -> tuple[Signal, ...]:
    topics = (conversation.topic, conversation.intent)
    return exclusions.match(version.excluded_topics, version.excluded_phrases, topics, texts)


def _heard(conversation: Conversation) -> dict[str, Any]:
    """The facts that were sensed in the customer's newest message, unless they were dealt with since.

    The decision on that message holds them, and each later one takes them over.
    """
    number = conversation.last_customer
    if number <= conversation.boundary:
        return {}
    facts = _newest_facts(conversation)
    told = {name: signal for name in SENSED if (signal := getattr(facts, name)) and signal.message == number}
    return told | {"high_risk": tuple(risk for risk in facts.high_risk if risk.message == number)}


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
    outcome = decide(facts, settings_of(version))
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
