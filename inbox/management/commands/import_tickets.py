from typing import Any

from handoff.knowledge.tickets import tickets
from handoff.models import PastTicket
from inbox.management.files import ImportCommand


class Command(ImportCommand):
    help = (
        "Imports past tickets: JSONL or CSV, also gzipped, with id, question, answer, topic?, outcome?, "
        "conversation?, source?, at?; outcome is resolved, reopened or unanswerable (then without answer), "
        "or an object with resolved and annoyed; intent and conversation_id are taken as well. "
        "Prints what was added, changed, unchanged and bad; again with the same file it changes nothing."
    )
    takes = "FILE"

    def handle(self, *args: Any, **options: Any) -> None:
        self.bring_in(PastTicket, tickets(options["path"]))
