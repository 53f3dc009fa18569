"""The lists of a sheet, each item with its form and one more for the next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from django.utils.translation import get_language

from handoff.knowledge.previews import Preview
from handoff.models import Queue, Source
from handoff.policy import Document, policy_of
from handoff.policy.document import Branch, Care, Promise
from handoff.policy.whole import Problem
from inbox.control.policy import exclusions, own, picture, silence, texts, tree
from inbox.control.policy.forms import PartForm


@dataclass(frozen=True)
class Limb:
    """A branch of the tree with its form, a form for each of its rungs, and one for the next."""

    at: int
    branch: Branch
    conditions: list[str]
    form: PartForm
    rungs: list[PartForm]
    new: PartForm


@dataclass
class Lists:
    """What of a document is edited item by item. `refused` is the form of a change that could not be taken."""

    document: Document
    live: Document
    problems: list[Problem]
    refused: PartForm | None

    @cached_property
    def own(self) -> list[own.Row]:
        """The lines of their own."""
        policy = policy_of(self.document, 0)
        forms = self._forms("own", own.OwnForm, self.document.own, own.initial)
        return [
            own.Row(one, policy.line_for(one.topic, one.source), own.differs(one), form)
            for one, form in zip(self.document.own, forms, strict=False)
        ]

    @cached_property
    def new_own(self) -> PartForm:
        """For the next one."""
        return self.form("own[new]", own.OwnForm)

    @cached_property
    def exclusions(self) -> list[tuple[Any, bool, PartForm, Preview | None]]:
        """Each sentence, whether it is new against live, its form, and what is known of its matches."""
        forms = self._forms(
            "exclusions", exclusions.ExclusionForm, self.document.exclusions, exclusions.initial
        )
        known = {one.key for one in self.live.exclusions}
        pairs = zip(self.document.exclusions, forms, exclusions.seen(self.document.exclusions), strict=False)
        return [(one, one.key not in known, form, preview) for one, form, preview in pairs]

    @cached_property
    def new_exclusion(self) -> PartForm:
        """For the next one."""
        return self.form("exclusions[new]", exclusions.ExclusionForm)

    @cached_property
    def picture(self) -> picture.Picture:
        """The tree as a drawing."""
        return picture.drawn(self.document)

    @cached_property
    def tree(self) -> list[Limb]:
        """The branches with their forms, and those of their rungs."""
        return [self._limb(place, branch) for place, branch in enumerate(self.document.tree)]

    @cached_property
    def sources(self) -> list[str]:
        """The front ends that a rung can name."""
        return list(Source.objects.values_list("name", flat=True))

    @cached_property
    def queues(self) -> list[str]:
        """The queues that a rung can name."""
        return list(Queue.objects.values_list("name", flat=True))

    def _limb(self, at: int, branch: Branch) -> Limb:
        told = msgspec.to_builtins(branch)
        told.pop("rungs")
        path = f"tree[{at}].rungs"
        forms = self._forms(path, tree.RungForm, branch.rungs, tree.initial_rung)
        return Limb(
            at,
            branch,
            picture.conditions(branch),
            self.form(f"tree[{at}]", tree.BranchForm, told),
            forms,
            self.form(f"{path}[new]", tree.RungForm, tree.NEW_RUNG),
        )

    @cached_property
    def new_branch(self) -> PartForm:
        """For the next one."""
        return self.form("tree[new]", tree.BranchForm)

    @cached_property
    def spoken(self) -> list[texts.Spoken]:
        """What customers hear in each situation."""
        return texts.spoken(self.document)

    @cached_property
    def fallbacks(self) -> list[PartForm]:
        """A form for each message of the policy’s own, and one for the next."""
        forms = self._forms("fallbacks", texts.FallbackForm, self.document.fallbacks, msgspec.to_builtins)
        return [*forms, self.form("fallbacks[new]", texts.FallbackForm, {"language": "en"})]

    @cached_property
    def tone(self) -> PartForm:
        """The tone of the house."""
        return self.form("tone", texts.ToneForm, {"tone": self.document.tone})

    @cached_property
    def care(self) -> PartForm:
        """How often who waits hears from us."""
        told = msgspec.to_builtins(self.document.care or Care())
        return self.form("care", texts.CareForm, told | {"own": self.document.care is not None})

    @cached_property
    def reassured(self) -> list[texts.Heard]:
        """What a waiting customer would get."""
        return texts.reassured(self.document.care or Care(), get_language() or "")

    @cached_property
    def silence(self) -> PartForm:
        """What becomes of a conversation whose agent does not answer."""
        return self.form("silence", silence.SilenceForm, silence.initial(self.document.silence))

    @property
    def silence_said(self) -> str:
        """The same in a sentence."""
        return silence.said(self.document.silence)

    @cached_property
    def promises(self) -> list[tuple[Promise, PartForm]]:
        """Each promise with its form."""
        forms = self._forms("promises", texts.PromiseForm, self.document.promises, texts.initial_promise)
        return list(zip(self.document.promises, forms, strict=False))

    @cached_property
    def new_promise(self) -> PartForm:
        """For the next one."""
        return self.form("promises[new]", texts.PromiseForm)

    def _forms(
        self, name: str, kind: Callable[..., PartForm], parts: Iterable[Any], initial: Callable[[Any], Any]
    ) -> list[PartForm]:
        return [self.form(f"{name}[{place}]", kind, initial(part)) for place, part in enumerate(parts)]

    def form(self, path: str, kind: Callable[..., PartForm], told: Any = None) -> PartForm:
        """The form at a path: the refused one, if it was that, else as the document fills it."""
        if self.refused is not None and self.refused.path == path:
            return self.refused
        return kind(path=path, initial=told, problems=self.problems)
