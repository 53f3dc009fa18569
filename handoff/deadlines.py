"""Until when the customer of a conversation was promised an answer.

It stands in the conversation's row, where lists go by it: each write of the row brings it up to date, and `renew` does
so for those that nobody writes to when another policy goes live.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet

from handoff.models import Conversation, PolicyVersion
from handoff.models.conversation import ANSWERABLE
from handoff.policies import live, live_for
from handoff.policy.promises import promised

LATE_SHARE = 0.2
"""This part of the promised time is its end, where the policy says nothing of it."""
AT_ONCE: Final = 1000
WAITING = Q(state__in=ANSWERABLE, waiting_since__isnull=False)


class Deadline(NamedTuple):
    """`due` is the promised time; from `before` seconds before it on, it is at risk."""

    due: datetime
    before: float


def deadline(conversation: Conversation) -> Deadline | None:
    """As it stands in the row; None where the customer waits for no human, or nothing was promised."""
    due, since = conversation.due_at, conversation.waiting_since
    if due is None or since is None:
        return None
    line = live_for(conversation).policy.line_for(conversation.topic, conversation.source.name)
    seconds = (due - since).total_seconds()
    return Deadline(due, LATE_SHARE * seconds if line.sla_before_s is None else line.sla_before_s)


def keep(held: Conversation) -> None:
    """Bring the promised time of a held conversation up to date, for whoever writes its row."""
    if held.waiting_since is None or held.state not in ANSWERABLE:
        held.due_at = None
        return
    version = live_for(held)
    seconds = _promised_s(held, version)
    held.due_at = None if seconds is None else held.waiting_since + timedelta(seconds=seconds)
    held.due_policy = version.pk


def promised_s(conversation: Conversation) -> int | None:
    """Within how many seconds the live policy promises its customer an answer; None where it promises nothing."""
    return _promised_s(conversation, live_for(conversation))


def forget(conversations: QuerySet[Conversation]) -> None:
    """Have `renew` look at these again: something changed on which their promises may depend.

    Those that somebody holds just now are brought up to date by them: to wait for them could be to wait for each other.
    """
    with transaction.atomic():
        free = conversations.filter(WAITING).select_for_update(of=("self",), no_key=True, skip_locked=True)
        Conversation.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(due_policy=None)


def renew(*, most: int = 20) -> int:
    """Bring up to date what an earlier policy promised, so many times a thousand rows at most; how many that were.

    A row that somebody holds is left to them, or to the next time.
    """
    done, version = 0, live()
    for _ in range(most):
        some = _renew_some(version)
        done += some
        if some < AT_ONCE:
            break
    return done


def _renew_some(version: PolicyVersion) -> int:
    # Below, above and none: each is a stretch of the index, where "another one" would be all of it.
    others = Q(due_policy__lt=version.pk) | Q(due_policy__gt=version.pk) | Q(due_policy__isnull=True)
    late = Conversation.objects.filter(WAITING).filter(others)
    if not late.exists():  # nearly always
        return 0
    with transaction.atomic():
        held = late.select_for_update(of=("self",), no_key=True, skip_locked=True)
        linked = held.select_related("customer", "source").order_by("pk")[:AT_ONCE]
        same: dict[int | None, list[int]] = defaultdict(list)
        for conversation in linked:
            same[_promised_s(conversation, version)].append(conversation.pk)
        for seconds, pks in same.items():
            due: Any = None if seconds is None else F("waiting_since") + timedelta(seconds=seconds)
            Conversation.objects.filter(pk__in=pks).update(due_at=due, due_policy=version.pk)
    return sum(map(len, same.values()))


def _promised_s(conversation: Conversation, version: PolicyVersion) -> int | None:
    document = version.content
    if not document.promises:
        return None
    # The customer's row is read for it only where a promise goes by it.
    tier = conversation.customer.tier if any(one.customer_tier for one in document.promises) else ""
    return promised(document, conversation.topic, conversation.source.name, tier)
