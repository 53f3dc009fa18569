"""The connected AI front ends and their keys. A key is shown on the one page that answers its making, never again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from handoff import sources
from handoff.models import Source, SourceKey
from handoff.sources import NAME_LENGTH
from handoff.tongue import say
from handoff.vocabulary import Answering, Noun, PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame
from inbox.control.forms import HouseForm, Moment, seen

HERE = "sources"
ANSWERING = (
    (Answering.NONE.value, _("Its own front end")),
    (Answering.EMBEDDED.value, _("The embedded engine")),
    (Answering.MODEL.value, _("A language model, the embedded engine behind it")),
)


class NewSourceForm(HouseForm):
    name = forms.CharField(
        max_length=NAME_LENGTH, help_text=_("As agents see it: Web chat, Phone, E-mail."), label=_("Name")
    )

    def clean_name(self) -> str:
        """A name that is not taken."""
        name: str = self.cleaned_data["name"]
        if Source.objects.filter(name=name).exists():
            raise forms.ValidationError(say("There is a source “{name}” already.", name=name))
        return name


class SourceForm(HouseForm):
    name = forms.CharField(max_length=NAME_LENGTH, label=_("Name"))
    answering = forms.ChoiceField(
        choices=ANSWERING,
        label=_("Who answers its customers"),
        help_text=_("Holds from their next message on."),
    )


class KeyForm(HouseForm):
    label = forms.CharField(
        max_length=NAME_LENGTH, required=False, help_text=_("What the key is for."), label=_("Label")
    )
    expires_at = Moment(label=_("Ends by itself"), help_text=_("Empty: never."))


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def all_sources(request: PersonRequest) -> HttpResponse:
    """All of them, and a form for the next one."""
    form = NewSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = sources.create(form.cleaned_data["name"], by=request.user)
        return redirect("source", made.pk)
    living = Q(keys__revoked_at=None) & (Q(keys__expires_at=None) | Q(keys__expires_at__gt=timezone.now()))
    found = Source.objects.annotate(living=Count("keys", filter=living), used_at=Max("keys__used_at"))
    for one in found:
        one.answered_by = dict(ANSWERING)[one.answering]  # type: ignore[attr-defined]
    told = {"sources": found, "form": form}
    return frame.show(request, "control/sources.html", told, here=HERE, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def source(request: PersonRequest, pk: int) -> HttpResponse:
    """One source: its settings, its keys."""
    found = get_object_or_404(Source, pk=pk)
    if request.method != "POST":
        return _page(request, found)
    form = SourceForm(request.POST)
    if form.keeps(_change, found, by=request.user):
        messages.success(request, say("Saved."))
        return redirect("source", pk)
    return _page(request, found, form=form)


@require_POST
@access.needs(PersonRole.ADMIN)
def keys(request: PersonRequest, pk: int) -> HttpResponse:
    """A new key, shown this once."""
    found, form = get_object_or_404(Source, pk=pk), KeyForm(request.POST, prefix="new")
    if not form.is_valid():
        return _page(request, found, new=form)
    told = {name: form.cleaned_data[name] for name in ("label", "expires_at")}
    key, text = sources.issue(found, **told, by=request.user)
    return _page(request, found, issued=key, text=text)


@require_POST
@access.needs(PersonRole.ADMIN)
def key(request: PersonRequest, pk: int) -> HttpResponse:
    """What a key is for and when it ends."""
    found, form = get_object_or_404(SourceKey, pk=pk), KeyForm(request.POST, prefix=f"key-{pk}")
    if not form.is_valid():
        return _page(request, found.source, amended=form, of=pk)
    told = {name: form.cleaned_data[name] for name in ("label", "expires_at")}
    sources.amend(found.public_id, **told, by=request.user)
    messages.success(request, say("Saved."))
    return redirect("source", found.source_id)


@require_POST
@access.needs(PersonRole.ADMIN)
def revocation(request: PersonRequest, pk: int) -> HttpResponse:
    """A key ends at once."""
    found = get_object_or_404(SourceKey, pk=pk)
    sources.revoke(found.public_id, by=request.user)
    messages.success(
        request, say("{value} is revoked: its connections are closed.", value=found.label or found.public_id)
    )
    return redirect("source", found.source_id)


def _change(found: Source, *, answering: str, **told: Any) -> Source:
    return sources.change(found, answering=Answering(answering), **told)


def _page(
    request: PersonRequest,
    found: Source,
    *,
    form: SourceForm | None = None,
    new: KeyForm | None = None,
    amended: KeyForm | None = None,
    of: int = 0,
    **told: Any,
) -> HttpResponse:
    initial = {"name": found.name, "answering": found.answering, **seen(Noun.SOURCE, found.pk)}
    context = {
        "title": found.name,
        "source": found,
        "form": form or SourceForm(initial=initial),
        "new": new or KeyForm(prefix="new"),
        "keys": [_keyed(key, amended if key.pk == of else None) for key in _keys(found)],
        "socket": f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/gateway/v1",
        "now": timezone.now(),
        **told,
    }
    wrong = any(each is not None and each.errors for each in (form, new, amended))
    return frame.show(request, "control/source.html", context, here=HERE, status=422 if wrong else 200)


def _keys(found: Source) -> QuerySet[SourceKey]:
    return found.keys.order_by("-created_at")


def _keyed(key: SourceKey, form: KeyForm | None) -> tuple[SourceKey, KeyForm]:
    initial = {"label": key.label, "expires_at": key.expires_at}
    return key, form or KeyForm(prefix=f"key-{key.pk}", initial=initial)
