"""Has a model write a reply out of what was found, and takes from it only what can be answered for."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from itertools import chain

import msgspec

from handoff.assist.engine import Citation, Proposal
from handoff.assist.finding import Found
from handoff.assist.llm import answer, home, signals
from handoff.assist.llm.case import Case, Turn
from handoff.assist.llm.clean import addresses, clean, settled
from handoff.assist.llm.failures import Failure, Why
from handoff.assist.llm.model import Model
from handoff.assist.llm.prompt import LONGEST_TURN, RULES, Prompt, prompt
from handoff.assist.llm.redact import Redactor
from handoff.assist.llm.signals import Signals
from handoff.assist.llm.wire import Told

GRACE_SECONDS = 3.0  # for counting, which waits for the cache a second at most
LOOK_SECONDS = 0.04  # between two looks at a growing text: nobody reads faster
RECITED = 40  # characters of a rule that no answer holds by chance
_LINES = tuple(line for line in RULES.splitlines() if len(line) >= RECITED and "{" not in line)


class Written(msgspec.Struct, frozen=True):
    """A reply, None where the model would not answer; `score` is raw, 0 to 1; `taken_out` counts links of its own."""

    text: str | None
    score: float
    citations: tuple[Citation, ...] = ()
    topic: str = ""
    taken_out: int = 0

    def proposed(self, topic: str) -> Proposal:
        """As a proposal, about `topic` where it cites nothing. Its confidence is raw, until a calibrator maps it."""
        about = self.topic or topic
        return Proposal(self.text, self.score, about, self.citations, raw_confidence=self.score)


class Writer:
    """Writes replies with one model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def begin(self, case: Case, hear: Callable[[str], None] | None = None) -> Future[Written]:
        """Start writing elsewhere. `hear` is called there with each further piece of the text, as it may be shown.

        What comes back raises Failure, and stops the model when it is cancelled.
        """
        return home.begin(self.write(case, hear))

    def begin_proposal(self, case: Case) -> Future[Proposal]:
        """Start writing elsewhere, for a customer. What comes back raises Failure."""
        return home.begin(self._propose(case))

    async def _propose(self, case: Case) -> Proposal:
        return (await self.write(case)).proposed(case.found[0].topic)

    def wait(self, case: Case) -> Written:
        """The reply, for who can wait: a worker's thread. Raises Failure."""
        begun = self.begin(case)
        try:
            return begun.result(self._model.endpoint.seconds + GRACE_SECONDS)
        except (TimeoutError, CancelledError):
            begun.cancel()
            raise Failure(Why.LATE, "it took too long") from None

    async def write(self, case: Case, hear: Callable[[str], None] | None = None) -> Written:
        """The reply. Raises Failure within the endpoint's seconds."""
        desk = _Desk(case)
        told = await self._model.ask(desk.prompt, answer.SCHEMA, desk.follow(hear) if hear else None)
        return desk.judge(told)


class _Desk:
    """One case while it is worked on: what was hidden, what may be linked, what was shown so far."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._redactor = Redactor(case.names, (turn.text[:LONGEST_TURN] for turn in case.turns))
        called = self._redactor.hide(" ".join(case.names[:1]).partition(" ")[0])
        hidden = [Turn(self._redactor.hide(turn.text[:LONGEST_TURN]), turn.customer) for turn in case.turns]
        self.sources = [self._source(found) for found in case.found]
        self.prompt: Prompt = prompt(hidden, self.sources, called if called.startswith("[") else "")
        ours = (turn.text for turn in case.turns if not turn.customer)
        known = chain.from_iterable((found.text, found.citation.url) for found in self.sources)
        self._allowed = addresses(chain(ours, known, self._redactor.emails))

    def _source(self, found: Found) -> Found:
        if not found.private:
            return found
        return msgspec.structs.replace(found, text=self._redactor.mask(found.text))

    def follow(self, hear: Callable[[str], None]) -> Callable[[str], None]:
        """From all the model said so far to the next piece that may be shown."""
        shown, looked = "", 0.0

        def heard(text: str) -> None:
            nonlocal shown, looked
            if time.monotonic() - looked < LOOK_SECONDS:
                return
            looked = time.monotonic()
            ready, _ = self._shown(settled(answer.growing(text)))
            if len(ready) > len(shown) and ready.startswith(shown):
                hear(ready[len(shown) :])
                shown = ready

        return heard

    def _shown(self, text: str) -> tuple[str, int]:
        return clean(self._redactor.show(text), self._allowed)

    def judge(self, told: Told) -> Written:
        """What the model said as a reply with a score of our own. Raises Failure where it cannot be used."""
        given = answer.read(told.text)
        if not given.answerable:
            return Written(None, 0.0)
        self._refuse_recital(given.answer)
        text, taken_out = self._shown(given.answer)
        if not text.strip():
            raise Failure(Why.RUBBISH, "the answer is empty", own=True)
        named = tuple(dict.fromkeys(given.sources))
        cited = [self.sources[number - 1] for number in named if 0 < number <= len(self.sources)]
        score = self._score(told, text, cited, len(cited) / (len(named) or 1), taken_out)
        topic = cited[0].topic if cited else ""
        return Written(text, score, tuple(found.citation for found in cited), topic, taken_out)

    def _score(self, told: Told, text: str, cited: Sequence[Found], valid: float, taken_out: int) -> float:
        texts = [*(f"{found.citation.title}\n{found.text}" for found in cited), self.case.turns[-1].text]
        return Signals(
            fit=signals.fit([found.citation for found in cited]),
            support=signals.support(text, texts),
            valid=valid,
            sureness=told.sureness,
            figures=signals.unfounded_figures(text, texts),
            taken_out=min(1, taken_out),
        ).score

    def _refuse_recital(self, text: str) -> None:
        if self._redactor.strays(text):
            raise Failure(Why.RUBBISH, "it made up a placeholder", own=True)
        if self.prompt.fence.strip("~") in text or any(line in text for line in _LINES):
            raise Failure(Why.RUBBISH, "it recites its instructions", own=True)
