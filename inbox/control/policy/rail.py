"""The rail beside the sheet: what a sentence was understood as, and what it would have matched."""

from typing import Final

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handoff import exclusions
from handoff.policy.document import Exclusion
from handoff.vocabulary import PersonRole
from inbox import access, tries
from inbox.access import PersonRequest
from inbox.control.policy import views
from inbox.control.policy.sheet import Sheet
from inbox.control.policy.words import ALL_TRIGGERS

HITS: Final = ("matches", "misses")
TURNS: Final = 10
"""How often a page looks again whether a worker is done, a second each, before it goes on without."""


@require_safe
@access.needs(PersonRole.ADMIN)
def rule(request: PersonRequest, number: int, key: str) -> HttpResponse:
    """One exclusion of a version: how it reads, its matches, near misses and overlaps."""
    sheet = Sheet(views.version_or_404(number), rule=key)
    chosen = sheet.chosen
    if chosen is None:
        return render(request, "control/policy/_rule_gone.html")
    context = {"sheet": sheet, "rule": chosen, "fresh": _fresh(sheet, chosen)}
    try:
        meant = exclusions.rule_of(chosen)
        others = [exclusions.rule_of(one) for one in sheet.document.exclusions if one.key != chosen.key]
    except msgspec.ValidationError as wrong:
        context["wrong"] = str(wrong)
    else:
        turn = _turn(request)
        preview = tries.tried(tries.errand(meant, others), here=turn >= TURNS)
        if preview is None:
            return render(request, "control/policy/_rule_waiting.html", context | {"turn": turn + 1})
        anyway = [(ALL_TRIGGERS[name], count) for name, count in preview.anyway.items()]
        marked = {one.text: one.match for one in chosen.examples}
        context |= {"meant": meant, "preview": preview, "anyway": anyway}
        context |= {
            name: [(hit, marked.get(hit.question)) for hit in getattr(preview, name)] for name in HITS
        }
    return render(request, "control/policy/_rule.html", context)


@require_safe
@access.needs(PersonRole.ADMIN)
def count(request: PersonRequest, number: int, key: str) -> HttpResponse:
    """How many past tickets one exclusion of a version would have matched, in a few words."""
    sheet = Sheet(views.version_or_404(number), rule=key)
    if sheet.chosen is None:
        return HttpResponse(status=204)
    turn = _turn(request)
    context: dict[str, object] = {"sheet": sheet, "rule": sheet.chosen, "turn": turn + 1, "waiting": True}
    try:
        wanted = tries.errand(exclusions.rule_of(sheet.chosen))
    except msgspec.ValidationError:
        context["waiting"] = False
    else:
        context["preview"] = tries.tried(wanted, here=turn >= TURNS)
    return render(request, "control/policy/_count.html", context)


def _turn(request: PersonRequest) -> int:
    """How often the page looked already."""
    told = request.GET.get("turn", "")
    return int(told) if told.isdecimal() and len(told) < 4 else 0


def _fresh(sheet: Sheet, chosen: Exclusion) -> bool:
    """It is not live yet."""
    return chosen.key not in {one.key for one in sheet.live.content.exclusions}
