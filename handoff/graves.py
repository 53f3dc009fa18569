"""The grave matters in a customer's message: the built-in ones, and a policy's own by phrases or as it describes them.

A description is compiled and matched as an exclusion's sentence is: by words here and now, by meaning where that was
asked for ahead. So nothing large is read into what serves, and nothing is waited for in a transaction.
"""

from functools import partial

import msgspec

from handoff import exclusions
from handoff.assist.risks import DENIED, denied, high_risk
from handoff.conversations import known_of
from handoff.models import Conversation, Message, PolicyVersion
from handoff.policy import Signal
from handoff.policy.document import Risks


def heard(version: PolicyVersion, conversation: Conversation, message: Message) -> tuple[Signal, ...]:
    """The grave matters that a message touches under a version, each once, with its strongest words."""
    risks = version.content.risks
    named = high_risk(message.text, message=message.number, added=risks.added)
    if not version.graves:
        return named
    known = partial(known_of, conversation)
    found = exclusions.match(version.graves, (), [(message.number, message.text)], known)
    names = {one.sentence: one.key for one in version.graves}
    best = {signal.name: signal for signal in named}
    for signal in (_called(names[one.name], one, message.text) for one in found):
        if signal.name not in best or signal.score > best[signal.name].score:
            best[signal.name] = signal
    return tuple(best.values())


def _called(name: str, signal: Signal, text: str) -> Signal:
    """The signal under the matter's name; a matter that is said not to be so weighs as little as by a phrase."""
    score = min(signal.score, DENIED) if signal.span and denied(text, signal.start) else signal.score
    return msgspec.structs.replace(signal, name=name, score=score)


def differ(one: Risks, other: Risks) -> bool:
    """Whether two versions may hear other matters in the same words; what is switched off is heard all the same."""
    return (one.added, one.described) != (other.added, other.described)
