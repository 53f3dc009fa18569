"""A reply that is written while the agent watches: by the model where there is one, else out of what is known.

The model runs in a thread of its own; here its pieces only pass through. What is known a worker says, or where none
does in time the articles by their words. Every end is told in a sentence.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.http import Http404

from handoff import engines, writing
from handoff.assist.engine import Citation
from handoff.assist.llm.failures import Failure, Why
from handoff.errors import DomainError
from handoff.models import Person
from handoff.tongue import noted, say
from handoff.writing import MOST_FOUND, Known, Wish
from inbox import access, errand
from inbox.consumer import in_thread

if TYPE_CHECKING:
    from handoff.assist.llm.writer import Written

Piece = dict[str, Any]
FAILURES = {
    Why.LATE: noted("The model took too long."),
    Why.BUSY: noted("The model is busy."),
    Why.BROKEN: noted("The model cannot be reached."),
    Why.REFUSED: noted("The model refused."),
    Why.RUBBISH: noted("The model gave no usable answer."),
    Why.RESTING: noted("The model is paused, as it failed several times."),
    Why.SPENT: noted("The model has used up its tokens for today."),
}
CHECK = noted("Check it before you send.")
NOTHING = noted("Nothing known holds an answer to this. Write it yourself.")

log = logging.getLogger(__name__)


async def pieces(person_id: int, conversation: int) -> AsyncIterator[Piece]:
    """The pieces of a reply: `add` is further text; the last has `end`, a `note`, and the whole `text`, if any."""
    try:
        wanted = await in_thread(_wish, person_id, conversation)
    except DomainError as refused:
        yield _end("failed", refused.message)
        return
    except Http404:
        yield _end("failed", say("You can no longer see this conversation."))
        return
    told = ""
    if (writer := engines.writer()) is not None and wanted.case.found:
        try:
            async for piece in _by_model(writer, wanted):
                yield piece
            return
        except Failure as failed:
            log.warning("the model wrote no reply: %s", failed)
            told = say(FAILURES[failed.why])
    yield _without_model(wanted, told)


def _wish(person_id: int, conversation: int) -> Wish:
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise Http404
    return writing.wish(access.conversation_for(person, conversation), person, known)


def known(question: str, context: Sequence[str]) -> Known:
    """What a worker knows of a question, or where none says so in time, what the articles say by their words."""
    said = errand.asked(question, context, most=MOST_FOUND)
    return writing.by_words(question, context) if said is None else Known(said.proposal, said.found)


async def _by_model(writer: Any, wanted: Wish) -> AsyncIterator[Piece]:
    """What the model writes, as it comes. Raises Failure; when nobody listens any more, the model is stopped."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def put(piece: str | None) -> None:
        with suppress(RuntimeError):  # the server stops, and its loop is closed
            loop.call_soon_threadsafe(queue.put_nowait, piece)

    writes: Future[Written] = writer.begin(wanted.case, put)
    writes.add_done_callback(lambda _: put(None))
    try:
        while (piece := await queue.get()) is not None:
            yield {"add": piece}
        yield _outcome(writes.result())
    finally:
        writes.cancel()


def _outcome(written: "Written") -> Piece:
    if written.text is None:
        return _end("nothing", say("The model finds no answer to this in what is known. Write it yourself."))
    titles = _titles(written.citations)
    note = say("AI draft from {titles}.", titles=titles) if titles else say("AI draft without a source.")
    told = [note, *([say("A link of its own was taken out.")] if written.taken_out else []), say(CHECK)]
    return _end("written", " ".join(told), written.text)


def _without_model(wanted: Wish, told: str) -> Piece:
    """The embedded engine's reply, with what went wrong before it."""
    found = wanted.proposal
    if found is None or found.text is None:
        return _end("nothing", f"{told} {say(NOTHING)}".strip())
    titles = _titles(found.citations) or say("what is known")
    if told:
        note = say("Draft from {titles} instead.", titles=titles)
        return _end("fallback", f"{told} {note} {say(CHECK)}", found.text)
    return _end("written", f"{say('Draft from {titles}.', titles=titles)} {say(CHECK)}", found.text)


def _titles(citations: tuple[Citation, ...]) -> str:
    return ", ".join(f"“{citation.title}”" for citation in citations[:3])


def _end(end: str, note: str, text: str | None = None) -> Piece:
    return {"end": end, "note": note, "text": text}
