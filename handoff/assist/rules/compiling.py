"""A sentence becomes a rule: what it means, as something that can be seen, and what it leaves open."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from handoff.assist.rules import questions
from handoff.assist.rules.apart import closed, exceptions, means_all, narrowed
from handoff.assist.rules.channels import channelled
from handoff.assist.rules.concepts import concept, content
from handoff.assist.rules.counting import alike, implied, united
from handoff.assist.rules.excepted import spelled_out
from handoff.assist.rules.grammar import Condition, Piece, pieces
from handoff.assist.rules.numbers import NUMBER
from handoff.assist.rules.units import COUNTED
from handoff.assist.rules.words import listed, stem, unfolded
from handoff.policy.rule import Amount, Clause, Concept, Part, Question, Rule

LONGEST = 500
_ABOUT = re.compile(
    r"^(?:it|they|this|that|es|das)(?:['’]s|['’]re)?\s+(?:(?:is|are|geht|ist)\s+)?(?:(?:only|just|nur)\s+)?"
    r"(?:about|concerns?|regards?|um|betrifft)\s+",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"^(?:(?:the|an?|their|your|its|das|der|die|ein\w*)\s+)?(?:items?|products?|goods|orders?|things?|articles?|purchases?|devices?|"
    r"packages?|parcels?|customers?|ones?|produkte?|artikel|waren?|bestellung(?:en)?|gerät(?:e|s)?|kund\w+)$",
    re.IGNORECASE,
)
"""Words of an exception for that which the rule is about anyway."""
_GERUND = re.compile(r"^\w+(?:ing)\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_GENERIC_TAIL = re.compile(
    r"(?<=\w)\s+(?:questions?|requests?|enquir\w+|inquir\w+|issues?|problems?|topics?|matters?|fragen)$",
    re.IGNORECASE,
)
_EXACTLY = re.compile(
    rf"\b(?:only\s+|just\s+|nur\s+)?(?:for|für|about|of)\s+(?:only\s+|just\s+|nur\s+)?"
    rf"(?={NUMBER}\s+(?:{'|'.join(COUNTED.values())})\b)",
    re.IGNORECASE,
)
"""“Unless it is for one night”: that very number."""
_WHO = re.compile(
    r"^(?:the\s+|a\s+|an\s+|it['’]?s?\s+(?:is\s+)?(?:only\s+|just\s+)?(?:about\s+|for\s+)?|they\s+|he\s+|"
    r"she\s+)?(?:(?:customer|guest|user|client|person|message|question|someone|somebody|jemand|es|um|kunde)s?\b)?\s*(?:only|just|"
    r"merely|simply|nur)?\s*(?:(?:wants?|asks?|needs?|is|are|concerns?|wish(?:es)?|likes?|möchte|will|geht|"
    r"fragt|betrifft)\b)?\s*(?:(?:only|just|merely|nur)\b)?\s*(?:(?:about|for|um|"
    r"nach)\b)?\s*(?:to\s+)?(?:know\s+)?",
    re.IGNORECASE,
)


def compiled(sentence: str) -> Rule:
    """What a sentence means. Where it leaves something open, the rule has questions and is not ready."""
    sentence = " ".join(sentence.split())[:LONGEST]
    main, excepted = exceptions(narrowed(channelled(closed(unfolded(sentence)))))
    if excepted and means_all(main):
        return _all_but(sentence, [clause for one in excepted for clause in _excepted(one, [])])
    said = pieces(main)
    asked = list(questions.about_nothing(sentence, said))
    alternatives = [*_clauses(said), *_spoken_of(main, said)]
    apart = tuple(clause for one in excepted for clause in _excepted(one, said))
    amounts = [amount for clause in (*alternatives, *apart) for amount in clause.amounts]
    if not asked:
        told = [condition for piece in said for condition in piece.conditions if not condition.literals]
        asked += questions.about_sentence(
            _unquoted(main), amounts or [Amount("over", 0, "x")] * _numbers(told)
        )
        asked += questions.about_amounts(amounts)
    return Rule(sentence, tuple(alternatives), exceptions=apart, questions=_once(asked))


EVERYTHING: Final = Concept("everything", literal=True)
"""What any text is about."""


def _all_but(sentence: str, apart: Sequence[Clause]) -> Rule:
    """All that no exception fits; where these only say who the customer is, all whose customer is somebody else."""
    who = [one for clause in apart for one in clause.attributes]
    tongues = [code for clause in apart for code in clause.languages]
    plain_who = all(one.comparison == "equal" and one.number is None for one in who)
    if apart and plain_who and not any(clause.about or clause.amounts for clause in apart):
        turned = tuple(msgspec.structs.replace(one, comparison="not") for one in who)
        languages = tuple(f"!{code}" for code in tongues if not code.startswith("!"))
        if len(languages) == len(tongues) and (turned or languages) and not (turned and languages):
            return Rule(sentence, (Clause(attributes=turned, languages=languages),))
    return Rule(sentence, (Clause((EVERYTHING,)),), exceptions=tuple(apart))


def _numbers(told: Iterable[Condition]) -> int:
    return sum(one.attribute is not None and one.attribute.number is not None for one in told)


def _unquoted(sentence: str) -> str:
    return re.sub(r"[\"“„«][^\"”“»]*[\"”“»]", " ", sentence)


def _once(asked: Iterable[Question]) -> tuple[Question, ...]:
    return tuple({one.ask: one for one in asked}.values())


_MINORS = re.compile(r"\b(?:minors|minderjährige\w*)$", re.IGNORECASE)


def _spoken_of(main: str, said: Sequence[Piece]) -> list[Clause]:
    """“Minors”, alone or with what kind of them: not only who is one, also messages about them."""
    main = main.strip(" .!")
    if len(said) == 1 and _MINORS.search(main) and len(content(said[0].words)) <= 1:
        return [Clause((concept([("", main)]),))]
    return []


def _clauses(said: Sequence[Piece]) -> list[Clause]:
    """Pieces that share their conditions become one concept; conditions reach over what they belong to."""
    groups: list[tuple[list[Piece], list[Condition]]] = []
    led: list[Condition] = []
    for piece in said:
        own = list(piece.conditions)
        if piece.leads:
            led = [one for one in own if one.attribute or one.languages]
        conditions = own + [one for one in led if one not in own] if _may_lead(piece, led) else own
        if not piece.words and groups and _belongs(piece):
            groups[-1][1].extend(conditions)
        elif piece.joined == "both" and groups:
            groups.append(([piece], conditions))
        elif groups and _together(groups[-1], piece, conditions):
            groups[-1][0].append(piece)
            groups[-1] = (groups[-1][0], conditions or groups[-1][1])
        else:
            groups.append(([piece], conditions))
    return _joined(groups)


def _may_lead(piece: Piece, led: Sequence[Condition]) -> bool:
    return (
        bool(led)
        and not any(one.attribute or one.languages for one in piece.conditions if one not in led)
        and bool(piece.words)
    )


def _belongs(piece: Piece) -> bool:
    """Whether conditions without words of their own belong to what stands before them."""
    amounts_only = all(one.amount for one in piece.conditions)
    return amounts_only or (piece.joined == "both" and not any(one.literals for one in piece.conditions))


def _together(
    group: tuple[list[Piece], list[Condition]], piece: Piece, conditions: Sequence[Condition]
) -> bool:
    """Whether a piece goes on what the group began: nothing but words, or joined closely to a shared condition."""
    before = group[1]
    if not piece.words or not group[0][-1].words:
        return False
    if before == list(conditions):
        return True
    if implied(_amounts(conditions), piece.words) and not implied(_amounts(conditions), group[0][-1].words):
        return False  # weddings and groups of 15: only groups are counted
    own_before = [one for one in before if not one.attribute and not one.languages]
    return (
        not own_before
        and not before
        and bool(conditions)
        and piece.joined in {"or", "and", "oder", "und", "/", "&"}
        and not piece.leads
    )


def _amounts(conditions: Iterable[Condition]) -> list[Amount]:
    return [one.amount for one in conditions if one.amount]


def _joined(groups: Sequence[tuple[list[Piece], list[Condition]]]) -> list[Clause]:
    found: list[Clause] = []
    for members, conditions in groups:
        clauses = _clause(members, conditions)
        if members[0].joined == "both" and found:
            found[-1:] = [_both(found[-1], one) for one in clauses]
        else:
            found += clauses
    return [one for one in found if one != Clause()]


def _both(one: Clause, other: Clause) -> Clause:
    return Clause(
        one.about + other.about,
        one.amounts + other.amounts,
        one.attributes + tuple(a for a in other.attributes if a not in one.attributes),
        one.languages or other.languages,
        one.implied and other.implied,
    )


def _clause(members: Sequence[Piece], conditions: Sequence[Condition]) -> list[Clause]:
    said = [(piece.joined if at else "", piece.words) for at, piece in enumerate(members) if piece.words]
    about = [concept(said)] if any(content(words) for _, words in said) else []
    about += [_literal(one.literals) for one in conditions if one.literals]
    words = " ".join(words for _, words in said)
    amounts = alike(tuple(united(one, words) for one in conditions if one.amount))
    attributes = tuple(one.attribute for one in conditions if one.attribute)
    languages = tuple(code for one in conditions for code in one.languages)
    if any(one.literals for one in conditions) and about and not about[0].literal and _merely(words):
        about = about[1:]
    return [Clause(tuple(about), amounts, attributes, languages, implied(amounts, words))]


_MERELY = frozenset(
    stem(word)
    for word in listed("""
        name names competitor competitors brand company provider carrier rival comparison compare
        word words phrase contain contains literally wording message text
    """)
)


def _merely(words: str) -> bool:
    """Whether nothing is said but that something is named."""
    return all(stem(word) in _MERELY for word in content(words))


def _literal(words: Sequence[str]) -> Concept:
    return Concept(" or ".join(words), tuple(Part(one) for one in words), literal=True)


def _excepted(text: str, main: Sequence[Piece]) -> list[Clause]:
    """An exception as clauses; what it calls “one” is what the rule is about."""
    whole = (piece.words for piece in main if piece.words and not _GERUND.fullmatch(f"{piece.words} "))
    head = _GERUND.sub("", next(whole, ""))
    head = _GENERIC_TAIL.sub("", head)
    text = _EXACTLY.sub(r"exactly ", _ABOUT.sub("", text))
    text = spelled_out(text, head) if head else text
    bare = _WHO.sub("", text, count=1).strip() or text
    said = pieces(text)
    if any(piece.conditions for piece in said):
        return _clauses([_without_itself(piece) for piece in said])
    found = _clauses(pieces(bare))
    return found or _clauses(said)


def _without_itself(piece: Piece) -> Piece:
    """“Unless the product is older than two years”: nothing but the two years are of the exception."""
    bare = piece.conditions and _ITSELF.match(re.sub(r"\s+(?:is|are|ist|sind)$", "", piece.words))
    return piece._replace(words="") if bare else piece
