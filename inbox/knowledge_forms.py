"""The forms in which admins write what answers are made from."""

import secrets
from typing import Any, TypeVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handoff.errors import Invalid
from handoff.knowledge.fields import ANSWER, TEXT, address, tidy
from handoff.knowledge.tickets import UNANSWERABLE
from handoff.models import Article, PastTicket

Item = TypeVar("Item", Article, PastTicket)
KEY_WORDS = 180


class KnowledgeForm(forms.ModelForm[Item]):
    """What both have: topics to choose from, and a guard against undoing what another admin just did."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic"].widget.attrs["list"] = "topics"
        self.initial.setdefault("seen", _moment(self.instance))

    @property
    def topics(self) -> list[str]:
        """The topics that there are."""
        known = (
            type(self.instance).objects.exclude(topic="").order_by("topic").values_list("topic", flat=True)
        )
        return list(known.distinct()[:500])

    def clean_text(self) -> str:
        """With plain line ends, as imports have them: else every line would seem changed."""
        return tidy(self.cleaned_data["text"])

    def clean_question(self) -> str:
        """With plain line ends."""
        return tidy(self.cleaned_data["question"])

    def clean_answer(self) -> str:
        """With plain line ends."""
        return tidy(self.cleaned_data["answer"])

    def clean(self) -> dict[str, Any]:
        """Of two admins at once the slower one must see what is new."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance._state.adding:
            held = type(self.instance).objects.select_for_update().get(pk=self.instance.pk)
            if _moment(held) != data.get("seen"):
                self.add_error(
                    None,
                    _("This was changed meanwhile. Copy what you wrote, load the page again, then save."),
                )
        return data


class ArticleForm(KnowledgeForm[Article]):
    class Meta:
        model = Article
        fields = ("title", "kind", "topic", "url", "text", "seen")
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
            "url": forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
            "topic": forms.TextInput(attrs={"autocomplete": "off"}),
            "text": forms.Textarea(attrs={"rows": 20, "spellcheck": "true", "maxlength": TEXT}),
        }
        help_texts = {
            "kind": _(
                "An article is quoted to customers. So is a macro, unless it has blanks such as {customer}."
            ),
            "url": _("Where customers can read it."),
            "text": _(
                "Markdown. In a macro {customer.name}, {customer.first_name}, {customer.email}, {customer.phone}, "
                "{agent.name}, {agent.first_name}, {conversation.number}, {conversation.topic}, {queue.name}, "
                "{source.name} and what the front end told, such as {context.order}, are filled in."
            ),
        }

    def clean_url(self) -> str:
        """A link that may be shown."""
        try:
            return address(self.cleaned_data["url"])
        except Invalid as refused:
            raise forms.ValidationError(refused.message) from None

    def save(self, commit: bool = True) -> Article:
        """A new one gets its key from its title."""
        if self.instance._state.adding:
            self.instance.key = f"{slugify(self.cleaned_data['title'])[:KEY_WORDS]}-{secrets.token_hex(3)}"
        return super().save(commit)


class TicketForm(KnowledgeForm[PastTicket]):
    class Meta:
        model = PastTicket
        fields = ("question", "answer", "topic", "outcome", "seen")
        widgets = {
            "question": forms.Textarea(attrs={"rows": 4, "maxlength": ANSWER}),
            "answer": forms.Textarea(attrs={"rows": 10, "maxlength": ANSWER}),
            "topic": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {"outcome": _("An unanswerable one has no answer: it teaches what not to answer.")}

    def clean(self) -> dict[str, Any]:
        """An answer and its outcome must agree."""
        data = super().clean()
        answer, unanswerable = data.get("answer", ""), data.get("outcome") == UNANSWERABLE
        if answer and unanswerable:
            self.add_error("answer", _("There must be none where the outcome is unanswerable."))
        if not answer and not unanswerable:
            self.add_error("answer", _("Only an unanswerable question has none."))
        return data

    def save(self, commit: bool = True) -> PastTicket:
        """A new one gets a key of its own."""
        if self.instance._state.adding:
            self.instance.key = f"own-{secrets.token_hex(6)}"
        return super().save(commit)


def _moment(item: Article | PastTicket) -> str:
    return "" if item._state.adding else item.updated_at.isoformat()
