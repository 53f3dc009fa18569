"""The patterns behind `handoff.assist.sense`: words that ask for a human, words that say it did not help."""

import re

_WHO = r"""(?:
    humans? | persons? | people | agents? | rep(?:resentative)?s? | operators? | advis[eo]rs? | supervisors?
  | managers? | executives? | employees? | founders? | workers? | reception(?:ist)? | staff | cleaners?
  | some(?:one|body)(?:\s+(?:else|real))? | real\s+one | restaurant | room\s+service | colleagues?
  | (?:customer|tech(?:nical)?|live)\s+(?:services?|care|support|agents?|chat|person|help)
)"""
_WHICH = r"""(?:(?:an?|the|your|my|some|any|one|of|real|live|actual|another|other|different|human|bank|rasa|
    customer|support|service|technical|virtual|hotel|person)\s+){0,4}"""
_REACH = r"(?:talk|speak|chat|converse|discuss)(?:ing)?"
_HAND = r"(?:connect|transfer|put|pass|escalate|forward|hand|patch|redirect|switch)(?:ed|ing)?"

ASKS = (
    rf"\b{_REACH}\s+(?:directly\s+)?(?:to|with)\s+{_WHICH}{_WHO}\b",
    rf"\bhave\s+a\s+(?:chat|word|talk)\s+with\s+{_WHICH}{_WHO}\b",
    rf"\b{_HAND}\s+(?:me|this|us|it|a\s+conversation)?\s*(?:over|in\s+touch|through|back)?\s*(?:to|with)\s+{_WHICH}{_WHO}\b",
    (
        rf"\b(?:need|want|get|give|like|prefer|find|bring|send|reach|contact)\s+(?:me\s+)?(?:to\s+)?{_WHICH}"
        r"(?:human|real\s+person|live\s+(?:person|agent|chat|support)|representative|operator|supervisor|manager|other\s+agents?"
        r"|customer\s+(?:support|service|care)(?!\s+(?:fee|number|id)))\b"
    ),
    r"\b(?:need|want|get)\s+(?:me\s+)?(?:an?\s+)?(?:agent|person|some(?:one|body)\s+else)\b(?!\s+(?:to\s+(?!talk|speak|chat|help)|who|that))",
    (
        r"\b(?:need|want|find|get|is\s+there|have)\s+(?:me\s+)?(?:an?\s+)?(?:one\s+)?(?:some(?:one|body)|any(?:one|body))\s+"
        r"(?:there\s+)?(?:(?:i\s+can|to|who\s+can|that\s+i\s+can)\s+(?:actually\s+)?(?:talk|speak|chat|read)|available)"
    ),
    (
        r"\b(?:live\s+)?(?:human|agent|operator|representative|real\s+person|live\s+person)\s*(?:please|now|pls|right\s+now|!+|"
        r"to\s+(?:talk|chat|answer|speak)|available)"
    ),
    (
        r"^\W*(?:(?:contact|get|live|real|a|human|customer)\s+)*(?:human|agent|operator|representative|person|support|"
        r"handoff|customer\s+service)\W*$"
    ),
    (
        r"\b(?:do(?:n['’]?t|\s+not)\s+(?:want\s+to|wanna|like\s+to)|stop|tired\s+of|sick\s+of)\s+"
        r"(?:talk|speak|chat)(?:ing)?\s+(?:to|with)\s+(?:an?\s+|the\s+|this\s+)?(?:bots?|robots?|machines?|chatbots?|ai)\b"
    ),
    r"\bcan\s+(?:some|any)(?:one|body)\s+(?:else|real|human)\b",
    (
        r"\b(?:mit|zu)\s+(?:einem|einer|dem|ihrem)\s+(?:(?:echten|richtigen)\s+)?"
        r"(?:menschen|mitarbeiter(?:in)?|person|berater(?:in)?|kollegen)\b"
    ),
    r"\b(?:parler|discuter)\s+(?:à|avec)\s+(?:une?\s+|quelqu['’]un|un\s+vrai\s+)(?:personne|humain|conseiller|agent)?",
    r"\b(?:hablar|comunicar(?:me|se)?)\s+con\s+(?:una?\s+|el\s+|la\s+)?(?:persona|humano|agente|representante|asesor|alguien)",
    r"\b(?:snakke|prate|chatte)\s+med\s+(?:et\s+|en\s+)?(?:ekte\s+)?(?:menneske|person|kundebehandler|medarbeider|noen)",
    r"\b(?:roz|po)?mawiać\s+z\s+(?:żywym\s+)?(?:człowiekiem|konsultantem|kimś|pracownikiem|osobą)",
    r"\b(?:porozmawiać|połączyć|pogadać)\s+(?:się\s+)?z\s+(?:żywym\s+)?(?:człowiekiem|konsultantem|kimś|pracownikiem|osobą)",
)

DENIED = r"""(?:
    \b(?:no|don['’]?t|do\s+not|not|never|without|didn['’]?t|doesn['’]?t|rather\s+than|needn['’]?t)\b(?:\s+\w+){0,4}\s*$
  | \binstead\s+of\s*$
  | \b(?:are|were)\s+(?:you|u)\b(?:\s+\w+){0,4}\s*$
  | \b(?:am\s+i|was\s+i|i\s+was|i['’]?m)\s+(?:just\s+)?(?:even\s+)?$
  | \b(?:do|did|would|will)\s+i\s+(?:need|have)\s+to\s*$
  | \b(?:if|that)\s+(?:you|i)(?:['’]?re|\s+are|\s+am|['’]?m)?\b(?:\s+\w+){0,3}\s*$
  | \b(?:expenses?\s+to|in\s*case\b.{0,30}|already|yesterday|just\s+now\s+i|support|travel)\s*$
)"""

NOT_HELPED = (
    (
        r"\b(?:that|this|it)\s+(?:did|does|has|is)(?:n['’]?t|\s+not)\s+(?:really\s+)?"
        r"(?:help(?:ed|ful|ing)?|work(?:ed|ing)?|answer|solve|fix|what\s+i\s+(?:asked|meant|need|want))"
    ),
    r"\bnot\s+(?:what\s+i\s+(?:asked|meant|need|want|said)|helpful|helping|working)\b",
    r"\b(?:still|again)\s+(?:not|doesn['’]?t|does\s+not|isn['’]?t|is\s+not|won['’]?t|can['’]?t|cannot|no|the\s+same|broken)\b",
    r"\bi\s+(?:already|just)\s+(?:said|told|tried|did|explained|asked)\b",
    r"\byou(?:['’]re|\s+are|\s+do|\s+did)?(?:\s+not|n['’]?t)\s+(?:understand(?:ing)?|listen(?:ing)?|read(?:ing)?|get(?:ting)?\s+it)",
    r"\b(?:wrong\s+answer|makes?\s+no\s+sense|useless|same\s+answer)\b",
    r"\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th)\s+time\s+(?:i|that\s+i|i['’]?(?:ve|m))\b",
    r"\b(?:hilft\s+(?:mir\s+)?nicht|funktioniert\s+(?:immer\s+)?(?:noch\s+)?nicht|das\s+habe\s+ich\s+(?:schon|bereits))\b",
    r"\b(?:hjelper\s+ikke|fungerer\s+(?:fortsatt\s+)?ikke|det\s+har\s+jeg\s+(?:allerede|prøvd))\b",
    r"\b(?:nie\s+pomogło|nie\s+działa|już\s+(?:mówiłem|mówiłam|próbowałem|próbowałam))\b",
    r"\b(?:no\s+(?:me\s+)?(?:ayuda|sirve|funciona)|ya\s+(?:lo\s+)?(?:dije|intenté|probé))\b",
    r"\b(?:ça\s+ne\s+(?:m['’]aide|marche|fonctionne)\s+pas|je\s+l['’]ai\s+déjà)\b",
)


def compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that finds the first of many. White space in them means nothing."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.VERBOSE)
