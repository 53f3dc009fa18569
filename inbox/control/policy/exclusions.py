"""What the AI never touches: sentences, what was understood of them, and texts that were marked to correct it."""

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.assist.rules.widening import concepts
from handoff.exclusions import compiled, rule_of
from handoff.knowledge.previews import Preview
from handoff.policy import Document
from handoff.policy.document import Example, Exclusion
from handoff.policy.rule import Rule
from handoff.suggesting import suggested
from inbox import tries
from inbox.control.policy import items
from inbox.control.policy.forms import Data, PartForm, Phrases, Words
from inbox.control.policy.items import ItemForm

MOST = 50
"""Marked texts of a rule."""


class ExclusionForm(ItemForm):
    sentence = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 2}), label=_("What the AI never touches")
    )
    phrases = Phrases(label=_("Phrases that always tell of it, one a line"), help_text=_("Not needed."))
    topics = Words(
        label=_("Topics by which the AI names it"), help_text=_("Separated by commas. Not needed.")
    )

    def clean(self) -> None:
        """A sentence that leaves something open is asked about: a rule that is not ready would match nothing."""
        told = self.cleaned_data
        if "sentence" not in told:
            return
        self.rule = compiled(told["sentence"])
        for question in self.rule.questions:
            self.add_error("sentence", question.told)
        if not (self.rule.alternatives or told.get("phrases") or told.get("topics")):
            self.add_error("sentence", _("Nothing was understood. Say it in other words, or name phrases."))

    def item(self, before: Exclusion | None) -> Exclusion:
        """The exclusion; its key is chosen once and stays."""
        told = self.cleaned()
        own = {name: told[name] for name in ("phrases", "topics")}
        rule = msgspec.to_builtins(msgspec.structs.replace(self._worded(before), **own))
        if before is None:
            return Exclusion(key=secrets.token_hex(4), sentence=told["sentence"], rule=rule)
        return msgspec.structs.replace(before, sentence=told["sentence"], rule=rule)

    def _worded(self, before: Exclusion | None) -> Rule:
        """With a model's suggestions, asked for once a sentence. Runs before the draft is changed: it may wait."""
        kept = rule_of(before) if before is not None and before.sentence == self.rule.sentence else None
        if kept is not None and any(one.suggested for meant in concepts(kept) for one in meant.parts):
            return msgspec.structs.replace(self.rule, alternatives=kept.alternatives)
        return suggested(self.rule)


class MarkForm(PartForm):
    key = forms.CharField(max_length=80, label=_("Key"))
    text = forms.CharField(max_length=2000, label=_("Text"))
    match = forms.ChoiceField(
        choices=[("yes", _("Should match")), ("no", _("Should not match")), ("", _("Forget"))],
        required=False,
        label=_("Match"),
    )


def initial(exclusion: Exclusion) -> dict[str, Any]:
    """An exclusion as the form’s values."""
    rule = exclusion.rule
    return {
        "sentence": exclusion.sentence,
        "phrases": rule.get("phrases", ()),
        "topics": rule.get("topics", ()),
    }


def seen(rules: Sequence[Exclusion]) -> list[Preview | None]:
    """What each would have matched, as far as that is known already; it is asked for by the page."""
    at = tries.stamp() if rules else b""
    wanted = [_errand(one, at) for one in rules]
    known = tries.found([one for one in wanted if one])
    return [known.get(one.key) if one else None for one in wanted]


def _errand(one: Exclusion, at: bytes) -> tries.Errand | None:
    try:
        return tries.errand(rule_of(one), at=at)
    except msgspec.ValidationError:
        return None


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One sentence saved or removed. Raises Refused."""
    return items.edit(
        document, data, name="exclusions", form=lambda data, path: ExclusionForm(data, path=path)
    )


def mark(document: Document, data: Data) -> tuple[Document, PartForm]:
    """A text that an exclusion should match, or should not; or forgotten. Raises Refused, KeyError."""
    form = MarkForm(data, path="mark")
    told = form.cleaned()
    chosen = next((one for one in document.exclusions if one.key == told["key"]), None)
    if chosen is None:
        raise KeyError("key")
    kept = [one for one in chosen.examples if one.text != told["text"]]
    if told["match"]:
        kept.append(Example(text=told["text"], match=told["match"] == "yes"))
    marked = msgspec.structs.replace(chosen, examples=tuple(kept[-MOST:]))
    rules = tuple(marked if one is chosen else one for one in document.exclusions)
    return msgspec.structs.replace(document, exclusions=rules), form
