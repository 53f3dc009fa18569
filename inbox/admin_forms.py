"""The forms of the control room: lists as one word or phrase a line, and what is wrong said at its field."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from handoff import policies
from handoff.models import Person, PolicyVersion, Queue


class Lines(forms.CharField):
    """A list of texts, one a line. Empty lines and repetitions are dropped."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "One a line.")
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4, "cols": 50}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(value or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


class Topics(Lines):
    """Named lists of phrases, one a line: the name, a colon, the phrases with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name}: {', '.join(phrases)}" for name, phrases in value.items())

    def to_python(self, value: Any) -> Any:
        topics: dict[str, list[str]] = {}
        for line in super().to_python(value):
            name, _, listed = line.partition(":")
            phrases = [phrase.strip() for phrase in listed.split(",") if phrase.strip()]
            if not name.strip() or not phrases:
                raise forms.ValidationError(
                    f"“{line}” must be a name, a colon and phrases with commas between."
                )
            topics.setdefault(name.strip(), []).extend(phrases)
        return topics

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or {}))
        except forms.ValidationError:
            return True


class PersonForm(UserChangeForm[Person]):
    skills, languages = Lines(), Lines(help_text="One a line, such as en or nb.")

    class Meta:
        model = Person
        fields = "__all__"

    def clean_timezone(self) -> str:
        """A time zone that exists; none is the house's own."""
        name: str = self.cleaned_data["timezone"]
        if name and name not in available_timezones():
            raise forms.ValidationError("There is no such time zone. One is Europe/Oslo.")
        return name


class NewPersonForm(AdminUserCreationForm[Person]):
    class Meta:
        model = Person
        fields = ("username", "name", "role")


class QueueForm(forms.ModelForm[Queue]):
    topics = Lines(help_text="What is about one of these is routed here. One a line.")

    class Meta:
        model = Queue
        fields = ("name", "topics", "default")


class PolicyForm(forms.ModelForm[PolicyVersion]):
    """A new version of the policy, and the version that it was made from."""

    risk_topics = Topics(
        label="Grave matters of your own",
        help_text="One a line, such as: allergy: anaphylactic, allergic shock. Refunds, disputed charges, the law, "
        "account security and self-harm are known.",
    )
    excluded_topics = Lines(help_text="The AI never answers these. One a line.")
    excluded_phrases = Lines(help_text="Where one of these is said, a human answers. One a line.")
    why = forms.CharField(max_length=300, label="Why", help_text="For whoever reads this later.")
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PolicyVersion
        fields = (
            "hold_from",
            "send_from",
            "attempts_limit",
            "anger_from",
            "high_risk_from",
            "risk_topics",
            "excluded_topics",
            "excluded_phrases",
            "why",
        )

    def clean(self) -> dict[str, Any]:
        """The thresholds must be in order, and of two admins at once the slower one must see what is new."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        hold, send = data.get("hold_from"), data.get("send_from")
        if hold is not None and send is not None and hold > send:
            self.add_error("send_from", f"Must be at least {hold}: what is sent is surer than what is held.")
        newest = policies.live()
        if data.get("based_on") != newest.pk:
            self.add_error(
                None, f"{newest} was published meanwhile. Load this page again, or you would undo it."
            )
        return data
