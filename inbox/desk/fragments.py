"""The parts of the desk's pages, rendered the same way for a page, an answer and a push."""

from collections.abc import Collection, Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from handoff.models import Conversation, Person
from handoff.tongue import say
from inbox.desk.attached import Shown
from inbox.desk.entries import Entry
from inbox.desk.lane import Lane
from inbox.desk.lists import Tally
from inbox.desk.opened import Opened
from inbox.desk.rail import Rail
from inbox.desk.rows import Row
from inbox.desk.viewing import View
from inbox.reasons import REJECTIONS
from inbox.templatetags.drawn import drawn


class Panes:
    """The open conversation as `person` sees it: what its templates need."""

    def __init__(self, person: Person, opened: Opened) -> None:
        self.person, self.conversation, self.opened = person, opened.conversation, opened

    @cached_property
    def lane(self) -> Lane:
        return Lane(self.opened, self.person)

    @property
    def context(self) -> dict[str, Any]:
        """What the templates of the panes are given."""
        return {
            "person": self.person,
            "conversation": self.conversation,
            "lane": self.lane,
            "rail": Rail(self.conversation, self.lane),
            "rejections": [(reason.value, say(label)) for reason, label in REJECTIONS.items()],
        }

    def part(self, name: str) -> SafeString:
        """One of the panes' parts: panel_head, lane, draft or rail."""
        return render_to_string(f"desk/_{name}.html", self.context)


def entry(one: Entry) -> SafeString:
    """One entry of the thread."""
    return drawn("desk/entries.jinja", entries=[one])


def files(one: Entry) -> SafeString:
    """The files of one entry of the thread."""
    return render_to_string("desk/_files.html", {"files": one.files, "name": one.event.number})


def row(person: Person, view: View, conversation: Conversation, named: Collection[int] = ()) -> SafeString:
    """One row of the list; `named` are the conversations in which the person has a note to read."""
    return drawn("desk/rows.jinja", rows=[Row(conversation, view, person, named)], current=None)


def more(view: View, after: str) -> SafeString:
    """The way to what comes after a place of a list; empty where nothing does."""
    return render_to_string("desk/_more.html", {"view": view, "after": after})


def uploads(files: Iterable[Shown]) -> SafeString:
    """Files that wait in the composer."""
    return mark_safe("".join(render_to_string("desk/_upload.html", {"file": one}) for one in files))  # noqa: S308


def count(tally: Tally) -> SafeString:
    """The count of one view."""
    return render_to_string("desk/_count.html", {"tally": tally})
