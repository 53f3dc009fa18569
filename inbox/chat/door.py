"""Whether the chat is open: it speaks for the one source that is marked for it, with a key that nobody ever reads."""

from handoff import sources
from handoff.clock import now
from handoff.models import Source, SourceKey

LABEL = "Chat page"


def key() -> SourceKey | None:
    """The key that tickets are made with, issued at the first call. None: there is no demo, or the key was ended.

    So revoking this one key closes the chat, and it stays closed.
    """
    source = Source.objects.filter(chat_page=True).first()
    if source is None:
        return None
    found = source.keys.filter(label=LABEL).order_by("-pk").first()
    issued = found or sources.issue(source, label=LABEL)[0]
    return issued if _lives(issued) else None


def _lives(issued: SourceKey) -> bool:
    return issued.revoked_at is None and (issued.expires_at is None or issued.expires_at > now())
