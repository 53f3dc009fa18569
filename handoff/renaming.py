"""Queues go by their name in the policy: what follows where one gets another, and whether one may go.

Versions that were live are never changed, and conversations stand on their rungs; so a queue is found under its
former names too.
"""

from handoff import drafting
from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Person, PolicyVersion, Publication, Queue
from handoff.policy.document import Document, write
from handoff.policy.names import branches_naming, renamed
from handoff.policy.terms import Status
from handoff.tongue import say


def queue_called(name: str) -> Queue | None:
    """The queue of that name, however it is written, else the one that was called so last."""
    if not name:
        return None
    found = Queue.objects.filter(name__iexact=name).first()
    return found or next((queue for queue in Queue.objects.all() if _was(queue, name)), None)


def follow(old: str, new: str, *, by: Person | None) -> None:
    """Let the policy name a queue as it is called now: a version of its own goes live, and drafts go along.

    To be called in the transaction that renames it.
    """
    live = drafting.held_live()
    said = f"The queue “{old}” is called “{new}” now."
    made = _published(live, renamed(live.content, old, new), said, by)
    for draft in PolicyVersion.objects.select_for_update().filter(status=Status.DRAFT):
        document = renamed(draft.content, old, new)
        base = made if draft.base_id == live.pk else draft.base
        if document != draft.content or base != draft.base:
            drafting.written(draft, document=write(document), base=base)


def let_go(name: str) -> None:
    """Raises Invalid where the live policy, or one that is scheduled, still leads to a queue."""
    live = drafting.held_live()
    scheduled = PolicyVersion.objects.filter(status=Status.DRAFT, publish_at__isnull=False)
    for version in (live, *scheduled):
        if branches := branches_naming(version.content, name):
            told = " and ".join(f"“{branch}”" for branch in branches)
            raise Invalid(
                say(
                    "{version} leads customers here, in its branch {told}: name another queue there first.",
                    version=version,
                    told=told,
                ),
                field="name",
            )


def _published(live: PolicyVersion, document: Document, why: str, by: Person | None) -> PolicyVersion:
    """The version that is live now; the same one where nothing is different."""
    if document == live.content:
        return live
    at = now()
    made = PolicyVersion.objects.create(
        status=Status.PUBLISHED,
        document=write(document),
        base=live,
        why=why[: drafting.MOST],
        author=by,
        saved_by=by,
        at=at,
        saved_at=at,
    )
    Publication.objects.create(version=made, at=at, by=by, why=made.why)
    return made


def _was(queue: Queue, name: str) -> bool:
    return name.casefold() in (str(old).casefold() for old in queue.former_names)
