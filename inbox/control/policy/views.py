"""The policy page: the live version to read, drafts to edit, one small change at a time."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from handoff import drafting, policies
from handoff.errors import DomainError
from handoff.models import PolicyVersion
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame
from inbox.control.policy import edits
from inbox.control.policy.forms import Refused
from inbox.control.policy.sheet import Sheet, sheet_of

TEMPLATE = "control/policy/page.html"


@require_safe
@access.needs(PersonRole.ADMIN)
def live(request: PersonRequest) -> HttpResponse:
    """The live version, the drafts there are, and what was live before."""
    return show(request, sheet_of(request, policies.live()))


@require_safe
@access.needs(PersonRole.ADMIN)
def version(request: PersonRequest, number: int) -> HttpResponse:
    """One version: a draft to edit, or a former one to read."""
    return show(request, sheet_of(request, version_or_404(number)))


@require_POST
@access.needs(PersonRole.ADMIN)
def begin(request: PersonRequest) -> HttpResponse:
    """A new draft: a copy of what is live, or of the version that is named, or with a document of its own."""
    number = request.POST.get("version", "")
    base = version_or_404(int(number)) if number.isdecimal() and len(number) < 10 else None
    try:
        document = edits.given(request.POST, base or policies.live())
    except Refused as refused:
        return show(request, sheet_of(request, policies.live(), refused=refused.form), status=422)
    return redirect("policy-version", drafting.begin(by=request.user, base=base, document=document).pk)


@require_POST
@access.needs(PersonRole.ADMIN)
def edit(request: PersonRequest, number: int, part: str) -> HttpResponse:
    """A change of one part of a draft; what cannot be taken stays on the page, with what is wrong at its field."""
    draft = version_or_404(number)
    if part not in edits.EDITS:
        raise Http404("A policy has no such part.")
    if draft.revision != revision(request):
        return _late(
            request,
            number,
            part,
            say("{who} changed this draft meanwhile.", who=draft.saved_by or say("Somebody")),
        )
    try:
        draft = edits.save(draft, part, request.POST, revision=revision(request), by=request.user)
    except Refused as refused:
        return show(request, sheet_of(request, draft, refused=refused.form), status=422)
    except KeyError:
        raise Http404("There is no such item.") from None
    except DomainError as refusal:
        return _late(request, number, part, refusal.message)
    if request.htmx:
        return show(request, sheet_of(request, draft))
    return redirect("policy-version", draft.pk)


def _late(request: PersonRequest, number: int, part: str, message: str) -> HttpResponse:
    draft = version_or_404(number)
    try:
        found = edits.conflict(draft, part, request.POST, message)
    except KeyError:
        return show(request, sheet_of(request, draft), told=message, status=409)
    except Refused as refused:
        return show(request, sheet_of(request, draft, refused=refused.form), told=message, status=409)
    return show(request, sheet_of(request, draft), conflict=found, status=409)


def revision(request: PersonRequest) -> int:
    """The revision that the form was filled in on; one that is none was never seen."""
    told = request.POST.get("revision", "")
    return int(told) if told.isdecimal() and len(told) < 10 else -1


def show(request: PersonRequest, sheet: Sheet, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page of a version."""
    number = sheet.version.pk
    name = say("Draft") if sheet.draft else say("Policy")
    title = name if sheet.is_live else f"{name} v{number}"
    told = {"sheet": sheet, "title": title, **context}
    return frame.show(request, TEMPLATE, told, here="policy", status=status)


def version_or_404(number: int) -> PolicyVersion:
    """Raises Http404."""
    rows = PolicyVersion.objects.select_related("base", "saved_by", "author", "publish_by")
    return get_object_or_404(rows, pk=number)
