"""Where the AI may answer alone: two thresholds on one line, and what past proposals would have come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from handoff import tally
from handoff.policy import Document, Line, policy_of
from handoff.policy.document import Own
from handoff.tally import Past, Shares
from handoff.tongue import figure, say
from inbox.control.policy.forms import Data, PartForm, Unit

WIDTH, HEIGHT, BARS = 1000, 104, 50


class ThresholdsForm(PartForm):
    hold_from = Unit(label=_("Hold from"))
    send_from = Unit(label=_("Send from"))
    topic = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput)
    source = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput)

    def clean(self) -> None:
        """The two cannot cross."""
        hold, send = (self.cleaned_data.get(name) for name in ("hold_from", "send_from"))
        if hold is not None and send is not None and hold > send:
            self.add_error(
                "send_from",
                say("Must be at least {hold}, from which a draft is held.", hold=figure(f"{hold:.2f}")),
            )


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram, and the part of it that humans found wrong, in the drawing's own lengths."""

    x: float
    y: float
    height: float
    wrong_y: float
    wrong_height: float
    tone: str


@dataclass(frozen=True)
class Share:
    """A band's share of past proposals in percent, and the difference in points to live."""

    percent: float
    points: float


@dataclass(frozen=True)
class Figures:
    """What past proposals would have come to."""

    count: int
    wrong: int
    bars: list[Bar]
    handoff: Share
    hold: Share
    send: Share


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """Both thresholds of a topic and source, or of everything. Raises Refused."""
    form = ThresholdsForm(data, path="")
    told = form.cleaned()
    topic, source = told["topic"], told["source"]
    values = {"hold_from": told["hold_from"], "send_from": told["send_from"]}
    if not (topic or source):
        return msgspec.structs.replace(document, **values), form
    others = [own for own in document.own if not _same(own, topic, source)]
    own = own_of(document, topic, source) or Own(topic=topic, source=source)
    place = document.own.index(own) if own in document.own else len(others)
    others.insert(place, msgspec.structs.replace(own, **values))
    return msgspec.structs.replace(document, own=tuple(others)), form


def own_of(document: Document, topic: str, source: str) -> Own | None:
    """The line of its own that a topic and source have."""
    return next((own for own in document.own if _same(own, topic, source)), None)


def _same(own: Own, topic: str, source: str) -> bool:
    return (own.topic.casefold(), own.source.casefold()) == (topic.casefold(), source.casefold())


def figures(document: Document, live: Document, topic: str, source: str) -> Figures | None:
    """What a document makes of past proposals, against the live one; None where there are none."""
    rows = tally.past(topic, source)
    drawn, now = policy_of(document, 0), policy_of(live, 0)
    mine, theirs = tally.shares(rows, drawn), tally.shares(rows, now)
    if mine is None or theirs is None:
        return None
    bars = _bars(rows, drawn.line_for(topic, source))
    wrong = sum(row.wrong for row in rows)
    return Figures(len(rows), wrong, bars, *(_share(mine, theirs, name) for name in Shares.__struct_fields__))


def _share(mine: Shares, theirs: Shares, name: str) -> Share:
    share, before = getattr(mine, name), getattr(theirs, name)
    return Share(round(100 * share), round(100 * (share - before), 1))


def _bars(rows: Sequence[Past], line: Line) -> list[Bar]:
    """Heights by the square root, so that few are still seen beside many."""
    counts, wrong = [0] * BARS, [0] * BARS
    for row in rows:
        place = min(int(row.confidence * BARS), BARS - 1)
        counts[place] += 1
        wrong[place] += row.wrong
    scale = (HEIGHT - 2) / sqrt(max(counts))
    return [
        _bar(place, scale * sqrt(count), scale * sqrt(wrong[place]), line)
        for place, count in enumerate(counts)
        if count
    ]


def _bar(place: int, height: float, wrong: float, line: Line) -> Bar:
    middle, step = (place + 0.5) / BARS, WIDTH / BARS
    tone = "send" if middle >= line.send_from else "hold" if middle >= line.hold_from else ""
    tall, red = round(height, 1), round(wrong, 1)
    return Bar(round(place * step + 1, 1), HEIGHT - tall, tall, HEIGHT - red, red, tone)


def topics() -> set[str]:
    """The topics of past proposals."""
    return {row.facts.topic for row in tally.past()}
