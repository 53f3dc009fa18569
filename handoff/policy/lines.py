"""The settings that hold for one conversation: a document's own, with those of its topic and source laid over."""

import msgspec

from handoff.policy.document import DEFAULTS, Document, Own, Setting, Settings
from handoff.vocabulary import Mode, TriggerName

Limit = float | None


class Line(msgspec.Struct, frozen=True):
    """Thresholds and triggers as the decision function compares them. A limit of None: that trigger is off."""

    hold_from: float = 0.60
    send_from: float = 0.86
    human_request_from: Limit = 0.5
    low_confidence: bool = True
    anger_from: Limit = 0.7
    anger_rise: Limit = 0.5
    high_risk_from: Limit = 0.5
    sla_before_s: Limit = 120
    attempts_limit: Limit = 3
    unanswered_after_s: Limit = None
    soft: frozenset[TriggerName] = frozenset()


class Policy(msgspec.Struct, frozen=True):
    """A document made ready to decide by; `version` names it. `own` holds the lines by (topic, source), casefolded."""

    version: int
    line: Line = Line()
    own: dict[tuple[str, str], Line] = {}
    risks_off: frozenset[str] = frozenset()

    def line_for(self, topic: str, source: str) -> Line:
        """The line of a topic of a source, else of the topic, else of the source, else the one for all."""
        own = self.own
        if not own:
            return self.line
        topic, source = topic.casefold(), source.casefold()
        return own.get((topic, source)) or own.get((topic, "")) or own.get(("", source)) or self.line


def policy_of(document: Document, version: int) -> Policy:
    """A document as the decision function takes it, under the number of its version."""
    own = {(o.topic.casefold(), o.source.casefold()): o for o in document.own}
    general = dict.fromkeys(own)
    lines = {case: _line(document, _above(case, own)) for case in general}
    return Policy(version, _line(document, []), lines, frozenset(document.risks.off))


def _above(case: tuple[str, str], own: dict[tuple[str, str], Own]) -> list[Own]:
    """What holds for a case, the most general first: that of its source, of its topic, its own."""
    topic, source = case
    cases = dict.fromkeys([("", source), (topic, ""), case])
    return [own[one] for one in cases if one in own]


def _line(document: Document, over: list[Own]) -> Line:
    hold, send, settings = document.hold_from, document.send_from, _laid({}, document.triggers)
    for own in over:
        hold = hold if own.hold_from is None else own.hold_from
        send = send if own.send_from is None else own.send_from
        settings = _laid(settings, own.triggers)

    def limit(name: TriggerName) -> Limit:
        return settings[name].at if settings[name].on else None

    anger = settings[TriggerName.ANGER]
    return Line(
        hold_from=hold,
        send_from=max(send, hold),
        human_request_from=limit(TriggerName.HUMAN_REQUEST),
        low_confidence=settings[TriggerName.LOW_CONFIDENCE].on,
        anger_from=limit(TriggerName.ANGER),
        anger_rise=anger.rise if anger.on else None,
        high_risk_from=limit(TriggerName.HIGH_RISK),
        sla_before_s=limit(TriggerName.SLA),
        attempts_limit=limit(TriggerName.FAILED_ATTEMPTS),
        unanswered_after_s=limit(TriggerName.UNANSWERED),
        soft=frozenset(name for name, one in settings.items() if one.mode == Mode.SOFT),
    )


def _laid(below: Settings, over: Settings) -> Settings:
    """Settings laid over others; what one leaves open stays as it was below."""
    settings = below or dict(DEFAULTS)
    return {name: _one(settings[name], over.get(name)) for name in settings}


def _one(below: Setting, over: Setting | None) -> Setting:
    if over is None:
        return below
    at = below.at if over.at is None else over.at
    rise = below.rise if over.rise is None else over.rise
    return Setting(on=over.on, at=at, mode=over.mode, rise=rise)
