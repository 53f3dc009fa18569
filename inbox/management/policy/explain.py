"""`policy explain`."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst

from handoff.explain import Explanation, as_dict
from handoff.models import Conversation, Decision
from handoff.policy.verdict import OUTCOMES
from handoff.policy.whatif import WhatIf
from handoff.vocabulary import Action
from inbox.management.policy import shared

HELP = (
    "Why the decisions of a conversation fell as they did: what each trigger saw, the thresholds, what would have "
    "changed it, what other versions would have done, and what followed."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("conversation", help="its front end's own id of it, or the number in its address")
    parser.add_argument("--source", default="", help="where several front ends have one of that id")
    parser.add_argument("--decision", type=int, metavar="N", help="this decision alone")
    parser.add_argument("--against", type=int, action="append", default=[], metavar="VERSION")
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    found = _conversation(options["conversation"], options["source"])
    against = [shared.version(number).pk for number in options["against"]]
    told = [Explanation(decision, against) for decision in _decisions(found, options["decision"])]
    body = {
        "conversation": found.external_id,
        "source": found.source.name,
        "state": found.state,
        "decisions": [as_dict(one) for one in told],
    }
    shared.tell(command, options, body, (line for one in told for line in _lines(one)))


def _conversation(name: str, source: str) -> Conversation:
    rows = Conversation.objects.select_related("source", "customer")
    if source:
        rows = rows.filter(source__name=source)
    found = list(rows.filter(external_id=name)[:2])
    if not found and name.isascii() and name.isdecimal():
        found = list(rows.filter(pk=name))
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"Several front ends have a conversation {name}: say --source.")
    raise CommandError(f"There is no conversation {name}.")


def _decisions(conversation: Conversation, number: int | None) -> list[Decision]:
    rows = Decision.objects.filter(conversation=conversation).select_related("policy", "conversation")
    found = list(rows.order_by("pk") if number is None else rows.filter(pk=number))
    if number is not None and not found:
        raise CommandError(f"This conversation has no decision {number}.")
    return found


def _lines(told: Explanation) -> Iterator[str]:
    decision = told.decision
    yield f"Decision {decision.pk}, {decision.at:%Y-%m-%d %H:%M:%S}, policy v{decision.policy_id}"
    yield f"  {' '.join(filter(None, (told.verdict, told.enough)))}"
    if not told.same:
        yield f"  Decided just now it would be {OUTCOMES[told.again.action]}: the record and the code do not agree."
    if told.asked:
        yield f"  Asked: {told.asked.text}"
    if told.proposal:
        yield f"  Proposed: {told.proposal}"
    for check in told.checks:
        score = "" if check.score is None else f"{check.score:.2f}"
        result = "fired" if check.fired else "passed"
        yield f"  {check.label:<26} {score:>6}  {check.rule:<30} {result:<7} {check.saw}".rstrip()
    yield from (_if(one) for one in (*told.if_facts, *told.if_lines))
    for one in told.elsewhere:
        alike = "decides the same:" if one.same else "decides otherwise:"
        yield f"  v{one.version.pk} ({one.standing}) {alike} {OUTCOMES[one.outcome.action]}"
    for event in told.followed:
        who = event.agent.username if event.agent else event.actor
        yield f"  {event.at:%H:%M:%S} {event.kind.replace('_', ' ')}, {who}"


def _if(one: WhatIf) -> str:
    return f"  {capfirst(OUTCOMES[Action(one.action)])} if {' and '.join(one.changes)}."
