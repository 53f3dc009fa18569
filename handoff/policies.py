"""The live policy: the newest version, as the rows hold it and as the decision function takes it."""

from functools import lru_cache

from handoff.models import Conversation, PolicyVersion
from handoff.policy import Policy


def live() -> PolicyVersion:
    """The newest policy version; the first one is written where there is none."""
    return PolicyVersion.objects.order_by("-pk").first() or PolicyVersion.objects.create(why="The defaults.")


def live_for(conversation: Conversation) -> PolicyVersion:
    """The live version, where the row was read together with its number without asking once more."""
    number = conversation.live_policy
    return live() if number is None else _version(number)


@lru_cache(maxsize=256)
def _version(number: int) -> PolicyVersion:
    return PolicyVersion.objects.get(pk=number)


@lru_cache(maxsize=256)
def settings_of(version: PolicyVersion) -> Policy:
    """A version as the pure function takes it. Versions are immutable, so this may be remembered."""
    return Policy(
        version=version.pk,
        hold_from=version.hold_from,
        send_from=version.send_from,
        attempts_limit=version.attempts_limit or None,
        anger_from=version.anger_from,
        high_risk_from=version.high_risk_from,
    )
