"""Numbers from 0 to 1 as drawings on one line. Drawn once for each number: a long list has many of the same."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from handoff.tongue import figure, say

Zone = tuple[str, float, float]
KEPT = 4096


def bands(value: float, hold: float, send: float, *, wide: bool = False, fired: bool = False) -> SafeString:
    """Hand off, hold and send, and where a confidence fell."""
    return _bands(round(value, 4), hold, send, wide, fired, get_language())


def threshold(name: str, value: float, at: float, *, fired: bool = False) -> SafeString:
    """One threshold, and where a score fell."""
    shown = {"value": figure(f"{value:.2f}"), "threshold": figure(f"{at:.2f}")}
    label = say("{name} {value}, threshold {threshold}", name=name, **shown)
    return _drawing([("", 0.0, at), ("over", at, 1.0)], value, label, wide=True, fired=fired)


@lru_cache(maxsize=KEPT)
def _bands(
    value: float, hold: float, send: float, wide: bool, fired: bool, language: str | None
) -> SafeString:
    outcome = say("send") if value >= send else say("hold") if value >= hold else say("hand off")
    shown = {name: figure(f"{at:.2f}") for name, at in (("value", value), ("hold", hold), ("send", send))}
    label = say("Confidence {value}: {outcome}. Hold from {hold}, send from {send}", outcome=outcome, **shown)
    return _drawing([("", 0.0, hold), ("hold", hold, send), ("send", send, 1.0)], value, label, wide, fired)


def _drawing(zones: list[Zone], value: float, label: str, wide: bool, fired: bool) -> SafeString:
    drawn = [
        {"tone": tone, "x": _percent(low), "width": _percent(high - low)}
        for tone, low, high in zones
        if high > low
    ]
    told = {"zones": drawn, "mark": _percent(value), "label": label, "wide": wide, "fired": fired}
    return render_to_string("_gauge.html", told)


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.4g}%"
