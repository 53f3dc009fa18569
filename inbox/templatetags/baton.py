"""Tags of every room: icons, the gauge, times, and text that cannot steer the screen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from handoff.deadlines import Deadline
from handoff.tongue import figure, say
from inbox import catalogues, gauges, marks
from inbox import theme as themes

register = template.Library()

ICONS = {
    "baton": "M3 13 13 3M2.5 10l3.5 3.5",
    "back": "M9.5 3 4.5 8l5 5",
    "check": "M3 8.5l3.2 3.5L13 4",
    "clock": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3l2 2",
    "clip": "M12.5 7.5 8 12a3 3 0 0 1-4.2-4.2l5-5a2 2 0 0 1 2.8 2.8l-5 5a1 1 0 0 1-1.4-1.4l4.3-4.3",
    "control": "M2 5h7M13 5h1M11 3v4M2 11h1M7 11h7M5 9v4",
    "copy": "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
    "curve": "M2.5 2v11.5H14M4 11.5c4 0 4.5-7 9-7",
    "desk": "M2 3h12v10H2zM6 3v10",
    "down": "M4 6l4 4 4-4",
    "file": "M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13",
    "half": "M8 2a6 6 0 1 0 0 12V2z",
    "moon": "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
    "person": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14a5.5 5.5 0 0 1 11 0",
    "warning": "M8 2 1.5 13.5h13zM8 6.5v3M8 11.5h.01",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of 16 by 16, silent for screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name]
    )


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The theme this browser chose, for `data-theme`."""
    request = context.get("request")
    return themes.chosen(request) if isinstance(request, HttpRequest) else ""


@register.filter
def plain(text: object) -> str:
    """Text without anything that would steer the screen."""
    return marks.plain(str(text))


@register.simple_tag
def words(parts: Iterable[marks.Part]) -> SafeString:
    """Somebody's own words as a paragraph, with what was quoted marked. Every space counts, so no template has it."""
    pieces = (format_html("<mark>{}</mark>" if marked else "{}", text) for text, marked in parts)
    return format_html(
        '<p class="text" dir="auto">{}</p>', format_html_join("", "{}", ((piece,) for piece in pieces))
    )


@register.simple_tag
def edit(runs: Iterable[tuple[str, str]]) -> SafeString:
    """What an edit did word by word: what is `gone`, what has `come`, and what stayed. Every space counts."""
    tags = {"gone": "<del>{}</del>", "come": "<ins>{}</ins>"}
    pieces = (format_html(tags.get(op, "<span>{}</span>"), marks.plain(text)) for op, text in runs)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def hundredths(value: float | None) -> str:
    """A number from 0 to 1 as it stands beside a gauge: .72."""
    if value is None:
        return ""
    said = f"{value:.2f}"
    return figure(said if value >= 1 else said.lstrip("0"))


@register.simple_tag
def gauge(
    value: float | None, hold: float = 0.0, send: float = 1.0, wide: bool = False, fired: bool = False
) -> SafeString:
    """Hand off, hold and send on one line, and where a confidence fell."""
    return gauges.bands(value or 0.0, hold, send, wide=wide, fired=fired)


@register.simple_tag
def scale(name: str, value: float, threshold: float, fired: bool = False) -> SafeString:
    """One threshold on a line, and where a score fell."""
    return gauges.threshold(name, value, threshold, fired=fired)


@register.simple_tag
def reading() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


@register.simple_tag
def script_words() -> SafeString | str:
    """What the page's scripts need to speak the reader's language."""
    mark = catalogues.mark_of_scripts(reading())
    address = reverse("words", args=[reading()])
    return format_html('<script src="{}?v={}"></script>', address, mark) if mark else ""


@register.inclusion_tag("_columns.html")
def columns(*names: str, numbers: str = "") -> dict[str, Any]:
    """The head of a table: its columns, those with numbers, separated by commas, last."""
    return {"names": names, "numbers": [name.strip() for name in numbers.split(",") if name.strip()]}


@register.simple_tag
def ago(at: datetime | None) -> SafeString | str:
    """How long ago, kept fresh by the page; the moment itself is in the title."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        at.isoformat(),
        say("since {moment}", moment=moment(at)),
        since(timezone.now() - at),
    )


@register.simple_tag
def promise(deadline: Deadline) -> SafeString:
    """How long is left of a promised time, or since when it is over, kept fresh by the page."""
    left = deadline.due - timezone.now()
    late = left < timedelta(0)
    tone = "bad" if late else "warn" if left.total_seconds() < deadline.before else "good"
    return format_html(
        '<span class="chip {}" title="{}">{}<span class="unseen">{}</span>'
        '<time datetime="{}" data-before="{}">{}</time></span>',
        tone,
        say("An answer was promised by {moment}", moment=moment(deadline.due)),
        icon("clock"),
        say("Answer due:"),
        deadline.due.isoformat(),
        round(deadline.before),
        f"\N{MINUS SIGN}{since(max(-left, LEAST))}" if late else since(left),
    )


@register.simple_tag
def clock(at: datetime, dated: bool = False) -> SafeString:
    """The time of day, under its date where that is asked for."""
    dated_by = format_html("<span>{}</span> ", short_day(timezone.localtime(at))) if dated else ""
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        at.isoformat(),
        moment(at),
        dated_by,
        _written(at, "H:i"),
    )


@register.filter
def moment(at: datetime) -> str:
    """A moment in full, in the reader's own time zone."""
    return _written(at, pgettext("date format", "l j F Y, H:i"))


def _written(at: datetime, how: str) -> str:
    local = timezone.localtime(at)
    return _kept(local.replace(second=0, microsecond=0, tzinfo=None), how, get_language())


@lru_cache(maxsize=8192)
def _kept(local: datetime, how: str, language: str | None) -> str:
    """A minute as it is written. Kept, for a long thread has many and is opened often."""
    return date_format(local, how)


@register.filter
def soon(at: datetime) -> str:
    """A moment near enough to leave out what goes without saying: 17:00, Mon 09:00, 3 Dec 09:00."""
    local, today = timezone.localtime(at), timezone.localdate()
    if local.date() == today:
        return date_format(local, "H:i")
    if abs(local.date() - today) < timedelta(days=7):
        return date_format(local, "D H:i")
    return date_format(local, pgettext("date format", "j M H:i"))


@register.filter
def short_day(at: datetime) -> str:
    """A day near enough to leave out its year."""
    return date_format(at, pgettext("date format", "j M"))


@register.filter
def full_day(at: datetime) -> str:
    """A day with its year."""
    return date_format(timezone.localtime(at), pgettext("date format", "j F Y"))


@register.filter
def second(at: datetime) -> str:
    """A moment to the second."""
    return date_format(timezone.localtime(at), pgettext("date format", "j M Y H:i:s"))


LEAST = timedelta(minutes=1)


def since(passed: timedelta) -> str:
    """A stretch of time in its largest unit: now, 6 min, 2 h, 3 d."""
    minutes = max(int(passed.total_seconds() // 60), 0)
    if minutes < 1:
        return say("now")
    if minutes < 60:
        return say("{n} min", n=minutes)
    if minutes < 48 * 60:
        return say("{n} h", n=minutes // 60)
    return say("{n} d", n=minutes // (24 * 60))
