"""Filters of the policy page: shares as lengths of a drawing and as people read them."""

from django import template

register = template.Library()


@register.filter
def at(share: float) -> str:
    """A share from 0 to 1 as a place or a length of a drawing: 55%."""
    return f"{min(max(share, 0.0), 1.0) * 100:.4g}%"


@register.filter
def minus(one: float, other: float) -> float:
    """The difference of two numbers."""
    return one - other


@register.filter
def signed(number: float) -> str:
    """A difference with its sign: +1.2, −4.3."""
    return f"{'+' if number > 0 else '−'}{abs(number):g}"


@register.filter
def of_hundred(share: float | None) -> str:
    """A share from 0 to 1 in whole per cent: 97 %."""
    return "" if share is None else f"{share:.0%}".replace("%", " %")
