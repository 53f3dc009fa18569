"""Pages without a browser: they do what they are sent, and can say what a fresh one would show."""

import re

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from handoff.models import Conversation, Person
from handoff.vocabulary import State
from inbox.desk import lists
from inbox.desk.screens import GONE, Screen, refresh

CHANGE = re.compile(r'<template data-do="(\w+)" data-target="([\w-]*)">(.*?)</template>', re.DOTALL)


class Page:
    """A page that does what it is sent, as the script in the browser does."""

    def __init__(
        self, person: Person, view: str, conversation: Conversation | None = None, after: int = 0
    ) -> None:
        self.person = person
        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.create()
        self.session = store
        self.screen = Screen(
            person.pk,
            str(store.session_key),
            person.get_session_auth_hash(),
            view,
            conversation.pk if conversation else None,
            after,
        )
        self.rows: dict[str, str] = {}
        self.parts: dict[str, str] = {}
        self.entries: dict[str, str] = {}
        self.gone = False
        self.left = False

    def take(self, html: str) -> None:
        """Do what is sent."""
        self.gone |= html == GONE
        for do, target, inner in CHANGE.findall(html):
            if do == "list":
                self.rows = {
                    f"row-{n}": part for n, part in re.findall(r'(?s)id="row-(\d+)"(.*?)</li>', inner)
                }
            elif do == "append":
                self.entries.setdefault(re.findall(r'id="(entry-[\d-]+)"', inner)[0], inner)
            elif do == "remove":
                self.rows.pop(target, None)
            elif do == "leave":
                self.left = True
            elif target.startswith("entry-"):
                if target in self.entries:
                    self.entries[target] = inner
            elif target.startswith("row-"):
                self.rows[target] = re.findall(r'(?s)id="row-\d+"(.*?)</li>', inner)[0]
            else:
                self.parts[target] = inner

    @property
    def shown(self) -> list[int]:
        """The rows in the order that the page gives them."""
        order = sorted(self.rows, key=lambda row: re.findall(r'data-order="([^"]*)"', self.rows[row])[0])
        return [int(row.removeprefix("row-")) for row in order]

    @property
    def counts(self) -> dict[str, int]:
        """The number beside each view."""
        numbers = {
            name: re.findall(r">(\d+)<", part)
            for name, part in self.parts.items()
            if name.startswith("count-")
        }
        return {name.removeprefix("count-"): int(found[0]) for name, found in numbers.items()}


def push(pages: list[Page], *changed: Conversation) -> dict[Screen, str]:
    """One round for all of them."""
    told = refresh([page.screen for page in pages], frozenset(one.pk for one in changed))
    for page in pages:
        page.take(told.get(page.screen, ""))
    return told


def rows_now(person: Person, view: str) -> list[int]:
    """The list as a page would have it that is loaded now."""
    return [row.pk for row in lists.rows(person, lists.find(person, view))]


def counts_now(person: Person) -> dict[str, int]:
    """The counts, asked for one by one."""
    seen = Conversation.objects.visible_to(person).exclude(state=State.RESOLVED)
    views = [*lists.FIXED, *map(lists.of_queue, lists.queues_of(person))]
    held = {one.slug: seen.filter(one.holds(person)).distinct() for one in views}
    held["mine"] = held["mine"].filter(state=State.ASSIGNED)
    return {slug: found.count() for slug, found in held.items()}
