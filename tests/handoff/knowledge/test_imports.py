"""What an import changes, and what the same import changes when it comes again."""

from collections.abc import Iterable, Iterator

import pytest

from handoff.knowledge import imports
from handoff.knowledge.imports import Counts, store
from handoff.models import Article, KnowledgeVersion, PastTicket
from handoff.records import BadLine, Record

pytestmark = pytest.mark.django_db


def ticket(key: str, answer: str = "We send a new pole set.") -> PastTicket:
    return PastTicket(key=key, question="My tent came without poles.", answer=answer)


def keep(*rows: PastTicket | BadLine) -> tuple[Counts, list[str]]:
    bad: list[str] = []
    found: Iterable[Record[PastTicket] | BadLine] = [
        row if isinstance(row, BadLine) else Record(n, row) for n, row in enumerate(rows, 1)
    ]
    return store(PastTicket, found, lambda line: bad.append(str(line))), bad


def test_the_same_again_changes_nothing_and_what_differs_is_brought_up_to_date() -> None:
    assert keep(ticket("t1"), ticket("t2"))[0] == Counts(added=2)
    assert keep(ticket("t1"), ticket("t2"))[0] == Counts(unchanged=2)
    assert keep(ticket("t2", "Ask Jonas."), ticket("t3"))[0] == Counts(added=1, changed=1)

    kept = dict(PastTicket.objects.values_list("key", "answer"))
    assert kept == {"t1": "We send a new pole set.", "t2": "Ask Jonas.", "t3": "We send a new pole set."}


def test_an_id_that_comes_twice_is_a_bad_line_and_the_first_one_holds() -> None:
    counts, bad = keep(ticket("t1"), ticket("t2"), ticket("t1", "Ask Jonas."))

    assert counts == Counts(added=2, bad=1)
    assert bad == ["line 3: id: “t1” is in line 1 already"]
    assert PastTicket.objects.get(key="t1").answer == "We send a new pole set."


def test_bad_lines_are_told_as_they_come_and_counted() -> None:
    counts, bad = keep(BadLine(1, "question: missing or empty"), ticket("t1"))

    assert counts == Counts(added=1, bad=1)
    assert bad == ["line 1: question: missing or empty"]


def test_batches_of_any_number_keep_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 7)

    assert keep(*(ticket(f"t{n}") for n in range(50)))[0] == Counts(added=50)
    assert keep(*(ticket(f"t{n}", "Ask Jonas." if n % 5 else "No.") for n in range(50)))[0] == Counts(
        changed=50
    )
    assert PastTicket.objects.filter(answer="No.").count() == 10


def test_an_article_that_changed_says_when_and_stays_switched_off() -> None:
    def come(text: str) -> Iterator[Record[Article] | BadLine]:
        yield Record("poles.md", Article(key="poles.md", title="Poles", text=text))

    store(Article, come("We send them."), print)
    before = Article.objects.get()
    Article.objects.update(active=False)

    assert store(Article, come("We send them."), print) == Counts(unchanged=1)
    assert Article.objects.get().updated_at == before.updated_at
    assert store(Article, come("We send them today."), print) == Counts(changed=1)
    after = Article.objects.get()
    assert (after.pk, after.text, after.active) == (before.pk, "We send them today.", False)
    assert after.updated_at > before.updated_at


def test_a_change_by_import_keeps_what_was_said_before() -> None:
    keep(ticket("t1"), ticket("t2"))
    keep(ticket("t1", "Ask Jonas."), ticket("t2"))

    version = KnowledgeVersion.objects.get()
    assert (version.ticket, version.kind, version.by) == (
        PastTicket.objects.get(key="t1"),
        "imported",
        None,
    )
    assert version.before == {"answer": "We send a new pole set."}


def test_a_ticket_that_was_switched_off_stays_off() -> None:
    keep(ticket("t1"))
    PastTicket.objects.update(active=False)
    keep(ticket("t1", "Ask Jonas."))
    assert PastTicket.objects.get().active is False
