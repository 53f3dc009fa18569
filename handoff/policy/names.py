"""The queues that a policy names: which they are, which of them nobody knows, and the same under a new name. Pure."""

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from handoff.policy.document import Branch, Document, Rung
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.whole import Problem
from handoff.tongue import say


def queues_of(document: Document) -> Iterator[tuple[str, str]]:
    """Each place where a queue is named (`tree[0].rungs[1].queue`), and its name; what a rung does not use is none."""
    for at, branch in enumerate(document.tree):
        for step, rung in enumerate(branch.rungs):
            path = f"tree[{at}].rungs[{step}]"
            if rung.queue and rung.kind in (RungKind.HUMAN, RungKind.SUPERVISOR):
                yield f"{path}.queue", rung.queue
            if rung.to and rung.then == Overrun.QUEUE:
                yield f"{path}.to", rung.to


def unknown(document: Document, known: Collection[str], former: Collection[str] = ()) -> list[Problem]:
    """A problem for each name that no queue of the `known` ones has, or had before, however it is written."""
    small = {name.casefold() for name in (*known, *former)}
    there = ", ".join(sorted(known, key=str.casefold)) or say("there is none yet")
    return [
        Problem(path, say("There is no queue “{name}”. Known: {known}.", name=name, known=there))
        for path, name in queues_of(document)
        if name.casefold() not in small
    ]


def branches_naming(document: Document, queue: str) -> list[str]:
    """The branches that name a queue, in their order."""
    named = [path for path, name in queues_of(document) if name.casefold() == queue.casefold()]
    return [
        branch.name
        for at, branch in enumerate(document.tree)
        if any(path.startswith(f"tree[{at}].") for path in named)
    ]


def renamed(document: Document, old: str, new: str) -> Document:
    """The document that says `new` wherever it named the queue `old`."""

    def told(name: str) -> str:
        return new if name.casefold() == old.casefold() else name

    def rung(one: Rung) -> Rung:
        return replace(one, queue=told(one.queue), to=told(one.to))

    def branch(one: Branch) -> Branch:
        return replace(one, rungs=tuple(rung(step) for step in one.rungs))

    return replace(document, tree=tuple(branch(one) for one in document.tree))
