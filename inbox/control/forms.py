"""What the forms of the house have in common: what was seen when they were opened, and refusals at their field."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from handoff import changes
from handoff.errors import Invalid, Outdated
from handoff.tongue import say
from handoff.vocabulary import Noun


class HouseForm(forms.Form):
    """A form that saves by a verb of the domain. Nothing that was typed is lost where the verb refuses."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def keeps(self, save: Callable[..., Any], *args: Any, **told: Any) -> bool:
        """Whether the form is right and the verb took it; else it says at its field what is wrong."""
        if not self.is_valid():
            return False
        try:
            self.made = save(*args, **{**self.cleaned_data, **told})
        except Outdated as late:
            self.add_error(None, late.message)
        except Invalid as wrong:
            field = wrong.facts.get("field")
            self.add_error(field if field in self.fields else None, wrong.message)
        return not self.errors


class Lines(forms.CharField):
    """A list of texts, one a line. Empty lines and repetitions are dropped."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("One a line."))
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4, "cols": 50}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(value or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


class Moment(forms.DateTimeField):
    """A moment to come, in the reader's own time zone; empty for none."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: Any) -> datetime | None:
        at: datetime | None = super().clean(value)
        if at is not None and at <= timezone.now():
            raise forms.ValidationError(say("Choose a time to come."))
        return at


def seen(noun: Noun, item: int) -> dict[str, int]:
    """What a form must be opened with, so that it can tell whether somebody was faster."""
    return {"seen": changes.revision(noun, item)}
