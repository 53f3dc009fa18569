"""The queues, the topics that lead into them, and when they are open."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from handoff import queues
from handoff.errors import Invalid
from handoff.models import Queue
from handoff.tongue import say
from handoff.vocabulary import Noun, PersonRole, State
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame, hours, opening
from inbox.control.forms import HouseForm, Lines, seen
from inbox.control.hours import Editor

HERE = "queues"


class QueueForm(HouseForm):
    name = forms.CharField(
        max_length=queues.MOST_NAME,
        help_text=_("Where the policy names it, a new name goes into a version of its own, live at once."),
        label=_("Name"),
    )
    topics = Lines(help_text=_("What is about one of these comes here. One a line."), label=_("Topics"))
    default = forms.BooleanField(
        required=False,
        label=_("Takes what no other queue’s topics name"),
        widget=forms.CheckboxInput(attrs={"class": "switch"}),
    )


@require_http_methods(["GET", "HEAD"])
@access.needs(PersonRole.ADMIN)
def all_queues(request: PersonRequest) -> HttpResponse:
    """All of them, with what holds now."""
    waiting = Count("conversations", filter=Q(conversations__state=State.QUEUED), distinct=True)
    found = Queue.objects.annotate(waiting=waiting, served_by=Count("people", distinct=True))
    rows = [(queue, opening.now(queue.opening), opening.week(queue.opening)) for queue in found]
    return frame.show(request, "control/queues.html", {"rows": rows}, here=HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def new_queue(request: PersonRequest) -> HttpResponse:
    """A queue that is not there yet."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def queue(request: PersonRequest, pk: int) -> HttpResponse:
    """One queue."""
    return _edit(request, get_object_or_404(Queue, pk=pk))


@require_POST
@access.needs(PersonRole.ADMIN)
def removal(request: PersonRequest, pk: int) -> HttpResponse:
    """A queue that nobody ever waited in goes."""
    found = get_object_or_404(Queue, pk=pk)
    try:
        queues.remove(found, by=request.user)
    except Invalid as refused:
        messages.error(request, refused.message)
        return redirect("queue", pk)
    messages.success(request, say("{found} is removed.", found=found))
    return redirect("queues")


def _edit(request: PersonRequest, found: Queue | None) -> HttpResponse:
    initial = {**seen(Noun.QUEUE, found.pk), **_columns(found)} if found else {}
    data: QueryDict | None = request.POST if request.method == "POST" else None
    changing = data is not None and "do" in data  # a button of the editor, in a browser without scripts
    data = hours.changed(data) if data is not None and changing else data
    form, editor = QueueForm(data, initial=initial), Editor(data, found.opening if found else None)
    form.fields["default"].disabled = bool(found and found.default)
    if data is not None and not changing and _saved(request, found, form, editor):
        messages.success(request, say("Saved."))
        return redirect("queue", form.made.pk)
    told = {
        "title": found.name if found else say("A new queue"),
        "queue": found,
        "removable": found and not found.default and not found.conversations.exists(),
        "form": form,
        "editor": editor,
        "state": opening.now(found.opening) if found else "",
        "zones": sorted(available_timezones()),
    }
    return frame.show(
        request, "control/queue.html", told, here=HERE, status=422 if data and not changing else 200
    )


def _saved(request: PersonRequest, found: Queue | None, form: QueueForm, editor: Editor) -> bool:
    """Whether both halves of the form are right and were kept; each says what is wrong with it."""
    told = editor.hours
    if told is None:
        form.is_valid()
        return False
    return form.keeps(queues.keep, found, hours=told, by=request.user)


def _columns(found: Queue) -> dict[str, object]:
    return {"name": found.name, "topics": found.topics, "default": found.default}
