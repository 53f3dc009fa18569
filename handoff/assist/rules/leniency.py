"""How much less sure a topic must be where something else of a clause fits that few messages have."""

from typing import Final

from handoff.policy.rule import Clause

_AMOUNT: Final = {"money": 2.0, "person": 2.5, "item": 2.5}
"""Where an amount of this unit fits: log odds."""
_AMOUNT_ELSE, _KNOWN, _TONGUE = 2.0, 2.5, 1.5
"""Where one of another unit does, what is known of the customer, a language whose words are not known."""


def leniency(clause: Clause) -> float:
    """The log odds that what fits beside a clause's topics is worth to these."""
    fits = [_AMOUNT.get(one.unit, _AMOUNT_ELSE) for one in clause.amounts]
    fits += [_KNOWN] if clause.attributes else []
    fits += [_TONGUE] if _foreign(clause) else []
    return max(fits, default=0.0)


def _foreign(clause: Clause) -> bool:
    """Whether it wants a language that is not read word by word."""
    return bool(clause.languages) and not {"en", "de"} & set(clause.languages)
