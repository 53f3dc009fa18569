"""Answers that went out unseen, one at a time: what was asked, what the AI said, what came of it. Right or wrong?"""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from handoff import audit
from handoff.errors import DomainError
from handoff.models import Audit, Message
from handoff.tongue import say
from handoff.vocabulary import Finding, MessageKind, PersonRole, RejectReason, Role
from inbox import access
from inbox.access import PersonRequest
from inbox.reasons import REJECTIONS

BEFORE, AFTER = 6, 3


class JudgementForm(forms.Form):
    """Right where no reason is given, else wrong because of it."""

    reason = forms.ChoiceField(choices=[(each.value, each.value) for each in RejectReason], required=False)
    remark = forms.CharField(max_length=500, required=False)


@dataclass(frozen=True)
class Line:
    """A message beside the audited one, and whose words it holds."""

    message: Message
    who: str


@dataclass(frozen=True)
class Sample:
    """An audited answer between what led to it and what came of it."""

    audit: Audit

    @cached_property
    def before(self) -> list[Line]:
        """The last words before the answer, oldest first."""
        return self._lines(self._spoken.filter(number__lt=self._number).order_by("-number")[:BEFORE])[::-1]

    @cached_property
    def after(self) -> list[Line]:
        """The first words after it: often the customer's own judgement."""
        return self._lines(self._spoken.filter(number__gt=self._number).order_by("number")[:AFTER])

    @property
    def _number(self) -> int:
        return self.audit.message.number

    @property
    def _spoken(self) -> QuerySet[Message]:
        thread = self.audit.message.conversation.thread.exclude(kind=MessageKind.NOTE)
        return thread.select_related("author")

    def _lines(self, messages: QuerySet[Message]) -> list[Line]:
        return [Line(message, self._who(message)) for message in messages]

    def _who(self, message: Message) -> str:
        if message.role == Role.CUSTOMER:
            return str(self.audit.message.conversation.customer)
        if message.author:
            return str(message.author)
        return say("AI") if message.role == Role.ASSISTANT else message.role


@require_safe
@access.needs(PersonRole.SUPERVISOR)
def audits(request: PersonRequest) -> HttpResponse:
    """The answer that has waited longest to be judged, or that none does."""
    return _page(request)


@require_POST
@access.needs(PersonRole.SUPERVISOR)
def judgement(request: PersonRequest, pk: int) -> HttpResponse:
    """Right or wrong; then the next one."""
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return _page(request, say("Choose one of the reasons."), status=422)
    if not Audit.objects.filter(pk=pk).exists():
        raise Http404("There is no such audit.")
    reason = RejectReason(form.cleaned_data["reason"]) if form.cleaned_data["reason"] else None
    finding = Finding.WRONG if reason else Finding.RIGHT
    try:
        audit.judge(pk, by=request.user, finding=finding, reason=reason, remark=form.cleaned_data["remark"])
    except DomainError as refused:
        return _page(request, refused.message, status=409)
    return redirect("audits")


def _page(request: PersonRequest, told: str = "", *, status: int = 200) -> HttpResponse:
    found = audit.next_one()
    context = {
        "room": "audits",
        "sample": Sample(found) if found else None,
        "waiting": audit.waiting(),
        "reasons": [(reason, say(label)) for reason, label in REJECTIONS.items()],
        "told": told,
    }
    return render(request, "floor/audits.html", context, status=status)
