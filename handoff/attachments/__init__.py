"""Files that customers and agents send along: taken in, put into a message, looked at, forgotten."""

from handoff.attachments.checking import check, overdue
from handoff.attachments.forgetting import forget_unsent, take_back
from handoff.attachments.sending import attach, caption, chosen, unsent
from handoff.attachments.telling import tell, told
from handoff.attachments.uploading import upload

__all__ = [
    "attach",
    "caption",
    "check",
    "chosen",
    "forget_unsent",
    "overdue",
    "take_back",
    "tell",
    "told",
    "unsent",
    "upload",
]
