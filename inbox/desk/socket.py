"""A desk page's socket: changes go down; up come what the page shows, whether somebody types, and wishes for a text."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from django.contrib.auth import HASH_SESSION_KEY
from django.utils import translation

from handoff.clock import now
from handoff.models import Conversation, Person
from handoff.vocabulary import State
from inbox import languages, realtime
from inbox.bells import Typing, Viewing
from inbox.bucket import Bucket
from inbox.consumer import Socket, in_thread
from inbox.desk import lists, writing
from inbox.desk.heard import Told
from inbox.desk.hub import hub
from inbox.desk.screens import Screen
from inbox.desk.viewers import Viewer
from inbox.sockets import Registered

LARGEST = 4096
LONGEST_AGO = 3_600_000
BAD, NOBODY, FLOOD = 4400, 4401, 4429
PONG = json.dumps({"pong": True})


class DeskConsumer(Registered, Socket, Viewer):
    """One open page of somebody who is logged in."""

    async def connect(self) -> None:
        """Accept who is logged in; others are told so by 4401, which a browser can tell from a lost connection."""
        await self.accept()
        person: Any = self.scope["user"]
        if not person.is_authenticated:
            await self.close(NOBODY)
            return
        self.person: Person = person
        self.bucket = Bucket(rate=10, burst=40)
        asked = {
            name: values[-1] for name, values in parse_qs(self.scope["query_string"].decode("latin1")).items()
        }
        self.screen = self._screen(asked)
        self.absent_since = now() - timedelta(milliseconds=min(_number(asked.get("ago")) or 0, LONGEST_AGO))
        self.writing: asyncio.Task[None] | None = None
        hub().join(self)

    def _screen(self, asked: dict[str, Any]) -> Screen:
        session: Any = self.scope["session"]
        return Screen(
            person=self.person.pk,
            session=session.session_key,
            language=languages.of_socket(self.scope),
            proof=session.get(HASH_SESSION_KEY, ""),
            view=_view(asked.get("view")),
            conversation=_number(asked.get("conversation")),
            after=_number(asked.get("after")) or 0,
            most=_most(asked.get("rows")),
        )

    def gone(self) -> None:
        """Forget the page."""
        hub().leave(self)

    async def websocket_receive(self, message: Any) -> None:
        """Take what the page says, if it may say so much."""
        text = message.get("text") or ""
        if self.over:
            return
        if self.bucket.take():
            await self.close(FLOOD)
            return
        told = _told(text)
        match told.get("type"):
            case "ping":
                await self.say(PONG)
            case "open":
                self._stop_writing()
                self.screen = self._screen(told)
                hub().look()
            case "rows":
                self.screen.most = _most(told.get("rows"))
                hub().look()
            case "typing":
                await self._typing(on=told.get("on") is True)
            case "looking":
                self.looking = told.get("on") is True
                hub().look()
            case "write":
                self._write(_number(told.get("number")) or 0)
            case "stop":
                self._stop_writing()
            case _:
                await self.close(BAD)

    async def _typing(self, *, on: bool) -> None:
        if self.screen.conversation is not None:
            await in_thread(_tell_typing, self.person.pk, self.screen.conversation, on)

    def _write(self, number: int) -> None:
        """Have a reply to the open conversation written, for this page alone; one at a time."""
        self._stop_writing()
        if self.screen.conversation is not None:
            self.writing = self.spawn(self._written(number, self.screen.conversation))

    def _stop_writing(self) -> None:
        if self.writing is not None:
            self.writing.cancel()
            self.writing = None

    async def _written(self, number: int, conversation: int) -> None:
        translation.activate(languages.read_by(self.person, self.screen.language))
        async for piece in writing.pieces(self.person.pk, conversation):
            await self.say(json.dumps({"written": {"number": number, **piece}}, ensure_ascii=False))

    async def show(self, screen: Screen, html: str) -> None:
        """Bring the page up to date, if it still shows this."""
        if screen is self.screen:
            cursor = {"conversation": screen.conversation, "version": screen.after}
            await self.say(json.dumps({"cursor": cursor, "html": html}, ensure_ascii=False))

    async def dismiss(self) -> None:
        """The session or the person is gone."""
        await self.close(NOBODY)

    async def notify(self, told: Told) -> None:
        """Something that the person wants to hear of, in their language."""
        language = languages.read_by(self.person, self.screen.language)
        await self.say(json.dumps({"notice": told.message(language)}, ensure_ascii=False))

    async def show_viewers(self, conversation: int, people: tuple[Viewing, ...]) -> None:
        """Others have a conversation before them that the page shows."""
        told = [{"person": one.person, "who": one.who, "initials": one.initials} for one in people]
        viewers = {"conversation": conversation, "people": told}
        await self.say(json.dumps({"viewers": viewers}, ensure_ascii=False))

    async def show_typing(self, typing: Typing) -> None:
        """Somebody else types in the open conversation."""
        if typing.person != self.person.pk:
            who = {"conversation": typing.conversation, "who": typing.agent, "on": typing.on}
            who["person"] = typing.person
            await self.say(json.dumps({"typing": who}, ensure_ascii=False))


def _tell_typing(person_id: int, conversation: int, on: bool) -> None:
    """Colleagues see who types; the customer sees it of the one who has the conversation."""
    for person in Person.objects.filter(pk=person_id, is_active=True):
        found = Conversation.objects.visible_to(person).filter(pk=conversation).first()
        if found is None:
            return
        aloud = found.assignee_id == person.pk and found.state in (State.ASSIGNED, State.WAITING)
        heard = (found.reply_to or found).external_id
        typing = Typing(
            found.pk,
            found.source_id,
            heard,
            on,
            str(person),
            aloud,
            person.pk,
        )
        realtime.tell_typing(typing)


def _told(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text) if len(text) <= LARGEST else None
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _view(slug: Any) -> str:
    """The view that a page shows; empty where its list is none."""
    named = str(slug or "")[:80]
    return "" if named == lists.SEARCH.slug else named


def _most(rows: Any) -> int:
    """How many rows a page is kept up to date with that shows so many."""
    return min(max(_number(rows) or 0, lists.MOST), lists.LONGEST_LIST)


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
