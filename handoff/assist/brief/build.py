"""The briefing on a thread: the one function that production, the command and the measurements call."""

import re
from collections.abc import Sequence
from itertools import chain

from handoff.assist.brief import heard
from handoff.assist.brief.facts import Fact, facts
from handoff.assist.brief.pending import Cause, pending, steps, told
from handoff.assist.brief.sentences import ANSWERS, answered, spoken
from handoff.assist.brief.shape import Content, Line, Turn
from handoff.assist.quotes import OFFERS
from handoff.vocabulary import Role, TriggerName

MOST_FACTS = 14
LASTING = frozenset({"Reference", "Number", "E-mail", "Phone", "Address", "Link"})
"""Kinds that stay where there are more facts than fit: of the others the newest do."""
NAME = re.compile(r"\b(?:your|full|first|last)\s(?:\w+\s)?name\b(?!.*\bmaiden\b)", re.IGNORECASE)


def brief(thread: Sequence[Turn], *, who: str = "", causes: Sequence[Cause] = ()) -> Content:
    """The briefing on `thread` (oldest first); what the system said in it counts for nothing.

    `who` is the customer as the record has them, else their name is looked for in the thread. `causes` are the
    reasons for which a human was pulled in last.
    """
    customer = spoken(thread, Role.CUSTOMER)
    found = facts(thread)
    names = [fact.line.text for fact in found if _names(fact)]
    parts = heard.told(customer, [fact.line for fact in found if fact.answer], names)
    wants, tried = heard.wants(parts), heard.tried(customer)
    angry = next((c.quote for c in causes if c.trigger == TriggerName.ANGER and c.quote), None)
    calmer = heard.calmer(customer, angry) if angry else None
    named = next((fact for fact in found if _names(fact)), None)
    known = _most([fact for fact in found if fact is not named])
    waiting = pending(thread)
    then = steps(waiting, [c for c in causes if not (calmer and c.trigger == TriggerName.ANGER)])
    shown = heard.Shown(chain(wants, tried, known, waiting, [named.line] if named else ()))
    return Content(
        who=Line(who, None) if who else named and named.line,
        wants=tuple(wants),
        tried=tuple(tried),
        said=_said(thread),
        # The words that the decision heard anger in, else the newest that show a mood.
        mood=angry or heard.mood(customer),
        facts=(*known, *heard.details(parts, shown)),
        open=tuple(waiting),
        next=told(then),
        steps=then,
        calmer=calmer,
    )


def _names(fact: Fact) -> bool:
    return "Customer" in fact.kinds or (fact.answer and bool(NAME.search(fact.line.label)))


def _most(found: Sequence[Fact]) -> list[Line]:
    """As many facts as one reads: what lasts or was corrected first, then the newest, in the thread's order."""
    by_worth = sorted(
        range(len(found)), key=lambda n: (bool(found[n].kinds & LASTING) or found[n].line.was is not None, n)
    )
    return [found[n].line for n in sorted(by_worth[-MOST_FACTS:])]


def _said(thread: Sequence[Turn]) -> Line | None:
    """The last answer that had something to say."""
    for turn in reversed(spoken(thread, *ANSWERS)):
        parts = [part for part in answered(turn) if not OFFERS.search(part.text)]
        if parts:
            return parts[0]._replace(end=parts[-1].end).quote()
    return None
