"""The workers' part of what is asked of them: what the house's own engine knows, which is too big for what serves."""

import msgspec
from celery import shared_task
from django.core.cache import cache

from inbox import tries
from inbox.errand import TASK, Said, left


@shared_task(name=TASK)
def ask(errand: str, question: str, context: list[str], most: int = 0) -> None:
    """Leave what the index says to a question, and at most so many passages, where who sent the errand looks for it.

    Where there is no index yet, say so, and build one for the questions to come.
    """
    from handoff.knowledge import answers, generations, upkeep

    ready = generations.mark() is not None
    proposal = answers.propose(question, context) if ready else None
    found = answers.find(question, context, most) if ready and most else ()
    left(cache, errand, Said(ready, proposal, tuple(found)))
    if not ready:
        upkeep.bring_up_to_date()


@shared_task(name=tries.TASK)
def try_rule(errand: str) -> None:
    """Try a rule on the past tickets, unless another worker did meanwhile, and leave what it matches for the admins."""
    asked = msgspec.json.decode(errand, type=tries.Errand)
    if not tries.found([asked]):
        tries.carry_out(asked)
