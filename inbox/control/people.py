"""The people of the house. Nobody gets a password from somebody else: they set it themselves, by a link made here."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from handoff import departures, people
from handoff.errors import Invalid
from handoff.models import Person, Queue
from handoff.people import MOST_CAPACITY
from handoff.tongue import say
from handoff.vocabulary import Noun, PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame
from inbox.control.forms import HouseForm, Lines, seen

HERE = "people"
ROLES = (
    (PersonRole.AGENT.value, _("Agent: answers in their queues")),
    (PersonRole.SUPERVISOR.value, _("Supervisor: sees and moves everything")),
    (PersonRole.ADMIN.value, _("Admin: rules the house as well")),
)


class NewPersonForm(HouseForm):
    username = forms.CharField(
        max_length=150, label=_("User name"), help_text=_("What they log in with; it stays."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(max_length=120, help_text=_("As everybody sees it: Mira Dahl."), label=_("Name"))
    role = forms.ChoiceField(choices=ROLES, label=_("Role"))
    queues = forms.ModelMultipleChoiceField(
        Queue.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Queues")
    )

    def clean_username(self) -> str:
        """A name that nobody has."""
        name: str = self.cleaned_data["username"]
        if Person.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(say("Somebody has this name already."))
        return name


class PersonForm(HouseForm):
    name = forms.CharField(max_length=120, label=_("Name"))
    role = forms.ChoiceField(choices=ROLES, label=_("Role"))
    queues = forms.ModelMultipleChoiceField(
        Queue.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Queues")
    )
    skills = Lines(help_text=_("What they can do, one a line: refunds, boots."), label=_("Skills"))
    languages = Lines(help_text=_("One a line: en, nb."), label=_("Languages"))
    capacity = forms.IntegerField(
        min_value=1,
        max_value=MOST_CAPACITY,
        help_text=_("Conversations they can have at once."),
        label=_("Capacity"),
    )
    available = forms.BooleanField(
        required=False,
        label=_("Takes new conversations"),
        widget=forms.CheckboxInput(attrs={"class": "switch"}),
    )
    timezone = forms.CharField(
        required=False, max_length=64, label=_("Time zone"), help_text=_("Such as Europe/Oslo. Empty: the house’s."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def all_people(request: PersonRequest) -> HttpResponse:
    """Everybody, and a form for who comes next."""
    form = NewPersonForm(request.POST or None, initial={"role": PersonRole.AGENT})
    if request.method == "POST" and form.keeps(_keep, by=request.user):
        return _page(request, form.made, linked=_link(request, form.made))
    gone = Person.objects.filter(is_active=False).count()
    found = Person.objects.prefetch_related("queues").order_by("-is_active", "name", "username")
    if "gone" not in request.GET:
        found = found.filter(is_active=True)
    told = {"people": found.annotate(has=Count("conversations")), "form": form, "gone": gone}
    return frame.show(request, "control/people.html", told, here=HERE, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: what they may, can and serve."""
    found = get_object_or_404(Person, pk=pk)
    if request.method != "POST":
        return _page(request, found)
    form = PersonForm(request.POST)
    if form.keeps(_keep, username=found.username, by=request.user):
        messages.success(request, say("Saved."))
        return redirect("person", pk)
    return _page(request, found, form=form)


@require_POST
@access.needs(PersonRole.ADMIN)
def link(request: PersonRequest, pk: int) -> HttpResponse:
    """A link with which they set a password, shown this once."""
    found = get_object_or_404(Person, pk=pk, is_active=True)
    return _page(request, found, linked=_link(request, found))


@require_POST
@access.needs(PersonRole.ADMIN)
def departure(request: PersonRequest, pk: int) -> HttpResponse:
    """They can log in no more; what they had waits for others."""
    found = get_object_or_404(Person, pk=pk)
    try:
        returned = departures.leave(found, by=request.user)
    except Invalid as refused:
        messages.error(request, refused.message)
        return redirect("person", pk)
    went = say(" Back in the queues: {returned}.", returned=returned) if returned else ""
    messages.success(request, say("{found} can log in no more.{went}", found=found, went=went))
    return redirect("people")


@require_POST
@access.needs(PersonRole.ADMIN)
def comeback(request: PersonRequest, pk: int) -> HttpResponse:
    """They may log in again."""
    found = get_object_or_404(Person, pk=pk)
    people.keep(found.username, is_active=True, available=True, by=request.user)
    messages.success(request, say("{found} may log in again.", found=found))
    return redirect("person", pk)


def _keep(username: str, *, role: str, queues: Any, **told: Any) -> Person:
    names = [queue.name for queue in queues]
    return people.keep(username, role=PersonRole(role), queues=names, **told)[0]


def _link(request: PersonRequest, found: Person) -> str:
    people.invited(found, by=request.user)
    uid, token = urlsafe_base64_encode(force_bytes(found.pk)), default_token_generator.make_token(found)
    return request.build_absolute_uri(reverse("password", args=[uid, token]))


def _page(
    request: PersonRequest, found: Person, *, form: PersonForm | None = None, linked: str = ""
) -> HttpResponse:
    columns = ("name", "role", "skills", "languages", "capacity", "available", "timezone")
    initial = {column: getattr(found, column) for column in columns}
    initial |= {"queues": found.queues.all(), **seen(Noun.PERSON, found.pk)}
    told = {
        "title": str(found),
        "person": found,
        "form": form or PersonForm(initial=initial),
        "linked": linked,
        "has": found.conversations.count(),
        "zones": sorted(available_timezones()),
    }
    return frame.show(
        request, "control/person.html", told, here=HERE, status=422 if form and form.errors else 200
    )
