"""The patterns by which a briefing finds what is worth quoting."""

import re

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hei|hallo|good\s(?:morning|afternoon|evening)|dzień\sdobry|cześć)\b[\s\w,]{0,20}[.!,]*$",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\W*(?:hi|hello|hey|hei|hallo|dear|good\s(?:morning|afternoon|evening)|dzień\sdobry|cześć)"
    r"(?:\s(?:there|all|team|everybody|igjen))?[\s,.!:–-]+",
    re.IGNORECASE,
)
"""The greeting that a sentence begins with."""
ASKS = re.compile(
    r"\?|\b(?:can|could|would|please|want|need|how|when|where|why|help|kan|jak|proszę)\b", re.IGNORECASE
)
TRIED = re.compile(
    r"\b(?:already|tried|again|still|time\si|restarted|reset|did\sthat|have\sdone)\b", re.IGNORECASE
)
UPSET = re.compile(
    r"\b(?:angry|ridiculous|unacceptable|terrible|awful|worst|useless|frustrat\w+|annoy\w+|disappoint\w+|upset"
    r"|fed\sup|sick\sof|complain\w*|scam|(?:second|third|fourth)\stime)\b|!{2,}",
    re.IGNORECASE,
)
THANKS = re.compile(r"\b(?:thanks|thank\syou|great|perfect|takk|dziękuję|super)\b", re.IGNORECASE)
FACTS = (
    ("E-mail", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")),
    (
        "Amount",
        re.compile(
            r"[$€£]\s?\d(?:[\d.,]*\d)?|\b\d[\d.,\u00a0 ]*\s?(?:kr|NOK|EUR|USD|euros?|dollars?|zł)\b",
            re.IGNORECASE,
        ),
    ),
    ("Reference", re.compile(r"\b(?=[A-Z0-9-]*\d{3})[A-Z]{1,4}-?\d{3,}[A-Z0-9-]*\b|#\d{3,}|\b\d{6,}\b")),
    (
        "Date",
        re.compile(
            rf"\b\d{{1,2}}\s{_MONTHS}\b|\b{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{4}}-\d\d-\d\d\b"
            r"|\b(?:on\s|by\s|before\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
            re.IGNORECASE,
        ),
    ),
)
"""What an agent may have to look up: (label, pattern)."""
