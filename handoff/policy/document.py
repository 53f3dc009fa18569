"""A policy as one document: what a version holds, what its JSON looks like, and what makes it whole.

Types and ranges are checked here; what its parts must be to each other, in `handoff.policy.whole`.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from handoff.policy.terms import FieldKind, Overrun, RungKind, Situation
from handoff.vocabulary import Answering, Mode, TriggerName

Unit = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[int, Meta(ge=1, le=30 * 24 * 3600)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Word = Annotated[str, Meta(max_length=128)]
Sentence = Annotated[str, Meta(min_length=1, max_length=500)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Minutes = Annotated[int, Meta(ge=1, le=7 * 24 * 60)]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What all parts of a document share: immutable, and a misspelt name in a file is an error."""


class Setting(Part, frozen=True):
    """A trigger: whether it is on, from where (`at`), and how hard it pulls.

    `at` is a score from 0 to 1 (`human_request`, `anger`, `high_risk`), seconds (`sla`: left, `unanswered`: passed)
    or a count (`failed_attempts`); `low_confidence` has none, its limit is the line. `rise` is for anger alone: by
    how much it must have grown over the customer's last messages to fire below `at`; 1 is never.
    """

    on: bool = True
    at: Annotated[float, Meta(ge=0)] | None = None
    mode: Mode = Mode.HARD
    rise: Unit | None = None


DEFAULTS: dict[TriggerName, Setting] = {
    TriggerName.HUMAN_REQUEST: Setting(at=0.5),
    TriggerName.LOW_CONFIDENCE: Setting(),
    TriggerName.ANGER: Setting(at=0.7, rise=0.5),
    TriggerName.HIGH_RISK: Setting(at=0.5),
    TriggerName.SLA: Setting(at=120),
    TriggerName.FAILED_ATTEMPTS: Setting(at=3),
    TriggerName.UNANSWERED: Setting(on=False, at=45),
}
"""The triggers that have settings, and what these are unless a policy says otherwise."""
SCORED = frozenset({TriggerName.HUMAN_REQUEST, TriggerName.ANGER, TriggerName.HIGH_RISK})
Settings = dict[TriggerName, Setting]


class Own(Part, frozen=True):
    """What differs from the rest for a topic, a source, or a topic of a source. None and absence: as everywhere."""

    topic: Word = ""
    source: Word = ""
    hold_from: Unit | None = None
    send_from: Unit | None = None
    triggers: Settings = {}


class Described(Part, frozen=True):
    """A grave matter in an admin's own words, and what was understood of them."""

    sentence: Sentence
    rule: dict[str, Any] = {}


class Risks(Part, frozen=True):
    """The grave matters: built-in ones switched off by name, and a house's own by name: `added` with their phrases,
    `described` in a sentence; one may be in both."""

    off: tuple[Word, ...] = ()
    added: dict[Name, tuple[Word, ...]] = {}
    described: dict[Name, Described] = {}

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the house's own, each once."""
        return tuple(dict.fromkeys([*self.added, *self.described]))


class Example(Part, frozen=True):
    """A text that an admin marked: whether the rule should match it."""

    text: Text
    match: bool


class Exclusion(Part, frozen=True):
    """A sentence that says what the AI never touches, what was understood of it, and the examples that correct it."""

    key: Name
    sentence: Sentence
    rule: dict[str, Any] = {}
    examples: tuple[Example, ...] = ()


class Question(Part, frozen=True):
    """A field of a structured form, asked of the customer once."""

    name: Name
    label: Sentence
    kind: FieldKind = FieldKind.TEXT
    required: bool = True


class Rung(Part, frozen=True):
    """Who is asked, how hard, for how long (`timer_s`, seconds), and what happens when that time is over.

    `queue`: the one of a human rung, empty for the topic's; `skills`: what its agent must know; `engine` or `source`:
    the senior AI; `questions`: those of a form; `to`: the queue of an overrun `queue`.
    """

    kind: RungKind
    mode: Mode = Mode.HARD
    timer_s: Seconds = 1800
    then: Overrun = Overrun.NEXT
    to: Word = ""
    queue: Word = ""
    skills: tuple[Word, ...] = ()
    engine: Answering = Answering.EMBEDDED
    source: Word = ""
    questions: tuple[Question, ...] = ()


class Branch(Part, frozen=True, kw_only=True):
    """A way through the tree, and for whom: each non-empty list must hold the conversation's own word."""

    name: Name
    topics: tuple[Word, ...] = ()
    sources: tuple[Word, ...] = ()
    languages: tuple[Word, ...] = ()
    customer_tiers: tuple[Word, ...] = ()
    skills: tuple[Word, ...] = ()
    triggers: tuple[TriggerName, ...] = ()
    rungs: Annotated[tuple[Rung, ...], Meta(min_length=1, max_length=12)]


PLAIN_TREE = (
    Branch(
        name="Everything else",
        rungs=(
            Rung(kind=RungKind.HUMAN, timer_s=30 * 60, then=Overrun.SUPERVISOR),
            Rung(kind=RungKind.SUPERVISOR, timer_s=2 * 3600, then=Overrun.EMAIL),
        ),
    ),
)


class Fallback(Part, frozen=True, kw_only=True):
    """What a customer hears in a situation, in one language and tone; `{name}` and the like are put in."""

    situation: Situation
    language: Word = "en"
    tone: Word = ""
    text: Text


class Care(Part, frozen=True):
    """Keeping warm: minutes after which a waiting customer hears from us, then each how many, at most how often.

    A policy without it leaves this to the settings.
    """

    after: tuple[Minutes, ...] = (2, 5, 15)
    every: Minutes = 30
    most: Annotated[int, Meta(ge=0, le=20)] = 5


class Silence(Part, frozen=True):
    """When a conversation leaves an agent who does not answer its customer, and for whom: `then`, queue or supervisor.

    After `answer_s` (None: as long as the rung lasts that they took it from), or `away_s` after they left the desk
    (None: however long).
    """

    answer_s: Seconds | None = None
    away_s: Seconds | None = None
    then: Overrun = Overrun.QUEUE


class Promise(Part, frozen=True, kw_only=True):
    """Within how many seconds a customer gets an answer; empty words stand for any. The most particular one holds."""

    topic: Word = ""
    source: Word = ""
    customer_tier: Word = ""
    answer_s: Seconds


class Document(Part, frozen=True):
    """All that a policy says."""

    hold_from: Unit = 0.60
    send_from: Unit = 0.86
    triggers: Settings = {}
    own: tuple[Own, ...] = ()
    risks: Risks = field(default_factory=Risks)
    exclusions: tuple[Exclusion, ...] = ()
    tree: Annotated[tuple[Branch, ...], Meta(min_length=1, max_length=50)] = PLAIN_TREE
    tone: Word = ""
    fallbacks: tuple[Fallback, ...] = ()
    care: Care | None = None
    promises: tuple[Promise, ...] = ()
    silence: Silence | None = None

    def trigger(self, name: TriggerName) -> Setting:
        """The setting of a trigger where no topic or source has its own."""
        return self.triggers.get(name, DEFAULTS[name])


def read(told: Any) -> Document:
    """A document from plain JSON values. Raises msgspec.ValidationError, which names the path of what is wrong."""
    return msgspec.convert(told, Document)


def write(document: Document) -> dict[str, Any]:
    """A document as plain JSON values, in which `read` finds the same document."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return told
