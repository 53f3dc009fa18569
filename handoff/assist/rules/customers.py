"""What a rule's sentence says of the customer: members of a tier, people in a country, speakers of a language."""

from collections.abc import Sequence

from handoff.assist.rules import figures, places, speaking, tiers
from handoff.assist.rules.people import Told, denied


def told(sentence: str) -> list[Told]:
    """All that a sentence says of the customer, in order; what overlaps an earlier find is left out."""
    found: list[Told] = []
    looks = (
        speaking.languages,
        places.countries_of,
        tiers.named,
        figures.told,
        tiers.tiers,
        tiers.tags,
        places.places,
    )
    for look in looks:
        for one in look(sentence):
            free = denied(one if look is not tiers.tiers else _before(one, found), sentence)
            if not any(free.start < other.end and other.start < free.end for other in found):
                found.append(free)
    return sorted(found, key=lambda one: one.start)


def _before(tier: Told, found: Sequence[Told]) -> Told:
    """A tier without the people it is of, where these belong to another find: “VIP | customers in Norway”."""
    ends = [other.start for other in found if tier.start < other.start < tier.end]
    return tier._replace(end=min(ends, default=tier.end))
