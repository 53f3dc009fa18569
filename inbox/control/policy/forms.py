"""Forms of a document's parts: what was typed stays, and what is wrong is said at its field."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from django import forms
from django.forms.utils import ErrorDict, ErrorList

from handoff.policy.whole import Problem

T = TypeVar("T")
Data = Mapping[str, Any]
Problems = Iterable[Problem]


class Refused(Exception):
    """A change cannot be taken; its form says at which field and why."""

    def __init__(self, form: "PartForm") -> None:
        super().__init__(str(form.errors))
        self.form = form


class PartForm(forms.Form):
    """The form of the part of a document at `path` (`own[2]`). `problems` are those of the whole document."""

    def __init__(
        self, data: Data | None = None, *, path: str, problems: Problems = (), **options: Any
    ) -> None:
        self.path = path
        self.ident = re.sub(r"\W+", "-", path).strip("-") or "line"
        super().__init__(data, auto_id=f"{self.ident}-%s", label_suffix="", **options)
        self.tell(problems)

    def tell(self, problems: Problems) -> None:
        """What keeps the saved document from going live stands at its field as an error does."""
        told = ErrorDict()
        for path, message in problems:
            if (field := self._field_at(path)) is not None:
                told.setdefault(field, ErrorList(renderer=self.renderer)).append(message)
        if told and not self.is_bound:
            self._errors = told

    def _field_at(self, path: str) -> str | None:
        """The field that a path of the document is about; that of another form is None."""
        if self.path and path != self.path and not path.startswith((f"{self.path}.", f"{self.path}[")):
            return None
        rest = path.removeprefix(self.path).lstrip(".")
        name = re.split(r"[.\[]", rest)[0]
        if name in self.fields:
            return name
        return None if not self.path or rest.startswith("rungs[") else "__all__"

    def cleaned(self) -> dict[str, Any]:
        """What was typed, as values. Raises Refused."""
        if not self.is_valid():
            raise Refused(self)
        return self.cleaned_data

    def refuse(self, field: str | None, message: str) -> Refused:
        """The refusal to raise for what only the document can tell of a field."""
        self.is_valid()
        self.add_error(field if field in self.fields else None, message)
        return Refused(self)

    def made(self, kind: type[T], told: Any) -> T:
        """The part that plain values make. Raises Refused."""
        try:
            return msgspec.convert(told, kind)
        except msgspec.ValidationError as wrong:
            path, message = explained(wrong)
            raise self.refuse(re.split(r"[.\[]", path)[0], message) from None


def explained(wrong: msgspec.ValidationError) -> tuple[str, str]:
    """The path (`tree[0].rungs[1].timer_s`, empty for the whole) that an error names, and what it says of it."""
    message, _, path = str(wrong).partition(" - at `$")
    return path.rstrip("`").lstrip("."), f"{message}."


class Phrases(forms.CharField):
    """One a line; comes out as a tuple without empty and repeated ones."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 10_000, **options})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(map(str, value))

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))


class Words(forms.CharField):
    """Separated by commas; comes out as a tuple without empty and repeated ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 2000, **options})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(map(str, value))

    def clean(self, value: Any) -> tuple[str, ...]:
        words = (word.strip() for word in super().clean(value).split(","))
        return tuple(dict.fromkeys(word for word in words if word))


class Unit(forms.FloatField):
    """From 0 to 1, in hundredths, with a comma or a point; as it stands beside a gauge: .83."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 4})
        super().__init__(**{"min_value": 0.0, "max_value": 1.0, "widget": widget, **options})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        return f"{value:.2f}" if value in (0, 1) else f"{value:.2f}".lstrip("0")

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        number: float | None = super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
        return None if number is None else round(number, 4)
