"""What a sentence excepts: “unless …”, “but … is fine”, “everyone except …”."""

import re

_FINE = (
    r"(?:fine|ok(?:ay)?|allowed|alright|all\s+right|no\s+(?:problem|issue)|not\s+an?\s+(?:problem|issue)|good|permitted|acceptable|harmless|"
    r"erlaubt|in\s+ordnung|okay|kein\s+problem)"
)
_EXCEPT = re.compile(
    r"[\s,;:–—-]*(?:\((?=(?:but|except|unless|not|excluding|au(?:ß|ss)er))|\b)(?:but\s+(?:never\s+)?not|"
    r"but\s+(?:the\s+ai\s+may|leave\s+out|exclude|ignore|without)|unless|except(?:ing)?(?:\s+(?:for|when|"
    r"if|that|from))?|excluding|"
    r"with\s+the\s+exception\s+of|other\s+than|apart\s+from|aside\s+from|save\s+for|not\s+counting|"
    r"though\s+not|not\s+including|and\s+not|"
    r"not\s+if|not\s+when|au(?:ß|ss)er(?:\s+wenn)?|es\s+sei\s+denn|ausgenommen|bis\s+auf|mit\s+ausnahme\s+von|"
    r"abgesehen\s+von|ohne|aber\s+nicht|jedoch\s+nicht|nicht\s+aber|(?:,\s*)not(?=\s))\b[\s,:]*",
    re.IGNORECASE,
)
_FINE_AT_END = re.compile(rf"\b{_FINE}\W*$", re.IGNORECASE)
_BUT_FINE = re.compile(
    rf"(?:[\s,;–—-]*\b(?:but|while|whereas|though|although|aber|jedoch|and)|[,;–—(]|\s-)\s+(?P<what>[^,;]+?)\s+(?:is|are|"
    rf"remains?|stays?|ist|sind|bleib\w+|may\s+be|can\s+be)\s+(?:\w+\s+)?(?:{_FINE}|"
    rf"answered(?:\s+by\s+the\s+ai)?|okay\s+for\s+the\s+ai)(?=\W|$)[^,;]*",
    re.IGNORECASE,
)
_FINE_FIRST = re.compile(
    rf"(?P<what>[^,;]+?)\s+(?:is|are|ist|sind)\s+{_FINE}\s*[,;:–—-]?\s*(?:but\s+|and\s+|aber\s+|und\s+)?"
    r"(?:(?:everything|anything|all)\s+else|any\s+other\s+questions?|alles\s+andere)\s+(?P<rest>(?:about|with|on|to|regarding|zu[mr]?|über)\s+.+?)"
    r"(?:\s+(?:is|are|ist|sind)\s+(?:not|nicht)|\s+(?:goes|go)\s+to\s+.+|\s+(?:is|are)\s+(?:for|off)\s+.+)?\W*",
    re.IGNORECASE,
)
"""The exception first: “A is fine, everything else about B is not”."""
_ONLY = re.compile(
    r"[\s,;–—(-]*(?:\b(?:but|and|though|although|yet|aber|jedoch|und)\s+|[,;–—(-]\s*)(?:only|just|nur)\s+"
    r"(?:(?P<when>(?:when|whenever|if|where|as\s+long\s+as|in\s+case|wenn|falls|sofern)\s+"
    r"(?:(?:they|it|he|she|the\s+(?:customer|message|guest|user|client)|sie|er|es|der\s+kunde)\b\s*)?"
    r"(?:(?:is|are|ist|sind|geht)\s+(?=about\b|um\b|from\b|aus\b|on\b|in\b|for\b|over\b|above\b|more\b))?)|"
    r"(?=(?:for|from|in|with|over|above|under|below|between|at|more|less|für|von|aus|bei|ab|über|unter|mit)\b))",
    re.IGNORECASE,
)
"""A condition that comes after: “…, but only when they …”, “…, but only for …”."""
_ALL_OTHERS = re.compile(
    r"(?:(?:any|all|every|alle|jede)\s+)?(?:others|(?:other|andere\w*)\s+(?:[\w-]+\s+)?(?:questions?|requests?|messages?|enquir\w+|"
    r"topics?|matters?|issues?|things?|ones|cases?|\w*fragen|themen|anliegen|nachrichten|fälle))",
    re.IGNORECASE,
)
"""“…, other questions are fine”: what a rule leaves out anyway is no exception to it."""
_TONGUE = re.compile(r"\blanguages?\s+(?:other\s+than|but|except|besides|apart\s+from)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\W*(?:(?:messages?\s+from\s+)?(?:everyone|everybody|anyone|anybody|anything|everything|alles|alle|jede[rsn]?)"
    r"|all(?:\s+(?:other|the))?|(?:all|any|alle|jede[rs]?)\s+(?:the\s+|other\s+|our\s+)?(?:customers?|people|users?|clients?|"
    r"messages?|questions?|topics?|requests?|kunden|nachrichten|fragen|anfragen|themen|else))"
    r"(?:\s+else)?\W*",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(rf"(?P<all>{_ALL.pattern})\s+(?:but|besides)\s+(?!not\b)(?P<rest>.+)", re.IGNORECASE)


_AND_SO_ON = re.compile(
    r"(?<=\w)[\s,;]*(?:\b(?:and|or)\s+(?:so\s+(?:on|forth)|the\s+like|such(?:like)?|similar(?:\s+things?|\s+stuff)?)|\betc\b|"
    r"\b(?:und|oder)\s+(?:so\s+weiter|dergleichen|ähnliche[sn]?)|\busw\b|\bu\.\s?ä\b)\.*(?=\W*$|\s*\))",
    re.IGNORECASE,
)


def closed(sentence: str) -> str:
    """The sentence without words at its end that only say that its list goes on: what is like it is meant anyway."""
    return _AND_SO_ON.sub("", sentence)


def narrowed(sentence: str) -> str:
    """The sentence with a condition that comes after as one that goes on: “…, but only when they” as “… who”."""
    return _ONLY.sub(lambda match: " who " if match["when"] else " ", sentence)


def exceptions(sentence: str) -> tuple[str, list[str]]:
    """The sentence without its exceptions, and these."""
    found: list[str] = []

    def cut(match: re.Match[str]) -> str:
        found.append(match["what"])
        return ""

    if (but := _ALL_BUT.fullmatch(sentence)) and not _FINE_AT_END.search(sentence):
        return but["all"].strip(), [but["rest"].strip(" ,;().")]
    if fine := _FINE_FIRST.fullmatch(sentence):
        return fine["rest"].strip(" ,;()."), [fine["what"].strip(" ,;().")]
    rest = _BUT_FINE.sub(cut, sentence)
    if _TONGUE.search(rest):  # “any language other than English” excepts nothing
        return rest, found
    main, *excepted = _EXCEPT.split(rest)
    if not main.strip(" ,;.") and excepted:  # “Except for …” has nothing before it
        return sentence, []
    parts = (part.strip(" ,;().") for part in (*found, *excepted))
    return main.strip(" ,;(."), [part for part in parts if part and not _ALL_OTHERS.fullmatch(part)]


def means_all(text: str) -> bool:
    """Whether a sentence before its exceptions leaves nothing out: “everyone except …”."""
    return _ALL.fullmatch(text) is not None
