"""What a waiting customer hears from time to time, and when: reassurances, in their language, worded differently.

Pure: a wait's step and what is known of it come in, a text comes out.
"""

from datetime import timedelta
from typing import Final

from handoff.policy.document import Care
from handoff.policy.texts import FIRST, base

QUEUED: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Nothing to repeat: a colleague gets all you wrote.",
        "Still here: your message is in line and has not been forgotten.",
        "Thank you for your patience. A colleague will read everything you wrote.",
        "We know you are waiting. You keep your place, there is nothing to do on your side.",
        "It takes longer than we would like. A person will still answer you here.",
    ),
    "de": (
        "Sie müssen nichts wiederholen: Wer übernimmt, bekommt alles, was Sie geschrieben haben.",
        "Noch da: Ihre Nachricht ist in der Reihe und nicht vergessen.",
        "Danke für Ihre Geduld. Jemand aus dem Team liest alles, was Sie geschrieben haben.",
        "Wir wissen, dass Sie warten. Sie behalten Ihren Platz und müssen nichts tun.",
        "Es dauert länger, als uns lieb ist. Ein Mensch antwortet Ihnen hier.",
    ),
}
THIRD_PARTY: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "We have asked, and are waiting for an answer ourselves. You will hear from us here.",
        "No answer yet from those we asked. We keep at it.",
        "We are still waiting for others, and have not forgotten you.",
        "Still no answer from the other side. Your case stays open with us.",
        "We are sorry this takes so long. The moment we know more, you will read it here.",
    ),
    "de": (
        "Wir haben nachgefragt und warten selbst auf Antwort. Sie hören hier von uns.",
        "Noch keine Antwort von denen, die wir gefragt haben. Wir bleiben dran.",
        "Wir warten noch auf andere und haben Sie nicht vergessen.",
        "Immer noch keine Antwort von der anderen Seite. Ihr Fall bleibt bei uns offen.",
        "Es tut uns leid, dass es so lange dauert. Sobald wir mehr wissen, lesen Sie es hier.",
    ),
}
NEXT: Final = {"en": "You are next in line", "de": "Sie sind als Nächstes dran"}
PLACE: Final = {"en": "You are number {} in line", "de": "Sie sind an Stelle {}"}
ABOUT: Final = {"en": "about {} min", "de": "etwa {} min"}


def after(care: Care, step: int) -> timedelta | None:
    """How long after a wait began its reassurance number `step` is due; None where there is no such step."""
    if step > care.most:
        return None
    if step <= len(care.after):
        return timedelta(minutes=care.after[step - 1])
    last = care.after[-1] if care.after else 0
    return timedelta(minutes=last + care.every * (step - len(care.after)))


def wording(step: int, language: str, *, third_party: bool = False) -> str:
    """The text of reassurance number `step`, in a language if it is spoken here, else in English."""
    spoken = THIRD_PARTY if third_party else QUEUED
    texts = spoken[_spoken(language)]
    return texts[(step - 1) % len(texts)]


def whereabouts(place: int, eta_s: int | None, language: str) -> str:
    """A sentence on the place in line (1 is next) and the time it may take (seconds, where known)."""
    code = _spoken(language)
    line = NEXT[code] if place == 1 else PLACE[code].format(place)
    return f"{line}, {ABOUT[code].format(max(1, round(eta_s / 60)))}." if eta_s is not None else f"{line}."


def _spoken(language: str) -> str:
    code = base(language)
    return code if code in QUEUED else FIRST
