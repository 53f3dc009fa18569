"""An exclusion as it was understood: pure structs that JSON can hold, and the sentence that says them back."""

from typing import Literal

import msgspec

from handoff.tongue import noted, say

Comparison = Literal["over", "under", "at_least", "at_most", "between", "equal", "not"]

_SAID: dict[Comparison, str] = {
    "over": noted("more than"),
    "under": noted("less than"),
    "at_least": noted("at least"),
    "at_most": noted("at most"),
    "between": noted("from"),
    "equal": noted("exactly"),
    "not": noted("not"),
}
ASKS = {
    "pronoun": noted("What does “{word}” stand for? Name what the messages are about."),
    "number": noted("Which number is meant by “{word}”?"),
    "reference": noted("What is “{word}” here? Give the number."),
    "pointing": noted("What is meant by “{word}”? Name it."),
    "size": noted(
        "What counts as “{word}”? Give a limit, such as “over 500 dollars” or “more than 5 nights”."
    ),
    "time": noted("How often, or since when, is “{word}”? Give a number."),
    "range": noted("The second number is below the first one. Which range is meant?"),
    "unit": noted("{word} of what? Name the unit, such as dollars, nights or people."),
    "contrary": noted("No number is both. Which one is meant?"),
    "nothing": noted("What should the AI not answer? Name a topic, an amount, or who the customer is."),
}
"""What a sentence may leave open, by its kind."""
_MANY = {"person": "people", "child": "children"}


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way to say what a concept is about; `words` are those that count, each with what else says the same.

    `topics` are the library's topics that it names. `suggested`: a model proposed it, the admin did not write it.
    """

    text: str
    words: tuple[tuple[str, ...], ...] = ()
    topics: tuple[str, ...] = ()
    suggested: bool = False


class Concept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a text is about, in the admin's own words: any one of its `parts`.

    `literal`: these very words and no others, whatever their meaning; with no parts, any text.
    """

    text: str
    parts: tuple[Part, ...] = ()
    literal: bool = False


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    """A number that the text must name: more than 100 dollars, at least 5 nights.

    `unit` is `money`, or what is counted in the singular (`night`, `person`, `item`); `currency` is an ISO code where
    one was named, any otherwise. `upper` is the end of `between`, which includes both ends.
    """

    comparison: Comparison
    value: float
    unit: str
    currency: str = ""
    upper: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a number fulfils it."""
        upper = self.value if self.upper is None else self.upper
        return {
            "over": value > self.value,
            "under": value < self.value,
            "at_least": value >= self.value,
            "at_most": value <= self.value,
            "between": self.value <= value <= upper,
            "not": value != self.value,
            "equal": value == self.value,
        }[self.comparison]


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """What must be known of the customer: one of `values` under `name`, or a number that compares so.

    An empty `name` means any attribute: "gold members" may stand under tier, plan or segment.
    """

    name: str
    values: tuple[str, ...] = ()
    comparison: Comparison = "equal"
    number: float | None = None
    upper: float | None = None


class Clause(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of it must hold: each of `about`, every amount and attribute, one of the languages.

    A language is an ISO 639-1 code; with a ! before it, any other one. `implied`: the amount says it all, as nights
    are of a stay, so that the text need not name what it is about.
    """

    about: tuple[Concept, ...] = ()
    amounts: tuple[Amount, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    languages: tuple[str, ...] = ()
    implied: bool = False


class Marked(msgspec.Struct, frozen=True):
    """A text that the admin marked: whether the rule should match it."""

    text: str
    match: bool


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """What must be answered before the rule can be used: about which words, and what is asked, in English.

    `kind` is one of `ASKS`, where that is known: so it can be said in a reader's language. `word` is what it names,
    where that is not just what it is about.
    """

    about: str
    ask: str
    kind: str = ""
    word: str = ""

    @property
    def told(self) -> str:
        """What is asked, as its reader reads it."""
        return say(ASKS[self.kind], word=self.word or self.about) if self.kind in ASKS else self.ask


def question(kind: str, about: str, word: str = "") -> Question:
    """What is asked about words of a sentence; it names them, or `word` of them."""
    return Question(about, ASKS[kind].format(word=word or about), kind, word)


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence, compiled. It matches where one of `alternatives` does and none of `exceptions`.

    `topics` are those that the front end itself may name, `phrases` words that match wherever they stand.
    With `questions` it is not ready and matches nothing. `floor` is the score (0 to 1) from which on a meaning counts.
    """

    sentence: str = ""
    alternatives: tuple[Clause, ...] = ()
    topics: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    exceptions: tuple[Clause, ...] = ()
    questions: tuple[Question, ...] = ()
    examples: tuple[Marked, ...] = ()
    floor: float = 0.5

    @property
    def understood(self) -> str:
        """The rule in words, as it was taken: “invoice and more than 1,000 USD, but not …”."""
        said = [_clause(one, several=len(self.alternatives) > 1) for one in self.alternatives]
        said += [say("the topic {topic}", topic=topic) for topic in self.topics] + [
            say("the words “{text}”", text=words) for words in self.phrases
        ]
        parts = say(" or ").join(said)
        if self.exceptions:
            barred = say(" nor ").join(_clause(one, several=True) for one in self.exceptions)
            parts = say("{parts}, but not {barred}", parts=parts, barred=barred)
        return parts[:1].upper() + parts[1:]


def _clause(clause: Clause, *, several: bool) -> str:
    parts = [_concept(one) for one in clause.about]
    parts += [_amount(one) for one in clause.amounts]
    parts += [_attribute(one) for one in clause.attributes]
    if clause.languages:
        tongues = say(" or ").join(code.removeprefix("!") for code in clause.languages)
        barred = clause.languages[0].startswith("!")
        said_in = noted("not written in {tongues}") if barred else noted("written in {tongues}")
        parts.append(say(said_in, tongues=tongues))
    said = say(" and ").join(parts)
    return f"({said})" if several and len(parts) > 1 else said


def _concept(concept: Concept) -> str:
    if concept.literal and not concept.parts:
        return concept.text
    if concept.literal:
        return say("the words “{text}”", text=concept.text)
    more = ", ".join(f"“{one.text}”" for one in concept.parts if one.suggested)
    return say("“{text}” (suggested: {more})", text=concept.text, more=more) if more else f"“{concept.text}”"


def _amount(amount: Amount) -> str:
    many = _MANY.get(amount.unit, f"{amount.unit}s")
    unit = amount.currency or (say("money") if amount.unit == "money" else many)
    return f"{say(_SAID[amount.comparison])} {_number(amount.value, amount.upper)} {unit}"


def _attribute(attribute: Attribute) -> str:
    name = (
        say("the customer's {attribute}", attribute=attribute.name) if attribute.name else say("the customer")
    )
    if attribute.number is not None:
        number = _number(attribute.number, attribute.upper)
        return say(
            "{name} is {comparison} {number}",
            name=name,
            comparison=say(_SAID[attribute.comparison]),
            number=number,
        )
    values = say(" or ").join(attribute.values)
    barred = attribute.comparison == "not"
    return (
        say("{name} is not {values}", name=name, values=values)
        if barred
        else say("{name} is {values}", name=name, values=values)
    )


def _number(value: float, upper: float | None) -> str:
    return (
        f"{value:,.12g}"
        if upper is None
        else say("{value} to {upper}", value=f"{value:,.12g}", upper=f"{upper:,.12g}")
    )
