"""Changing the policy: a draft of a version is begun, changed, and published; a published one goes live again.

Each verb takes what its admin saw (`revision` of the draft, `live` version): where that is not so any more it raises
Outdated, and nothing was written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F

from handoff import policies
from handoff.clock import now
from handoff.errors import Invalid, NotYours, Outdated, WrongState
from handoff.exclusions import rule_of
from handoff.models import Person, PolicyVersion, Publication, Queue
from handoff.policy import Document
from handoff.policy.confirm import PHRASE, confirmed, silences
from handoff.policy.document import write
from handoff.policy.merge import merge
from handoff.policy.names import unknown
from handoff.policy.terms import Status
from handoff.policy.whole import Problem, problems
from handoff.tongue import say
from handoff.vocabulary import PersonRole

MOST = 300
"""Characters of a reason."""


def faults(document: Document) -> list[Problem]:
    """What keeps a document from going live in this house: its own problems, and queues that it names in vain."""
    return [*problems(document), *unknown(document, list(Queue.objects.values_list("name", flat=True)))]


def begin(
    *, by: Person, base: PolicyVersion | None = None, document: Document | None = None
) -> PolicyVersion:
    """A new draft, a copy of `base` (the live version) or with a `document` of its own."""
    _admin(by)
    live, at = policies.live(), now()
    told = write(document) if document else (base or live).document
    return PolicyVersion.objects.create(document=told, base=live, author=by, saved_by=by, at=at, saved_at=at)


def change(number: int, *, revision: int, by: Person, document: Document) -> PolicyVersion:
    """Save what a draft says now; it need not be whole yet. A scheduled draft must be taken back first."""
    _admin(by)
    with _draft(number, revision) as draft:
        if draft.publish_at is not None:
            raise WrongState(say("It is scheduled: take it back before you change it."))
        return written(draft, document=write(document), saved_by=by)


def discard(number: int, *, revision: int, by: Person) -> PolicyVersion:
    """Put a draft away for good. It stays readable."""
    _admin(by)
    with _draft(number, revision) as draft:
        return written(draft, status=Status.DISCARDED, publish_at=None, publish_by=None, saved_by=by)


def catch_up(number: int, *, revision: int, by: Person) -> tuple[PolicyVersion, list[str]]:
    """Take over into a draft what went live since it was begun; and the paths that both changed.

    There the draft's own values hold. Raises Invalid where the two together make no policy.
    """
    _admin(by)
    with _draft(number, revision) as draft:
        live = policies.live()
        base = draft.base or live
        merged, clashes = merge(base.content, draft.content, live.content)
        return written(draft, document=write(merged), base=live, saved_by=by), clashes


def publish(number: int, *, revision: int, by: Person, why: str, confirm: str = "") -> Publication:
    """Make a draft the live version, from the next decision on. Raises Invalid where it is not whole.

    `confirm` is the phrase that somebody typed, where customers who ask for a human would get none.
    """
    _admin(by)
    why = _reason(why)
    with _draft(number, revision) as draft:
        _publishable(draft, confirm)
        written(draft, status=Status.PUBLISHED, why=why, publish_at=None, publish_by=None)
        return _went_live(draft, by, why)


def schedule(
    number: int, *, revision: int, by: Person, why: str, at: datetime, confirm: str = ""
) -> PolicyVersion:
    """Publish a draft at a time to come, unless another version goes live before that."""
    _admin(by)
    why = _reason(why)
    if at <= now():
        raise Invalid(say("Choose a time in the future."), field="at")
    with _draft(number, revision) as draft:
        _publishable(draft, confirm)
        return written(draft, why=why, publish_at=at, publish_by=by)


def unschedule(number: int, *, revision: int, by: Person) -> PolicyVersion:
    """Take a scheduled draft back: it stays a draft."""
    _admin(by)
    with _draft(number, revision) as draft:
        return written(draft, publish_at=None, publish_by=None, saved_by=by)


def rollback(number: int, *, live: int, by: Person, why: str) -> Publication:
    """Make a version that was live before live again, in place of version `live`.

    Raises Invalid where it leads to a queue that was removed since, with its place as `field`.
    """
    _admin(by)
    why = _reason(why)
    with transaction.atomic():
        if held_live().pk != live:
            raise Outdated(
                say("Another version went live meanwhile. Look at it first."), live=policies.live().pk
            )
        if number == live:
            raise WrongState(say("Version {number} is live.", number=number))
        known = PolicyVersion.objects.filter(pk=number, publications__isnull=False).first()
        if known is None:
            raise Invalid(say("Version {number} was never live.", number=number), field="version")
        for problem in _removed(known.content):
            raise Invalid(problem.message, field=problem.path)
        return _went_live(known, by, why)


def _removed(document: Document) -> list[Problem]:
    """The queues that a document names and that are gone; one that was only renamed is found by its former name."""
    there = dict(Queue.objects.values_list("name", "former_names"))
    return unknown(document, list(there), [str(name) for names in there.values() for name in names])


def publish_due() -> int:
    """Publish what is scheduled for now; how many that was. One that another version overtook becomes a plain draft."""
    due = PolicyVersion.objects.filter(status=Status.DRAFT, publish_at__lte=now()).order_by(
        "publish_at", "pk"
    )
    return sum(_publish_one(draft) for draft in due.select_related("publish_by"))


def _publish_one(draft: PolicyVersion) -> bool:
    by = draft.publish_by
    try:
        if by is None:
            raise NotYours(say("Nobody scheduled it."))
        publish(draft.pk, revision=draft.revision, by=by, why=draft.why, confirm=PHRASE)
    except (Outdated, Invalid, NotYours, WrongState) as refusal:
        kept = PolicyVersion.objects.filter(pk=draft.pk, status=Status.DRAFT, revision=draft.revision)
        missed = f"Not published at its time: {refusal.message} {draft.why}"
        kept.update(publish_at=None, publish_by=None, revision=F("revision") + 1, why=missed[:MOST])
        return False
    return True


@contextmanager
def _draft(number: int, revision: int) -> Iterator[PolicyVersion]:
    """The draft that was seen at `revision`, held with the live version until the end."""
    with transaction.atomic():
        held_live()
        draft = PolicyVersion.objects.select_for_update().filter(pk=number).first()
        if draft is None:
            raise Invalid(say("There is no version {number}.", number=number), field="version")
        if draft.status != Status.DRAFT:
            raise WrongState(
                say("Version {number} is {status}: begin a new draft.", number=number, status=draft.status)
            )
        if draft.revision != revision:
            raise Outdated(
                say("{who} changed this draft meanwhile.", who=draft.saved_by or say("Somebody")),
                revision=draft.revision,
            )
        yield draft


def held_live() -> PolicyVersion:
    """The live version, locked: of two who publish at once the second sees what the first made live."""
    while True:
        live = policies.live()
        PolicyVersion.objects.select_for_update().get(pk=live.pk)
        if policies.live().pk == live.pk:
            return live


def _publishable(draft: PolicyVersion, confirm: str) -> None:
    live = policies.live()
    if draft.base_id != live.pk:
        raise Outdated(
            say("{live} went live after this draft was begun. Take it over first.", live=live), live=live.pk
        )
    for problem in faults(draft.content):
        raise Invalid(problem.message, field=problem.path)
    rules = [(f"exclusions[{place}]", one) for place, one in enumerate(draft.content.exclusions)]
    rules += [(f"risks.described.{one.key}", one) for one in draft.graves]
    for path, one in rules:
        for question in rule_of(one).questions:
            raise Invalid(question.told, field=f"{path}.sentence")
    if draft.content == live.content:
        raise Invalid(say("It says the same as the live version."), field="document")
    if silences(live.content, draft.content) and not confirmed(confirm):
        raise Invalid(
            say("Type “{phrase}” to confirm: customers who ask for a human would get none.", phrase=PHRASE),
            field="confirm",
        )


def written(draft: PolicyVersion, **columns: object) -> PolicyVersion:
    """The draft with columns changed; what its document was understood as goes with it."""
    values = columns | {"saved_at": now()}
    PolicyVersion.objects.filter(pk=draft.pk, status=Status.DRAFT).update(
        revision=F("revision") + 1, **values
    )
    return PolicyVersion.objects.get(pk=draft.pk)


def _went_live(version: PolicyVersion, by: Person, why: str) -> Publication:
    return Publication.objects.create(version=version, at=now(), by=by, why=why)


def _admin(by: Person) -> None:
    if by.role != PersonRole.ADMIN:
        raise NotYours(say("The policy is changed by admins."))


def _reason(why: str) -> str:
    why = why.strip()
    if not why:
        raise Invalid(say("Say why, for whoever reads this later."), field="why")
    if len(why) > MOST:
        raise Invalid(say("At most {most} characters.", most=MOST), field="why")
    return why
