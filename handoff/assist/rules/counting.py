"""The amounts of a clause: what each counts, and whether they say it all."""

from collections.abc import Sequence

import msgspec

from handoff.assist.rules.concepts import content
from handoff.assist.rules.grammar import Condition
from handoff.assist.rules.words import listed, plain, stem
from handoff.policy.rule import Amount

_MONEY = frozenset(
    stem(word)
    for word in listed("""
        order orders purchase invoice bill refund payment transfer transaction claim loan deposit
        withdrawal charge fee price cost amount sum salary rent budget mortgage credit debt fine
        donation bonus voucher tip quote premium damage booking bookings chargeback reimbursement
        basket cart value worth overdraft dispute winnings investment compensation
    """)
)
_IMPLIED = {
    "night": "hotel stay stays room booking reservation accommodation book night overnight guest visit trip",
    "person": "group party parties booking reservation people person guest table size family families",
    "kilo": "parcel parcels package packages shipment shipments luggage baggage suitcase suitcases bag bags",
    "child": "group party birthday trip visit school class family booking",
}
_IMPLIED_STEMS = {unit: frozenset(stem(word) for word in words.split()) for unit, words in _IMPLIED.items()}


def united(condition: Condition, words: str) -> Amount:
    """An amount with its unit: the noun that follows the number, else what is counted in such a sentence."""
    amount = condition.amount
    assert amount is not None  # noqa: S101 - by how it is called
    if amount.unit:
        return amount
    said = [stem(word) for word in plain(words).lower().split()]
    if condition.noun:
        noun = stem(plain(condition.noun).lower())
        return msgspec.structs.replace(amount, unit="money" if noun in ("grand", "k") else noun)
    if any(word in _MONEY for word in said):
        return msgspec.structs.replace(amount, unit="money")
    if any(
        word in ("group", "parti", "guest", "peopl", "famili", "team", "tabl", "wed", "event")
        for word in said
    ):
        return msgspec.structs.replace(amount, unit="person")
    return amount


def alike(amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """An amount without a unit takes that of the other: over 100 and under 200 dollars."""
    unit = next((one.unit for one in amounts if one.unit), "")
    currency = next((one.currency for one in amounts if one.currency), "")
    return tuple(
        one if one.unit else msgspec.structs.replace(one, unit=unit, currency=currency) for one in amounts
    )


def implied(amounts: Sequence[Amount], words: str) -> bool:
    """Whether the amounts say it all: nights are of a stay."""
    said = [stem(word) for word in content(words)]
    return bool(amounts) and any(
        all(word in _IMPLIED_STEMS[one.unit] for word in said)
        for one in amounts
        if one.unit in _IMPLIED_STEMS
    )
