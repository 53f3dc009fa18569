"""What every open page of the desk shows, and what to send each to bring it up to date.

All pages of a process are brought up to date together, so that what several may see alike is read and drawn once.
A page is shown nothing that its person may not see now.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.http import Http404
from django.utils import timezone, translation

from handoff.models import Person
from inbox import access, languages
from inbox.desk import fragments, lists, stream
from inbox.desk.shared import Shared, Standing
from inbox.desk.viewing import View

BEGIN = "<template data-do="
ENTRY = re.compile(r'id="entry-\d+-(\d+)"')
BACK = re.compile(r'"back-\d+-(\d+)"')
GONE = "gone"
"""Instead of changes: the person may be here no longer."""

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Screen:
    """One open page: whose it is, what it shows, and what it was sent of that."""

    person: int
    session: str
    proof: str
    view: str
    conversation: int | None = None
    after: int = 0
    most: int = lists.MOST
    further: str | None = None
    fresh: bool = True
    reach: tuple[str, frozenset[int]] | None = None
    rows: dict[int, int] = field(default_factory=dict)
    mark: int | None = None
    counts: dict[str, int | None] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    language: str = ""


def refresh(screens: Sequence[Screen], changed: frozenset[int]) -> dict[Screen, str]:
    """For each screen the changes that bring it up to date; GONE where its session or its person is.

    `changed` are the conversations of which something may be new. A screen that needs nothing is left out.
    """
    people, sessions = {screen.person for screen in screens}, {screen.session for screen in screens}
    shared = Shared(people, sessions, changed)
    told = {screen: _safely(shared, screen, changed) for screen in screens}
    return {screen: html for screen, html in told.items() if html}


def _safely(shared: Shared, screen: Screen, changed: frozenset[int]) -> str:
    person = shared.people.get(screen.person)
    if person is None or screen.session not in shared.sessions or not _same_password(person, screen):
        return GONE
    try:
        language = languages.read_by(person, screen.language)
        with timezone.override(access.zone_of(person)), translation.override(language):
            return "".join(_changes(shared, person, screen, changed))
    except DatabaseError:
        raise
    except Exception:
        # One conversation that cannot be shown must not darken everybody's screen.
        log.exception("cannot show %s, conversation %s", screen.view, screen.conversation)
        return ""


def _same_password(person: Person, screen: Screen) -> bool:
    return person.get_session_auth_hash() == screen.proof


def _changes(shared: Shared, person: Person, screen: Screen, changed: frozenset[int]) -> Iterator[str]:
    reach = (str(person.role), frozenset(shared.queues_of(person)))
    screen.fresh |= reach != screen.reach
    screen.reach = reach
    grown = bool(screen.further) and len(screen.rows) < screen.most
    if screen.view and (screen.fresh or grown or shared.concerns(person, screen.view, screen.rows)):
        yield from _list(shared, person, screen)
    if screen.fresh or (changed and screen.mark != shared.mark):
        yield from _counts(shared, person, screen)
    if screen.conversation and (screen.fresh or screen.conversation in changed):
        yield from _conversation(person, screen, screen.conversation)
    screen.fresh = False


def _list(shared: Shared, person: Person, screen: Screen) -> Iterator[str]:
    view = shared.view(person, screen.view)
    standing, further = shared.order(person, view, screen.most) if view else Standing({})
    shared.load({pk for pk, version in standing.items() if screen.fresh or screen.rows.get(pk) != version})
    if view is None or screen.fresh:
        rows = (shared.row(person, view, pk) for pk in standing) if view else ()
        yield _change("list", "rows", "".join(rows))
    else:
        yield from _moves(shared, person, view, screen.rows, standing)
    if view is not None and further != screen.further:
        yield _change("replace", "more", fragments.more(view, further))
    screen.rows, screen.further = standing, further


def _moves(
    shared: Shared, person: Person, view: View, shown: dict[int, int], standing: dict[int, int]
) -> Iterator[str]:
    for pk in shown.keys() - standing.keys():
        yield _change("remove", f"row-{pk}", "")
    for pk, version in standing.items():
        if shown.get(pk) != version:
            yield _change("replace", f"row-{pk}", shared.row(person, view, pk))


def _counts(shared: Shared, person: Person, screen: Screen) -> Iterator[str]:
    counted = shared.counts(person)
    for tally in counted:
        if screen.counts.get(tally.view.slug) != tally.count:
            yield _change("replace", f"count-{tally.view.slug}", shared.count(tally))
    screen.counts = {tally.view.slug: tally.count for tally in counted}
    screen.mark = shared.mark


def _conversation(person: Person, screen: Screen, pk: int) -> Iterator[str]:
    """The changes of the open conversation; what the page has already, just as it is, is left out."""
    try:
        # From one event earlier: a briefing may be newer than the event that it was written after.
        before = screen.after
        html, screen.after = stream.conversation(person, pk, max(0, before - 1))
    except Http404:
        screen.conversation = None
        yield _change("leave", str(pk), "")
        return
    for change in html.split(BEGIN)[1:]:
        head = change.partition(">")[0]
        entry = ENTRY.search(change) if head.startswith('"append"') else BACK.search(head)
        if int(entry[1]) > before if entry else screen.sent.get(head) != hash(change):
            screen.sent[head] = hash(change)
            yield BEGIN + change


def _change(do: str, target: str, html: str) -> str:
    # Written by hand: what is inside was rendered and escaped already, and this runs for every row of every screen.
    return f'{BEGIN}"{do}" data-target="{target}">{html}</template>'
