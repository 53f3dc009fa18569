"""Tiers, plans, tags and other values that are known of a rule's customers."""

import re
from collections.abc import Sequence

from handoff.assist.rules.people import NOT, OR, WHO, Told, denies, values
from handoff.assist.rules.words import listed
from handoff.policy.rule import Attribute, Comparison

_HOLDERS = (
    r"(?:[-\s]?(?:members?|customers?|clients?|accounts?|users?|plans?|tiers?|subscribers?|subscriptions?|"
    r"holders?|cardholders?|guests?|buyers?|shoppers?|patients?|travell?ers?|passengers?|testers?|"
    r"memberships?|level|status|tag|label|segment|flag|customers?['’]|kunden|kunde|mitglieder|mitglied|konten|konto|tarif|nutzer|"
    r"abonnenten|contracts?))"
)
TIERS = (
    r"(?:gold|silver|silber|platinum|platin|bronze|diamond|premium|vip|v\.i\.p\.|basic|standard|free|trial|"
    r"test|business|enterprise|pro|"
    r"professional|starter|plus|team|student|partner|corporate|prime|elite|essential|advanced|ultimate|"
    r"wholesale|reseller|b2b|b2c|"
    r"freemium|paid|paying|family|junior|senior|beta|internal|employee|guest|private|geschäfts|firmen|"
    r"privat|stamm|key|demo|"
    r"prepaid|postpaid|verified|unverified|registered|unregistered|blocked|suspended|inactive|lifetime|"
    r"legacy|sandbox|first-time|neu|company|consumer|personal|individual|school|university|government|"
    r"non-?profit|charity|agency|dealer|merchant|contractor|startup|municipal|institutional|wholesaler)"
)
_NAMED = re.compile(
    r"\b(?:(?:customers?|clients?|users?|people|accounts?|orders?|guests?|members?|those|anyone|"
    r"kunden)\s+)?(?:where|whose|with|if|mit|deren|when)?\s*(?:the\s+|their\s+|a\s+|an\s+|"
    r"the\s+customer['’]?s\s+|dem\s+|der\s+|das\s+)?"
    r"(?P<name>plan|tier|country|segment|status|role|region|city|state|department|channel|brand|level|"
    r"group|tag|tags|source|industry|gender|account\s+type|customer\s+type|type|tarif|land)"
    r"\s*(?:is|are|=|==|:|equals|ist|(?:(?<=tier\s)|(?<=plan\s)|(?<=segment\s))of)\s*(?P<no>not\s+|nicht\s+)?[\"“'‘]?(?P<values>[\w-]+(?:\s*(?:,|\bor\b|/|"
    r"\boder\b)\s*[\"“'‘]?[\w-]+)*)[\"”'’]?",
    re.IGNORECASE,
)
_ON = re.compile(
    rf"\b(?:{WHO}\s+)?(?:(?:who\s+are|that\s+are|are)\s+)?(?:on|with|in|using|im|mit)\s+(?:the\s+|our\s+|"
    rf"a\s+|an\s+|dem\s+|der\s+)?[\"“'‘]?(?P<values>[\w-]+(?:\s*(?:,|\bor\b|/|\boder\b|"
    rf"\band\b)\s*(?:the\s+)?[\"“'‘]?[\w-]+)*)[\"”'’]?[-\s]+"
    r"(?P<name>plan|tier|segment|programme|program|status|package|subscription|account|membership|contract|"
    r"tarif|abo)s?\b",
    re.IGNORECASE,
)
_NO_TIER = listed("""
    a an any the my our their same old new bank mobile phone joint blocked hacked closed payment
    data current cell car insurance health travel floor seating savings checking email pension
    cancelled change internet
""")


def named(sentence: str) -> list[Told]:
    """What is said with the attribute's name: customers on the trial plan, where the region is north."""
    found = []
    for match in (*_NAMED.finditer(sentence), *_ON.finditer(sentence)):
        said = _unquoted(match["values"])
        if said and (match["name"].lower() == "channel" or not set(said) & _NO_TIER):
            comparison: Comparison = "not" if match.groupdict().get("no") else "equal"
            by_name = match.re is _NAMED and match["name"].lower() not in {"tarif", "land", "type"}
            name = match["name"].lower() if by_name else ""
            found.append(Told(match.start(), match.end(), Attribute(name, tuple(_ranked(said)), comparison)))
    return found


_KINDS = (
    r"(?:students|seniors|employees|resellers|wholesalers|dealers|merchants|subscribers|premiums|businesses|"
    r"enterprises|studenten|senioren|mitarbeitende|händler|geschäftskunden|firmenkunden|privatkunden|stammkunden|neukunden)"
)
_TIER = re.compile(
    rf"\b(?:(?:customers?|people|users?|anyone|those|kunden|accounts?)\s+(?:who\s+(?:are|is|have)\s+|"
    rf"with\s+|that\s+are\s+)?(?:a\s+|an\s+|the\s+)?)?(?P<values>{TIERS}-?(?:{OR}{TIERS})*){_HOLDERS}(?!\w)"
    r"|\b(?P<vip>vips?|v\.i\.p\.s?)\b(?:\s+(?:guests?|people))?"
    rf"|\b(?:customers?|people|users?|clients?|members?|accounts?|those|anyone)\s+(?:who\s+(?:are|is)|"
    rf"that\s+are|in|on|with)\s*(?:{NOT}\s*)?(?:\b(?:the|an?|on|in)\s+)*(?P<bare>{TIERS}(?:{OR}(?:on\s+|in\s+)?{TIERS})*)(?!\w)"
    r"|\b(?!(?:the\s+)?account\s+(?:is|has)\s+(?:been\s+)?(?:blocked|suspended|inactive)\b)"
    rf"(?:the\s+|der\s+|die\s+)?(?:customer|guest|user|client|member|account|they|kunde|kunden|person)\s+"
    rf"(?:is|are|ist|sind|has|have|hat)\s*(?:{NOT}\s*)?(?:\b(?:an?|on|in|the|ein\w*)\s+)*"
    rf"(?P<one>{TIERS}(?:{OR}{TIERS})*)(?:{_HOLDERS})?(?!\w)"
    rf"|\b(?P<kind>{_KINDS}(?:{OR}{_KINDS})*)(?=\s+(?:who|that|asking|wanting|which|with|"
    rf"in|from|die|mit|bei|zu|wegen|reporting|complaining|about)\b|,|\W*$)",
    re.IGNORECASE,
)


_VIP = ("vip", "v.i.p.", "premium", "gold", "platinum", "diamond", "elite")
_KIN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("vip", "v.i.p."), _VIP),
    **dict.fromkeys(
        ("business", "b2b", "firmen", "geschäfts", "corporate", "company"),
        ("business", "b2b", "corporate", "company", "geschäftlich", "firma", "firmen", "geschäfts"),
    ),
    **dict.fromkeys(
        ("private", "privat", "b2c", "consumer", "personal", "individual"),
        ("private", "privat", "b2c", "consumer", "personal", "individual"),
    ),
    **dict.fromkeys(("silver", "silber"), ("silver", "silber")),
    **dict.fromkeys(("platinum", "platin"), ("platinum", "platin")),
    "enterprise": ("enterprise",),
    "neu": ("new", "neu"),
    "first-time": ("first-time", "new", "neu"),
    "stamm": ("loyal", "regular", "stamm"),
}
"""What else customers of a kind are called, in either language."""
_SINGULAR = {
    **{
        f"{one}s": one
        for one in ("student", "senior", "employee", "reseller", "wholesaler", "dealer", "merchant")
    },
    "subscribers": "subscriber",
    "businesses": "business",
    "enterprises": "enterprise",
    "händler": "dealer",
    "studenten": "student",
    "senioren": "senior",
}


def _ranked(said: Sequence[str]) -> list[str]:
    """With what else such customers are called; “VIP” is any tier that is commonly the best."""
    found = [one for value in said for one in (_KIN.get(_one(value), (_one(value),)))]
    return list(dict.fromkeys(found))


def tiers(sentence: str) -> list[Told]:
    """Members of a tier that is known by its name alone."""
    found = []
    for match in _TIER.finditer(sentence):
        said = match["values"] or match["bare"] or match["one"] or match["kind"] or "vip"
        comparison: Comparison = "not" if denies(sentence[match.start() : _at(match)]) else "equal"
        found.append(
            Told(match.start(), match.end(), Attribute("", tuple(_ranked(values(said))), comparison))
        )
    return found


def _at(match: re.Match[str]) -> int:
    return next(
        (match.start(name) for name in ("values", "bare", "one", "kind", "vip") if match[name]), match.end()
    )


def _one(kind: str) -> str:
    """One of a kind: student of students, firmen of Firmenkunden."""
    kind = kind.rstrip("-").removesuffix("kunden")
    return _SINGULAR.get(kind, kind)


def _unquoted(written: str) -> list[str]:
    return [one.strip("\"“”'‘’") for one in values(written)]


_TAGGED = re.compile(
    rf"\b(?:{WHO}\s+)?(?:(?:who\s+are|that\s+are|are)\s+)?(?:tagged|labell?ed|marked|flagged|"
    rf"with\s+(?:the\s+|a\s+)?(?:tag|label|flag)s?|mit\s+(?:dem\s+)?(?:tag|label|etikett))\s+(?:as\s+|"
    rf"with\s+|als\s+)?[\"“'‘]?"
    r"(?P<values>[\w-]+(?:\s*(?:,|\bor\b|/|\boder\b)\s*[\"“'‘]?[\w-]+)*)[\"”'’]?",
    re.IGNORECASE,
)


def tags(sentence: str) -> list[Told]:
    """Customers or conversations that bear a tag."""
    return [
        Told(match.start(), match.end(), Attribute("", tuple(_unquoted(match["values"]))))
        for match in _TAGGED.finditer(sentence)
    ]
