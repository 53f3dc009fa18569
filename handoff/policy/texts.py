"""What customers hear from here without anybody writing it: fallback messages by situation, language and tone.

A text's variables stand in braces. A sentence in which one of them is not known is left out, so that nobody reads
“about  minutes”; only a name may be missing.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from handoff.policy.document import Document, Fallback
from handoff.policy.terms import Situation

FIRST: Final = "en"
"""The language of a customer whose own is not spoken here."""
NAME: Final = "name"
VARIABLES: Final[dict[Situation, tuple[str, ...]]] = {
    Situation.UNSURE: (NAME,),
    Situation.NOBODY_FREE: (NAME, "queue", "place", "eta"),
    Situation.CLOSED: (NAME, "queue", "opens"),
    Situation.SILENT: (NAME,),
    Situation.FORM: (NAME, "questions"),
    Situation.FORM_AGAIN: (NAME, "problems"),
    Situation.CALL_BACK: (NAME, "phone"),
    Situation.EMAIL: (NAME, "email"),
}
"""What may be put into a text of each situation."""
EXAMPLES: Final[dict[str, str]] = {
    NAME: "Ingrid",
    "queue": "Orders",
    "place": "2",
    "eta": "4 min",
    "opens": "Mon 24 Nov, 08:00",
    "questions": "1. Your order number?\n2. Your e-mail address?",
    "problems": "Your order number: “abc” is none.",
    "phone": "+47 900 12 345",
    "email": "ingrid@example.com",
}
"""Values for a preview."""
TEXTS: Final[dict[str, dict[Situation, str]]] = {
    "en": {
        Situation.UNSURE: "I would rather not guess here. A colleague reads what you wrote and answers you.",
        Situation.NOBODY_FREE: "None of my colleagues is free just now. You are number {place} in line. "
        "It takes about {eta}. You need not repeat anything.",
        Situation.CLOSED: "My colleagues are not in just now. They are back {opens}. Your message is kept, and you are "
        "answered here.",
        Situation.SILENT: "Sorry that this takes so long. A colleague takes over and answers you here.",
        Situation.FORM: "So that my colleague can help you at once, please tell me:\n{questions}",
        Situation.FORM_AGAIN: "Thank you. One thing is still missing:\n{problems}",
        Situation.CALL_BACK: "This takes longer than it should. We call you back. We use this number: {phone}.",
        Situation.EMAIL: "This takes longer than it should. We answer you by e-mail, you need not wait here. It goes "
        "to {email}.",
    },
    "de": {
        Situation.UNSURE: "Ich möchte hier nicht raten. Eine Kollegin oder ein Kollege liest, was Sie "
        "geschrieben haben, und antwortet Ihnen.",
        Situation.NOBODY_FREE: "Gerade ist niemand frei. Sie sind an Stelle {place}. Es dauert etwa {eta}. Sie "
        "müssen nichts wiederholen.",
        Situation.CLOSED: "Gerade ist niemand da. Wir sind wieder da: {opens}. Ihre Nachricht bleibt erhalten, und Sie "
        "bekommen hier eine Antwort.",
        Situation.SILENT: "Entschuldigung, dass es so lange dauert. Jemand aus dem Team übernimmt und "
        "antwortet Ihnen hier.",
        Situation.FORM: "Damit wir Ihnen gleich helfen können, nennen Sie uns bitte:\n{questions}",
        Situation.FORM_AGAIN: "Danke. Etwas fehlt noch:\n{problems}",
        Situation.CALL_BACK: "Das dauert länger, als es sollte. Wir rufen Sie zurück. Ihre Nummer: {phone}.",
        Situation.EMAIL: "Das dauert länger, als es sollte. Wir antworten Ihnen per E-Mail, Sie müssen nicht warten. "
        "Sie geht an {email}.",
    },
}
"""The texts of a policy that has none of its own."""
_VARIABLE = re.compile(r"\{(\w*)\}")
_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+")


def text_for(document: Document, situation: Situation, language: str = "", tone: str = "") -> str:
    """The text of a situation, variables and all, in the customer's language if there is one, else in English.

    A policy's own text goes before a built-in one of the same language, its tone before any other.
    """
    own = [text for text in document.fallbacks if text.situation == situation]
    for code in dict.fromkeys((base(language), FIRST)):
        spoken = [text for text in own if base(text.language) == code]
        if spoken:
            return min(spoken, key=lambda text: _distance(text, tone or document.tone)).text
        if code in TEXTS:
            return TEXTS[code][situation]
    return TEXTS[FIRST][situation]


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its variables put in; sentences that want what is not known are left out."""
    lines = (_line(line, values) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def unknown(text: str, situation: Situation) -> list[str]:
    """The variables of a text that its situation does not have."""
    return [name for name in _variables(text) if name not in VARIABLES[situation]]


def _line(line: str, values: Mapping[str, str]) -> str:
    told = [sentence for sentence in _SENTENCE.split(line) if _known(sentence, values)]
    filled = _VARIABLE.sub(lambda found: values.get(found[1], ""), " ".join(told))
    return re.sub(r",? +([,.!?])", r"\1", filled).strip() if not values.get(NAME) else filled.strip()


def _known(sentence: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _variables(sentence) if name != NAME)


@cache
def _variables(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def base(language: str) -> str:
    """The language alone of a tag such as de-AT, in small letters."""
    return language.replace("_", "-").split("-")[0].casefold()


def _distance(text: Fallback, tone: str) -> int:
    if text.tone.casefold() == tone.casefold():
        return 0
    return 1 if not text.tone else 2
