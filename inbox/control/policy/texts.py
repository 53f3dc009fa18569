"""What customers hear without anybody writing it, how often a waiting one hears from us, and what was promised."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.policy import Document
from handoff.policy.document import Care, Fallback, Promise
from handoff.policy.terms import Situation
from handoff.policy.texts import EXAMPLES, TEXTS, VARIABLES, fill, text_for
from handoff.policy.warmth import after, whereabouts, wording
from handoff.tongue import say
from inbox.control.policy import items
from inbox.control.policy.forms import Data, PartForm, Words
from inbox.control.policy.items import ItemForm
from inbox.control.policy.words import SITUATIONS

SHOWN = 8
"""Reassurances of a preview."""


class FallbackForm(ItemForm):
    situation = forms.ChoiceField(choices=list(SITUATIONS.items()), label=_("Situation"))
    language = forms.CharField(max_length=16, help_text=_("Its code: en, de, nb."), label=_("Language"))
    tone = forms.CharField(
        required=False, max_length=128, help_text=_("Empty: for any tone."), label=_("Tone")
    )
    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label=_("Text"))

    def item(self, before: Fallback | None) -> Fallback:
        """The message."""
        return self.made(Fallback, self.cleaned())


class ToneForm(PartForm):
    tone = forms.CharField(
        required=False, max_length=128, label=_("The house’s tone"), help_text=_("As its messages name it.")
    )


class CareForm(PartForm):
    own = forms.BooleanField(required=False, label=_("As this policy says, not as the settings do"))
    after = Words(
        label=_("Minutes after which a waiting customer hears from us"), help_text=_("Separated by commas.")
    )
    every = forms.IntegerField(label=_("then every (minutes)"), min_value=1, max_value=7 * 24 * 60)
    most = forms.IntegerField(label=_("at most (times)"), min_value=0, max_value=20)

    def clean_after(self) -> list[int]:
        """Whole minutes."""
        told = self.cleaned_data["after"]
        if not all(word.isdecimal() and len(word) < 6 for word in told):
            raise forms.ValidationError(say("Give whole minutes, separated by commas: 2, 5, 15."))
        return [int(word) for word in told]


class PromiseForm(ItemForm):
    topic = forms.CharField(required=False, max_length=128, label=_("Topic"))
    source = forms.CharField(required=False, max_length=128, label=_("Source"))
    customer_tier = forms.CharField(required=False, max_length=128, label=_("Customer tier"))
    minutes = forms.FloatField(min_value=1 / 60, max_value=30 * 24 * 60, label=_("Answered within (minutes)"))

    def item(self, before: Promise | None) -> Promise:
        """The promise."""
        told = self.cleaned()
        seconds = round(told.pop("minutes") * 60)
        return self.made(Promise, told | {"answer_s": seconds})


@dataclass(frozen=True)
class Spoken:
    """What is said in a situation and a language: by the policy’s `own` text or the built-in one, filled in."""

    situation: str
    language: str
    own: bool
    text: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    """One reassurance: when, in minutes after the wait began, and what is said."""

    minutes: int
    text: str


def spoken(document: Document) -> list[Spoken]:
    """What each situation sounds like in each language, with the examples put in."""
    languages = dict.fromkeys((*TEXTS, *(one.language for one in document.fallbacks)))
    return [_spoken(document, situation, language) for situation in SITUATIONS for language in languages]


def _spoken(document: Document, situation: Situation, language: str) -> Spoken:
    text = text_for(document, situation, language)
    own = any(one.situation == situation and one.text == text for one in document.fallbacks)
    return Spoken(str(SITUATIONS[situation]), language, own, fill(text, EXAMPLES), VARIABLES[situation])


def reassured(care: Care, language: str) -> list[Heard]:
    """What a customer would get who waits and whom nobody answers, second in line at first."""
    found = []
    for step in range(1, min(care.most, SHOWN) + 1):
        due = after(care, step)
        if due is None:
            break
        said = f"{whereabouts(max(1, 3 - step), 240, language)} {wording(step, language)}"
        found.append(Heard(round(due.total_seconds() / 60), said))
    return found


def edit_fallback(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One message saved or removed. Raises Refused."""
    return items.edit(document, data, name="fallbacks", form=lambda data, path: FallbackForm(data, path=path))


def edit_promise(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One promise saved or removed. Raises Refused."""
    return items.edit(document, data, name="promises", form=lambda data, path: PromiseForm(data, path=path))


def edit_tone(document: Document, data: Data) -> tuple[Document, PartForm]:
    """The tone of the house’s messages. Raises Refused."""
    form = ToneForm(data, path="tone")
    return msgspec.structs.replace(document, tone=form.cleaned()["tone"]), form


def edit_care(document: Document, data: Data) -> tuple[Document, PartForm]:
    """How often who waits hears from us. Raises Refused."""
    form = CareForm(data, path="care")
    told = form.cleaned()
    own = told.pop("own")
    return msgspec.structs.replace(document, care=form.made(Care, told) if own else None), form


def initial_promise(promise: Promise) -> dict[str, Any]:
    """A promise as the form’s values."""
    told: dict[str, Any] = msgspec.to_builtins(promise)
    minutes = told.pop("answer_s") / 60
    return told | {"minutes": int(minutes) if minutes == int(minutes) else round(minutes, 2)}
