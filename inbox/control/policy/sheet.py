"""A version of the policy as the page shows it: to read, or, while it is a draft, to edit."""

from dataclasses import dataclass, field
from functools import cached_property

import msgspec
from django.http import HttpRequest

from handoff import drafting, policies
from handoff.assist.risks import NAMES
from handoff.models import PolicyVersion, Publication, Source
from handoff.policy import Document, Line
from handoff.policy.confirm import PHRASE, silences
from handoff.policy.difference import Change, differences
from handoff.policy.document import Exclusion, write
from handoff.policy.terms import Status
from handoff.policy.whole import Problem
from inbox.control.policy import thresholds, triggers
from inbox.control.policy.forms import PartForm
from inbox.control.policy.sections import Lists
from inbox.control.policy.thresholds import Figures
from inbox.control.policy.triggers import Row
from inbox.control.policy.words import risk

LATEST = 20


@dataclass
class Sheet:
    """`refused` is the form of a change that could not be taken; `topic` and `source` choose the line, `rule` one."""

    version: PolicyVersion
    topic: str = ""
    source: str = ""
    refused: PartForm | None = None
    rule: str = ""
    live: PolicyVersion = field(default_factory=policies.live)
    phrase: str = PHRASE

    @property
    def document(self) -> Document:
        """What the version says."""
        return self.version.content

    @property
    def draft(self) -> bool:
        """It is a draft, perhaps one that is scheduled."""
        return Status(self.version.status) == Status.DRAFT

    @property
    def editable(self) -> bool:
        """It may be changed: a scheduled draft must be taken back first."""
        return self.draft and self.version.publish_at is None

    @property
    def is_live(self) -> bool:
        """Decisions go by it now."""
        return bool(self.version.pk == self.live.pk)

    @property
    def behind(self) -> bool:
        """Another version went live after this draft was begun."""
        return self.draft and self.version.base_id != self.live.pk

    @cached_property
    def changes(self) -> list[Change]:
        """What it says differently from what is live; for a former version, what live would change to."""
        return differences(self.live.content, self.document)

    @cached_property
    def overtaken(self) -> list[Change]:
        """What went live since this draft was begun, where that is so."""
        base = self.version.base
        return differences(base.content, self.live.content) if self.behind and base else []

    @cached_property
    def problems(self) -> list[Problem]:
        """What keeps it from going live."""
        return drafting.faults(self.document) if self.draft else []

    @property
    def silences(self) -> bool:
        """Publishing it takes away a way to a human that is there now."""
        return silences(self.live.content, self.document)

    @cached_property
    def seen(self) -> str:
        """The document as JSON, so that a change made on it can be told from what others changed meanwhile."""
        return msgspec.json.encode(write(self.document)).decode()

    # Thresholds

    @property
    def line(self) -> Line:
        """The line of the chosen topic and source."""
        return self.version.policy.line_for(self.topic, self.source)

    @property
    def live_line(self) -> Line:
        """The live line of the chosen topic and source."""
        return self.live.policy.line_for(self.topic, self.source)

    @cached_property
    def thresholds(self) -> PartForm:
        """The two handles."""
        if isinstance(self.refused, thresholds.ThresholdsForm):
            return self.refused
        told = {"hold_from": self.line.hold_from, "send_from": self.line.send_from}
        case = {"topic": self.topic, "source": self.source}
        general = [] if self.topic or self.source else self.problems
        return thresholds.ThresholdsForm(path="", initial=told | case, problems=general)

    @cached_property
    def figures(self) -> Figures | None:
        """What past proposals would have come to."""
        return thresholds.figures(self.document, self.live.content, self.topic, self.source)

    @property
    def has_own(self) -> bool:
        """The chosen topic and source have a line of their own."""
        return thresholds.own_of(self.document, self.topic, self.source) is not None

    @cached_property
    def topics(self) -> list[str]:
        """The topics that are known: of past proposals, and of the document."""
        told = {one.topic for one in self.document.own} | thresholds.topics()
        return sorted({self.topic, *told} - {""}, key=str.casefold)

    @cached_property
    def sources(self) -> list[str]:
        """The connected sources, and those that the document names."""
        told = {one.source for one in self.document.own} | {str(one) for one in Source.objects.all()}
        return sorted({self.source, *told} - {""}, key=str.casefold)

    # Triggers

    @cached_property
    def triggers(self) -> list[Row]:
        """Each trigger with its form and what came of it."""
        return triggers.rows(self.document, self.live.content, self.refused, self.problems)

    @cached_property
    def risks_on(self) -> list[str]:
        """The grave matters that count, built in and the house’s own."""
        on = [name for name in NAMES if name not in self.document.risks.off]
        return [risk(name) for name in (*on, *self.document.risks.own)]

    @cached_property
    def risks(self) -> PartForm:
        """The switches of the built-in grave matters."""
        if isinstance(self.refused, triggers.RisksForm):
            return self.refused
        on = [name for name in NAMES if name not in self.document.risks.off]
        return triggers.RisksForm(path="risks", initial={"on": on})

    @cached_property
    def own_risks(self) -> list[PartForm]:
        """A form for each grave matter of the house’s own, and one for the next."""
        risks = self.document.risks
        forms = [self._risk(name, triggers.initial_risk(risks, name)) for name in risks.own]
        return [*forms, self._risk("", {})]

    def _risk(self, name: str, told: dict[str, object]) -> PartForm:
        path = f"risk.{name}"
        if self.refused is not None and self.refused.path == path:
            return self.refused
        return triggers.RiskForm(path=path, initial=told)

    @cached_property
    def lists(self) -> Lists:
        """What is edited item by item."""
        return Lists(self.document, self.live.content, self.problems, self.refused)

    @property
    def chosen(self) -> Exclusion | None:
        """The exclusion that the rail is about."""
        return next((one for one in self.document.exclusions if one.key == self.rule), None)

    # Beside it

    @property
    def drafts(self) -> list[PolicyVersion]:
        """All drafts there are, the newest first."""
        return list(
            PolicyVersion.objects.filter(status=Status.DRAFT).select_related("saved_by", "publish_by")
        )

    @property
    def publications(self) -> list[Publication]:
        """What was live when, the newest first."""
        return list(Publication.objects.select_related("version", "by")[:LATEST])

    @property
    def former(self) -> list[tuple[int, str]]:
        """The versions that one may roll back to, the one that was live last first, each with why it was made."""
        rows = {row.version_id: f"v{row.version_id}: {row.version.why}" for row in self.publications}
        rows.pop(self.live.pk, None)
        return list(rows.items())


def sheet_of(request: HttpRequest, version: PolicyVersion, refused: PartForm | None = None) -> Sheet:
    """The sheet with the line of the topic and source that the address or the form names."""
    told = request.POST if request.method == "POST" else request.GET
    topic, source = (str(told.get(name, "")).replace("\0", "")[:128] for name in ("topic", "source"))
    rule = str(told.get("rule", ""))[:80]
    return Sheet(version, topic=topic, source=source, refused=refused, rule=rule)
