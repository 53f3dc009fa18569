"""The words by which a sentence is known for what it is: a greeting, thanks, a request, a promise."""

import re
from functools import lru_cache


@lru_cache(8192)
def says(pattern: re.Pattern[str], text: str) -> bool:
    """Whether `pattern` is found in `text`; remembered, since a thread is read again whenever it grows."""
    return pattern.search(text) is not None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_HELLO = r"""(?:hi+|hello|hey+|hiya|hei|hallo|dear|greetings|good\s?(?:morning|afternoon|evening|day)
    |dzień\sdobry|cześć)"""
GREETING = _words(rf"^\W*{_HELLO}\b[\s\w,]{{0,20}}[.!,]*$")
OPENING = _words(
    rf"^\W*{_HELLO}(?:\s(?:there|all|team|everybody|everyone|again|igjen|sir|madam))?[\s,.!:–-]+"
)
"""The greeting that a sentence begins with."""
_POLITE_WORDS = """
    ok okay k sure fine great awesome perfect super cool nice wow oh ah um umm hm hmm hmmm well right
    alright amazing wonderful excellent brilliant lovely good sweet yay y yes yeah yep yup no nope nah
    ja nei tak nie bye goodbye see ya later cheers cya care that that's thats that’s that'll that’ll
    will would was be been it it's is all now today thanks thank thx ty takk dziękuję so very much a lot
    again everything sounds for your the of my help helping assist assistance time service support you u
    you're have day one i am i'm i’m done think should cover covers need needed too please pls
    appreciate appreciated welcome really just and to sir madam there name called as wait moment hold on
    got understood understand problem correct exactly true me lol haha yw np later
"""
_POLITE = frozenset(_POLITE_WORDS.split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def filler(text: str) -> bool:
    """Whether `text` only keeps the conversation going: thanks, goodbye, all right. Nothing in it is a matter."""
    return all(match.group().casefold() in _POLITE for match in _WORD.finditer(text))


PARTING = _words(
    r"""^\W*(?:\w+\W+){0,3}?(?:thank(?:s|\syou)\s(?:so\smuch\s|again\s|very\smuch\s)?for
    | have\sa\s(?:\w+\s)?(?:great|nice|good|lovely|wonderful|blessed)\b
    | (?:many\s)?thank(?:s|\syou)(?:\s(?:so|very)\smuch)?,?\s\w+\W*$ | (?:good\s?)?bye\b
    | that\s(?:is|was|will\sbe)\s(?:all|everything)\b | (?:is|was|be)\sall\W*$)"""
)
"""A sentence that takes its leave, unless it asks for something too."""
BARE = _words(
    r"""^\W*(?:(?:i|we)\s(?:just\s)?(?:have|had|['’]ve\sgot|got)\s(?:a|some|one)\s(?:\w+\s)?(?:questions?
        |problems?|issues?|quer(?:y|ies))
    | (?:please\s)?(?:(?:can|could|would|will)\s(?:you|u|some(?:one|body)|any(?:one|body))\s(?:please\s)?
        |i\s(?:just\s)?need\s(?:some\s|your\s)?|i(?:\swould|['’]d)?\slike\s)?
      (?:to\s)?(?:please\s)?(?:help|assist|assistance)(?:\sme)?(?:\s(?:out|with\s(?:something|this
        |that)))?(?:\splease)?
    | (?:are\syou|is\s(?:any|some)(?:one|body))\s(?:still\s)?there | any(?:one|body)\s(?:there|here)
        | /?(?:start|menu|main\smenu|restart|home|back|help)
    | how\sare\syou(?:\s\w+){0,2} | (?:i(?:['’]m|\sam)\s)?(?:sorry|back|here))\W*$"""
)
"""Asking for help, without saying with what."""
ASKS = _words(
    r"""\? | \b(?:can|could|would|please|want(?:ed)?|need|help|how|when|where|why|looking\s(?:for|to)|like\sto
        |interested\sin|wish|hoping|trying\sto
    | kan|jak|proszę|vil|ønsker|trenger)\b"""
)
TRIED = _words(
    r"""\b(?:(?:i|we)(?:['’]ve|\shave)?\s(?:\w+\s)?(?:tried|restarted|reset|re-?installed|rebooted|checked
        |called|phoned|contacted|e-?mailed|wrote
    |written|asked|followed|cleared|updated|changed|sent|uninstalled|unplugged|replaced|waited|already
        |did\sthat|done\sthat) | have\sdone | already
    | tried | time\si\b | for\sthe\s(?:second|third|fourth|2nd|3rd|4th)\stime | still\s(?:\w+\s)?(?:not|no
        |doesn|isn|won|can|the\ssame|nothing|waiting|broken)
    | again\sand\sagain | har\sprøvd | próbował\w+ )"""
)
UPSET = _words(
    r"""\b(?:angry|furious|ridiculous|unacceptable|terrible|horrible|awful|worst|useless|pathetic|frustrat\w+
        |annoy\w+|disappoint\w+|upset|disgust\w+
    |fed\sup|sick\sof|tired\sof|complain\w*|scam|liars?|lawyer|outrag\w+|nonsense|what\sthe\s(?:hell|heck)|wtf
        |waste\sof\s(?:my\s)?time
    |how\smany\stimes|(?:second|third|fourth)\stime|urealistisk|latterlig|uakseptabelt)\b | !{2,}
        | (?-i:\b[A-Z]{4,}(?:\s[A-Z]{3,}){2,})"""
)
WORRIED = _words(
    r"\b(?:worried|anxious|afraid|scared|panic\w*|urgent(?:ly)?|emergency|asap|desperate|please\shurry|hurry)\b"
)
CONFUSED = _words(
    r"\b(?:confus\w+|(?:do\snot|don['’]?t)\sunderstand|makes?\sno\ssense|what\sdo\syou\smean|lost\shere)\b"
)
THANKS = _words(r"\b(?:thanks?|thank\syou|great|perfect|awesome|takk|dziękuję|super)\b")

BOILERPLATE = _words(
    r"""\b(?:(?:how|what)\s(?:can|may|could|else\scan)\s(?:i|we)\s(?:help|assist|do\sfor) | anything\selse
        | any\sother\s(?:questions?|requests?)
    | have\sa\s(?:great|nice|good|lovely|wonderful)\b | welcome\b(?!\sto\syour) | good\s?bye | bye | glad\s(?:i
        |we|to)\b | happy\sto\s(?:help|assist) | thank\syou\sfor
    | thanks\sfor | further\s(?:help|assistance) | be\sof\s(?:\w+\s){0,2}(?:help|assistance|service)\b | (?:one
        |a)\smoment | please\s(?:wait|hold) | i['’]?\s?(?:a)?m\s(?:a|an|the)\s(?:\w+\s)?(?:bot|assistant
        |virtual) | can\s(?:only\s)?help\syou\swith\sthat
    | (?:i\s)?(?:am\s)?(?:very\s)?sorry\s(?:to\shear|about|for) | enjoy\syour | does\sthat\shelp
        | is\sthere\sanything | would\syou\slike\sto\scontinue )"""
)
"""What a bot says to anybody."""
OFFERS = _words(
    r"""^(?!.*\b(?:who|what|when|where|which|how|at|in)\b.{0,40}\bwould\b) .*?
    \b(?:(?:shall|should|may|can|could)\si\b(?!.{0,30}\b(?:name|number|your)\b)
    |would\syou\slike|do\syou\swant|want\sme\sto|care\sfor)"""
)
"""An AI that offers to do something: whoever agrees or declines tells nothing of themselves."""
REQUESTS = _words(
    r"""\?\s*$ | ^\W*(?:please|kindly)\b | _{3,} | \b(?:tell\sme|let\sme\sknow|provide|specify|enter
        |i(?:['’]ll)?\s(?:also\s)?need\s(?:your|the|to\sknow))\b"""
)
"""An AI that asks for a detail."""
UNKNOWN = _words(
    r"""\b(?:(?:do\snot|don['’]?t|dont|can\s?not|can['’]?t|cant|didn['’]?t)\s(?:\w+\s)?(?:know|have|remember
        |recall|find|see|got)
    | no\sidea | not\ssure | forgot(?:ten)? | why\sdo\syou\sneed | lost\s(?:it|my) | vet\sikke )\b"""
)
"""A reply that gives none."""
YES_NO = _words(
    r"""^\W*(?:y(?:es|eah|ep|up|a)|no(?:pe)?|nah|sure|ok(?:ay)?|correct|right|ja|nei|tak|nie|sounds\s(?:good
        |great)|please\sdo|go\sahead|that\sworks)\b"""
)
PROMISES = _words(
    r"""\b(?:i|we)(?:['’]ll|\swill|\sam\sgoing\sto|['’]?m\sgoing\sto|['’]re\sgoing\sto|\sare\sgoing\sto|\sshall
        |\spromise\sto)\s(?:\w+\s){0,2}?
    (?:send|ship|mail|e-?mail|refund|check|look|call|phone|get\sback|arrange|forward|pass|replace|follow
        |let\syou\sknow|contact|escalate|cancel
    |update|fix|ask|book|credit|raise|open|notify|inform|investigate|find|transfer|connect|reach|make\ssure|put)\b
    | \byou(?:['’]ll|\swill)\s(?:get|receive|hear|be\s(?:refunded|contacted|called|notified))\b"""
)
KEPT = _words(
    r"""\b(?:(?:is|are|was|were|has\sbeen|have\sbeen|i['’]ve|we['’]ve|i\shave|all)\s(?:now\s|just\s)?(?:done
        |sent|booked|refunded|cancelled|canceled|confirmed|shipped|replaced|fixed|forwarded|updated|scheduled))\b"""
)
"""A promise is kept."""
