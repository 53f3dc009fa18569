"""What a rule leaves open, asked back instead of guessed."""

import re
from collections.abc import Iterator, Sequence

from handoff.assist.rules.concepts import content
from handoff.assist.rules.grammar import Piece
from handoff.policy.rule import Amount, Question, question

_SIZED = (
    r"expensive|younger|jüngere?[rnms]?|pricey|costly|dear|cheap|large|larger|big|bigger|huge|enormous|small|smaller|tiny|high|"
    r"higher|low|lower|high-value|low-value|valuable|long|longer|"
    r"short|old|older|many|several|few|numerous|frequent|important|significant|substantial|considerable|"
    r"major|loyal|long-standing|long-time|"
    r"recent|regular|special|difficult|tricky|complicated|complex|sensitive|serious|heavy|good|rich|"
    r"wealthy|unusual|strange|excessive|"
    r"teure?[rnms]?|günstige?[rnms]?|billige?[rnms]?|große?[rnms]?|größere?[rnms]?|hohe?[rnms]?|"
    r"höhere?[rnms]?|kleine?[rnms]?|kleinere?[rnms]?|niedrige?[rnms]?|viele|mehrere|wichtige?[rnms]?|"
    r"lange?[rnms]?|längere?[rnms]?|alte?[rnms]?|"
    r"häufige?[rnms]?|treue?[rnms]?|besondere?[rnms]?|schwierige?[rnms]?|komplizierte?[rnms]?|"
    r"heikle?[rnms]?|sensible?[rnms]?|wertvolle?[rnms]?"
)
_COUNTED = (
    r"shipments?|deliver(?:y|ies)|losses|loss|gifts?|donations?|debts?|teams?|events?|sales?|winnings|credits?|limits?|"
    r"subscriptions?|delays?|lieferungen|sendungen|schulden|verluste|spenden|mengen|zahlungen|"
    r"stuff|things?|orders?|amounts?|sums?|purchases?|invoices?|bills?|payments?|transfers?|transactions?|"
    r"refunds?|deals?|customers?|clients?|"
    r"accounts?|bookings?|reservations?|groups?|part(?:y|ies)|stays?|contracts?|products?|items?|goods|"
    r"deposits?|withdrawals?|requests?|cases?|parcels?|"
    r"packages?|discounts?|values?|loans?|compan(?:y|ies)|projects?|questions?|topics?|subjects?|issues?|"
    r"matters?|messages?|texts?|conversations?|claims?|damages?|"
    r"sach(?:e|en)|dinge|bestellungen|beträge|summen|käufe|rechnungen|zahlungen|überweisungen|erstattungen|"
    r"kunden|konten|buchungen|gruppen|aufenthalte|"
    r"verträge|produkte|artikel|anfragen|fälle|fragen|themen|rabatte|kredite|firmen|pakete|schäden|orders|"
    r"members?|users?|people|guests?|trips?|distances?|flights?|fees?|prices?|quantit(?:y|ies)|volumes?|"
    r"numbers?"
)
_VAGUE = re.compile(
    rf"(?<!\bhow )\b(?!small\s+claims?\s+(?:court|procedure|track))"
    rf"(?P<how>(?:very|too|really|rather|sehr|zu|particularly|overly)\s+)?(?P<word>{_SIZED})\s+(?:(?!or\b|and\b)[\w-]+\s+)?(?P<noun>{_COUNTED})\b"
    rf"(?!\s*(?:\(|,?\s*(?:such\s+as|like|e\.g|i\.e|for\s+example|wie|z\.\s?B)\b))",
    re.IGNORECASE,
)
_VAGUE_AFTER = re.compile(
    rf"\b(?!(?:prices?|fees?)\s+(?:is|are|was|were)\s+too\b)(?:{_COUNTED})\b\s+(?:(?:that|which|who|die|der|das)\s+)?(?:is|are|was|were|get|gets|seem|seems|"
    rf"sind|ist|look|cost)\s+(?:(?:very|too|really|rather|quite|sehr|zu|so)\s+)?(?P<word>{_SIZED}|"
    rf"too\s+much|a\s+lot|much)\b",
    re.IGNORECASE,
)
_VERY = re.compile(
    rf"\b(?:very|really|rather|fairly|sehr|ziemlich)\s+(?P<word>{_SIZED})\s+(?!(?:to|for|that|and|or)\b)[^\W\d_]+",
    re.IGNORECASE,
)
_DEAR = re.compile(
    r"\b(?P<word>expensive|pricey|costly|cheap|teure?[rnms]?|billige?[rnms]?)\s+(?!to\b|than\b|because\b)[^\W\d_]+",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(
    r"\b(?P<word>groß|klein|hoch|viel)(?:kund(?:en?|innen)|aufträge\w*|bestellung(?:en)?|beträge\w*|schäden|besteller)\b",
    re.IGNORECASE,
)
_MUCH_DONE = re.compile(
    r"\b(?P<word>viel|oft|much|a\s+lot)\s+(?:bestell|kauf|beschwer|frag|reklamier|order|buy|spend|complain)\w*|\b(?:when|if|wenn)\s+(?:it|es|things)\s+(?:gets?|becomes?|is|wird|ist)\s+(?P<how>\w+)\W*$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"^\W*(?:(?:anything|everything|something|whatever|all|alles)\s+(?:(?:that|which)?\s*(?:is|are|sounds|looks|"
    rf"seems)\s+)?)?(?:(?:too|very|zu|sehr)\s+)?(?P<word>{_SIZED}|urgent|risky|bad|weird|problematic|critical|"
    rf"suspicious|inappropriate|too\s+much|dringend|riskant)(?:\s+(?:stuff|things?|ones?|sachen|fälle|anfragen|cases?|matters?|messages?|requests?|topics?|situations?))?\W*$",
    re.IGNORECASE,
)
_MUCH = re.compile(
    rf"\b(?P<word>(?:a\s+lot|lots)\s+of\s+(?:[\w-]+\s+)?(?:{_COUNTED})|(?<=\bit\stakes\s)too\s+long|"
    rf"too\s+(?:many|much)\s+(?!(?:[\w-]+\s+)?(?:times|attempts|tries|guesses|logins)\b)(?:[\w-]+\s+)?(?:{_COUNTED}|complaints?|returns?|nights?|days?|calls?)|"
    r"a\s+high\s+(?:number|amount|value|price|sum)|high\s+(?:value|amount|sum)|(?:cost|spend|pay|order|"
    r"buy)s?\s+(?:a\s+lot|much|too\s+much)|sehr\s+viele?|zu\s+(?:viele?|teuer|oft|lange)|"
    r"hohe[rnm]?\s+(?:betrag|summe|wert)|long\s+ago|a\s+while|for\s+(?:a\s+)?(?:very\s+)?long(?:\s+time)?(?=\W*$)|seit\s+(?:langem|längerem)|several\s+(?:nights?|days?|weeks?|people|"
    r"times|items)|(?<!\bhow\s)(?<!\btoo\s)many\s+(?:nights?|days?|people|times|items)|a\s+few\s+(?:nights?|days?|people|items)|"
    r"mehrere\s+(?:nächte|tage|personen|artikel))\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:above|over|under|below|beyond|exceed\w*|within|more\s+than|less\s+than|fewer\s+than|outside|"
    r"past|older\s+than|longer\s+than|higher\s+than|larger\s+than|bigger\s+than|greater\s+than|"
    r"smaller\s+than|lower\s+than|"
    r"über|unter|oberhalb|unterhalb|jenseits|mehr\s+als|weniger\s+als|länger\s+als|höher\s+als|"
    r"größer\s+als)\s+"
    r"(?P<word>(?:(?:the|our|a|an|your|their|its|certain|der|dem|den|das|die|unser\w*|einer?|"
    r"einem)\s+)*(?:[\w-]+\s+){0,2}?(?:limits?|thresholds?|maximum|minimum|average|normal|usual|budget|"
    r"standard|cap|allowance|quota|norm|ceiling|amount|level|value|deadline|expected|allowed|necessary|"
    r"reasonable|grenze|limit|höchstbetrag|durchschnitt|üblich\w*|normal\w*|schwelle|grenzwert|betrag|"
    r"maximum))\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?P<word>the\s+usual(?:\s+\w+)?|the\s+(?:same|above|below|aforementioned|mentioned|"
    r"agreed)(?:\s+\w+)?|as\s+(?:before|always|usual|discussed|agreed)|like\s+(?:last\s+time|before|"
    r"always)|such\s+(?:things?|stuff|cases?|questions?|customers?)|"
    r"(?:that|this|these|those)\s+(?:things?|stuff|ones?|products?|customers?|cases?|topics?|problems?|"
    r"issues?|kinds?\s+of\s+\w+|guy|person|orders?|people)|certain\s+\w+|specific\s+\w+|particular\s+\w+|"
    r"some\s+(?:products?|customers?|countries|orders?|topics|cases|people|questions|things)|"
    r"the\s+(?:thing|stuff|list|other\s+(?:one|region|shop|store|branch|group|team|product|plan|app|country|city|customers?)|others|problem|issue|incident|event|new\s+(?:rule|policy|"
    r"product|thing)|old\s+(?:one|product|thing)|special\s+\w+|big\s+(?:one|ones))|das\s+übliche|"
    r"die\s+üblichen?\s+\w+|solche\w*\s+\w+|wie\s+(?:immer|besprochen|üblich|letztes\s+mal)|"
    r"dies\w*\s+(?:sache\w*|dinge|kunden|produkte|fälle)|bestimmte\w*\s+\w+|"
    r"gewisse\w*\s+\w+|our\s+(?:main|biggest|usual|special|best|top)\s+\w+|the\s+(?:main|biggest|top|best|"
    r"worst)\s+\w+)(?!\w)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^\W*(?:(?:when|if|wenn|about|anything\s+about|everything\s+about|questions\s+about)\s+)?(?P<word>it|"
    r"that|this|them|they|those|these|he|she|him|her|es|das|dies\w*|sie|er|ihn|stuff|things?|something|"
    r"anything|everything|all|alles|etwas|sachen|dinge|problems?|issues?|questions?|probleme?|fragen?|"
    r"the\s+rest|other|others)(?:\s+(?:(?:again|too|also|stuff|things?|happens?|does|do|did|say|says|said|"
    r"is|are|always|comes?\s+up|wieder|it|that|this|so)\s*)+)?\W*$",
    re.IGNORECASE,
)
_NUMBERLESS = re.compile(
    r"\b(?:over|above|more\s+than|less\s+than|fewer\s+than|under|below|at\s+least|at\s+most|exceeding|"
    r"longer\s+than|older\s+than|younger\s+than|mehr\s+als|weniger\s+als|mindestens|"
    r"höchstens)\s+(?P<word>(?:\.{2,}|…|x|n|a\s+few|some|several|many|a\s+certain|einige\w*|ein\s+paar|"
    r"dollars?|euros?|nights?|days?|people|years?|[$€£])(?:\s+\w+)?)(?=\W|$)"
    rf"|\b(?:{_COUNTED})\s+(?:over|above|under|below|between|more\s+than|less\s+than|at\s+least|über|unter|ab)\W*$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?<!\bhow\s)(?<!\btoo\s)(?<!\bwie\s)\b(?P<word>(?:recently|lately|often|rarely|frequently|sometimes|at\s+(?:bad|odd)\s+times|"
    r"kürzlich|oft|häufig|manchmal|neulich))\b",
    re.IGNORECASE,
)


def about_sentence(sentence: str, amounts: Sequence[Amount]) -> Iterator[Question]:
    """What the words of a sentence leave open; `amounts` are those that it names."""
    if match := _PRONOUN.match(sentence):
        yield question("pronoun", match["word"])
        return
    if match := _NUMBERLESS.search(sentence):
        yield question("number", match.group())
    elif match := _REFERENCE.search(sentence):
        yield question("reference", match["word"])
    elif match := _POINTING.search(sentence):
        yield question("pointing", match["word"])
    elif not amounts:
        yield from _sized(sentence)


def _sized(sentence: str) -> Iterator[Question]:
    for pattern in (_MUCH, _VAGUE, _VAGUE_AFTER, _VERY, _ALONE, _DEAR, _ONE_WORD, _MUCH_DONE):
        if match := pattern.search(sentence):
            yield question("size", match.group().strip(), (match["word"] or match["how"]).lower())
            return
    if match := _WHEN.search(sentence):
        yield question("time", match["word"])


def about_amounts(amounts: Sequence[Amount]) -> Iterator[Question]:
    """Comparisons that nothing can fulfil, or that do not say what they count."""
    for one in amounts:
        if one.upper is not None and one.upper < one.value:
            yield question("range", f"{one.value:g} to {one.upper:g}")
        if not one.unit:
            yield question("unit", f"{one.value:g}")
    for one in amounts:
        for other in amounts:
            if one.unit == other.unit and _never(one, other):
                yield question("contrary", f"over {one.value:g} and under {other.value:g}")


def _never(one: Amount, other: Amount) -> bool:
    return (
        one.comparison in ("over", "at_least")
        and other.comparison in ("under", "at_most")
        and one.value >= other.value
    )


def about_nothing(sentence: str, pieces: Sequence[Piece]) -> Iterator[Question]:
    """A sentence that says nothing that a message could be compared with."""
    if not any(piece.conditions or content(piece.words) for piece in pieces):
        yield question("nothing", sentence.strip())
