"""Answers from this host's index, for whoever has a question: loaded once a process, renewed when a new one counts.

What the index says is checked against the database: an item that is switched off is never quoted, however old the
index is. Loading takes a second and some hundred megabytes, so none of this belongs in the process that serves.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Final

import msgspec

from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.encoder import installed
from handoff.assist.engine import Proposal
from handoff.assist.finding import Found
from handoff.assist.index import Index
from handoff.assist.weights import WrongWeights
from handoff.errors import Invalid
from handoff.knowledge import generations, items, upkeep
from handoff.knowledge.generations import Generation, Mark

Asked = tuple[str, Sequence[str]]

TRIES: Final = 5
"""How often an answer is sought anew because what it quoted was switched off."""
log = logging.getLogger(__name__)


class Loaded(msgspec.Struct, frozen=True):
    """An index in memory, the generation that keeps it on disk, and what was taken out of it since."""

    mark: Mark
    generation: Generation
    index: Index
    engine: EmbeddedEngine
    without: frozenset[str] = frozenset()


_loaded: Loaded | None = None
_loading = threading.Lock()


def propose_many(asked: Sequence[Asked]) -> list[Proposal | None]:
    """What the engine would say to each question, given what the customer wrote before (oldest first).

    None where there is nothing to go by, which is always so before the first index is built.
    """
    upkeep.look_after()
    held = ready()
    if held is None:
        return [None] * len(asked)
    found = held.engine.propose_many(asked)
    for _ in range(TRIES):
        if not (off := items.put_away(_quoted(found))):
            return found
        held = _taken_out(held, off)
        again = held.engine.propose_many(
            [one for one, said in zip(asked, found, strict=True) if _quotes(said, off)]
        )
        answers = iter(again)
        found = [next(answers) if _quotes(said, off) else said for said in found]
    return [None if _quotes(said, items.put_away(_quoted([said]))) else said for said in found]


def propose(question: str, context: Sequence[str] = ()) -> Proposal | None:
    """What the engine would say to one question."""
    return propose_many([(question, context)])[0]


def find(question: str, context: Sequence[str] = (), most: int = 5) -> list[Found]:
    """Passages and past tickets that may answer, at most so many, best first; nothing before there is an index."""
    upkeep.look_after()
    if (held := ready()) is None:
        return []
    for _ in range(TRIES):
        found = held.engine.find(question, context, most)
        if not (off := items.put_away({one.citation.item for one in found})):
            return found
        held = _taken_out(held, off)
    return [one for one in found if one.citation.item not in off]


def read_ahead() -> None:
    """Read the encoder, so that what is forked from this process has it."""
    try:
        installed()
    except WrongWeights as wrong:
        log.warning("%s", wrong)


def ready() -> Loaded | None:
    """The index that counts, loaded; the one before where that fails. None where there is none at all."""
    global _loaded
    seen, held = generations.mark(), _loaded
    if held is not None and held.mark == seen:
        return held
    with _loading:
        if seen is not None and (_loaded is None or _loaded.mark != seen):
            _loaded = _load(seen) or _loaded
        return _loaded


def _load(mark: Mark) -> Loaded | None:
    generation = generations.current()
    if generation is None:
        return None
    try:
        index = Index.load(generation.index)
        return Loaded(mark, generation, index, EmbeddedEngine(index, installed()))
    except Invalid as refused:
        log.warning("%s", refused.message)
        return None


def _taken_out(held: Loaded, off: set[str]) -> Loaded:
    """The same index without these items, kept for those who ask next."""
    global _loaded
    without = held.without | off
    index = held.index.amended([], without, installed())
    thinner = msgspec.structs.replace(held, engine=EmbeddedEngine(index, installed()), without=without)
    with _loading:
        if _loaded is not None and _loaded.mark == held.mark:
            _loaded = thinner
    return thinner


def _quoted(found: Sequence[Proposal | None]) -> set[str]:
    return {cited.item for said in found if said is not None for cited in said.citations if cited.item}


def _quotes(said: Proposal | None, off: set[str]) -> bool:
    return said is not None and any(cited.item in off for cited in said.citations)
