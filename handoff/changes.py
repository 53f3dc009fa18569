"""What of the house was changed, by whom, when and why: written by each verb in the transaction that changes it.

The number of the newest change of an item is its revision: who changes it says which one they saw, and is told
where somebody was faster.
"""

from typing import Any

from handoff.clock import now
from handoff.errors import Outdated
from handoff.models import Change, Person
from handoff.tongue import say
from handoff.vocabulary import Noun

State = dict[str, Any]


def keep(
    noun: Noun, item: int, name: str, *, before: State, after: State, by: Person | None, why: str = ""
) -> Change | None:
    """Write down what differs between two states; nothing, and None, where nothing does."""
    told = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if not told:
        return None
    return Change.objects.create(
        noun=noun,
        item=item,
        name=name,
        before={key: before[key] for key in sorted(told & before.keys())},
        after={key: after[key] for key in sorted(told & after.keys())},
        why=why,
        by=by,
        at=now(),
    )


def revision(noun: Noun, item: int) -> int:
    """The number of the newest change of an item; 0 where there is none."""
    changes = Change.objects.filter(noun=noun, item=item)
    return changes.values_list("pk", flat=True).first() or 0


def unchanged(noun: Noun, item: int, seen: int | None) -> None:
    """Raises Outdated where an item, whose row is held, was changed since revision `seen`; None asks nothing."""
    newest = Change.objects.filter(noun=noun, item=item).select_related("by").first()
    if seen is not None and newest is not None and newest.pk > seen:
        who = str(newest.by or "A command")
        raise Outdated(
            say("{who} changed this meanwhile: see what is new, then save again.", who=who), by=who
        )
