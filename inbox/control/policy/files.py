"""A policy as a file: downloaded as JSON, and uploaded into a new draft."""

import msgspec
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from handoff import drafting, policies
from handoff.policy.confirm import PHRASE, confirmed, silences
from handoff.policy.document import write
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control.policy import views
from inbox.control.policy.forms import PartForm, Refused
from inbox.control.policy.sheet import sheet_of
from inbox.control.policy.whole import MOST, parsed


class UploadForm(PartForm):
    document = forms.FileField(label=_("A policy as JSON"), max_length=200)
    confirm = forms.CharField(required=False, max_length=80, label=_("Confirm"))


@require_safe
@access.needs(PersonRole.ADMIN)
def download(request: PersonRequest, number: int) -> HttpResponse:
    """The whole document of a version."""
    version = views.version_or_404(number)
    told = msgspec.json.format(msgspec.json.encode(write(version.content)), indent=2)
    name = f'attachment; filename="policy-v{number}.json"'
    return HttpResponse(told + b"\n", content_type="application/json", headers={"Content-Disposition": name})


@require_POST
@access.needs(PersonRole.ADMIN)
def upload(request: PersonRequest) -> HttpResponse:
    """A draft with the document of a file, which names what is wrong by its path."""
    form = UploadForm(request.POST, path="upload", files=request.FILES)
    try:
        file = form.cleaned()["document"]
        if file.size > MOST:
            raise form.refuse("document", say("That is no policy: it is larger than 5 MB."))
        document = parsed(form, file.read())
        if silences(policies.live().content, document) and not confirmed(form.cleaned_data["confirm"]):
            raise form.refuse(
                "confirm",
                say("Type “{phrase}”: customers who ask for a human would get none.", phrase=PHRASE),
            )
    except Refused as refused:
        return views.show(request, sheet_of(request, policies.live()), upload=refused.form, status=422)
    return redirect("policy-version", drafting.begin(by=request.user, document=document).pk)
