"""Henrik changes what answers are made from, and the answers follow."""

from datetime import timedelta
from pathlib import Path

import pytest

from handoff import sources, tasks
from handoff.clock import shifted
from handoff.knowledge import answers, generations, refit, upkeep, versions
from handoff.models import Article, PastTicket, Person
from handoff.vocabulary import Answering
from tests import factories

pytestmark = pytest.mark.django_db
POLES, KAYAKS = "The poles of my tent are missing", "What does a kayak cost?"


def said(question: str) -> str | None:
    found = answers.propose(question)
    return found.text if found else None


def test_before_the_first_index_nothing_is_guessed(index: Path, poles: Article) -> None:
    assert said(POLES) is None
    assert upkeep.tend() == "rebuilt"
    assert "sent at no cost" in str(said(POLES))
    assert upkeep.tend() == "nothing"


def test_an_edit_and_a_new_article_answer_after_the_next_look(
    index: Path, poles: Article, kayaks: Article, henrik: Person
) -> None:
    upkeep.bring_up_to_date()
    versions.change(kayaks, {"text": "A kayak costs 500 kr a day."}, by=henrik)
    versions.add(Article(key="skis", title="Ski rental", text="Skis cost 300 kr a day."), by=henrik)

    assert upkeep.tend() == "amended"
    assert said(KAYAKS) == "A kayak costs 500 kr a day."
    assert said("What do skis cost?") == "Skis cost 300 kr a day."
    assert upkeep.tend() == "nothing"


def test_what_is_switched_off_is_silent_from_the_next_answer_on_and_speaks_again(
    index: Path, poles: Article, kayaks: Article, henrik: Person
) -> None:
    upkeep.bring_up_to_date()
    assert said(KAYAKS) is not None
    versions.switch(kayaks, on=False, by=henrik)
    assert "kayak" not in str(said(KAYAKS))
    assert "sent at no cost" in str(said(POLES))

    upkeep.tend()
    assert "kayak" not in str(said(KAYAKS))
    versions.switch(kayaks, on=True, by=henrik)
    upkeep.tend()
    assert said(KAYAKS) == "A kayak costs 400 kr a day."


def test_behind_a_switched_off_article_the_next_best_one_answers(
    index: Path, kayaks: Article, henrik: Person
) -> None:
    PastTicket.objects.create(key="t1", question=KAYAKS, answer="Ask in the shop for a kayak.")
    upkeep.bring_up_to_date()
    found = answers.propose("What does a kayak cost a day?")
    assert found is not None
    assert found.citations[0].item == "article:kayaks"
    versions.switch(kayaks, on=False, by=henrik)

    again = answers.propose("What does a kayak cost a day?")
    assert again is not None
    assert [cited.item for cited in again.citations] == ["ticket:t1"]


def test_a_macro_with_blanks_is_never_said_to_a_customer(index: Path) -> None:
    Article.objects.create(key="m", kind=Article.MACRO, title="Kayak", text="Hei {customer}, a kayak waits.")
    upkeep.bring_up_to_date()
    assert said(KAYAKS) is None
    assert upkeep.bring_up_to_date() == "nothing"


def test_what_came_in_by_another_way_is_found_by_comparing_all(
    index: Path, poles: Article, kayaks: Article
) -> None:
    upkeep.bring_up_to_date()
    Article.objects.filter(pk=poles.pk).delete()
    assert said(POLES) is None
    assert upkeep.bring_up_to_date() == "amended"
    assert "article:missing-parts" not in current().stamps


def test_what_changed_in_a_day_is_fitted_at_night(index: Path, poles: Article, henrik: Person) -> None:
    upkeep.bring_up_to_date()
    versions.change(poles, {"text": "Poles are sent."}, by=henrik)
    upkeep.tend()
    assert current().about.moved == 1
    with shifted(timedelta(days=1)):
        assert upkeep.tend() == "rebuilt"
    assert current().about.moved == 0


def test_enough_changes_are_fitted_anew(index: Path, poles: Article) -> None:
    upkeep.bring_up_to_date()
    rows = (PastTicket(key=str(n), question="Where?", answer="Here.") for n in range(refit.REFIT_LEAST))
    PastTicket.objects.bulk_create(rows)
    assert upkeep.tend() == "amended"
    with shifted(refit.QUIET + timedelta(seconds=1)):
        assert upkeep.tend() == "rebuilt"
    assert current().about.moved == 0


def test_an_import_under_way_is_waited_for(
    index: Path, poles: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "AMEND_MOST", 5)
    upkeep.bring_up_to_date()
    PastTicket.objects.bulk_create(
        PastTicket(key=str(n), question="Where?", answer="Here.") for n in range(40)
    )
    assert upkeep.tend() == "nothing"
    with shifted(refit.QUIET + timedelta(seconds=1)):
        assert upkeep.tend() == "rebuilt"


def test_the_index_of_another_database_is_of_no_use(
    index: Path, poles: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    upkeep.bring_up_to_date()
    monkeypatch.setattr(upkeep, "_database", lambda: "another")
    assert upkeep.tend() == "rebuilt"


def test_who_answers_looks_for_changes_where_nobody_else_does(
    index: Path, kayaks: Article, henrik: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    upkeep.bring_up_to_date()
    versions.change(kayaks, {"text": "A kayak costs 500 kr a day."}, by=henrik)
    monkeypatch.setattr(upkeep, "LOOK_EVERY", 0.0)
    assert said(KAYAKS) == "A kayak costs 500 kr a day."


def current() -> generations.Generation:
    found = generations.current()
    assert found is not None
    return found


def test_what_was_still_open_is_cleared_up_later(
    index: Path, kayaks: Article, henrik: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    upkeep.bring_up_to_date()
    held = current()
    versions.change(kayaks, {"text": "A kayak costs 500 kr a day."}, by=henrik)
    upkeep.tend()
    assert held.folder.is_dir()
    folder = held.folder
    del held
    monkeypatch.setattr(upkeep, "COMPARE_EVERY", 0.0)
    upkeep.tend()
    assert not folder.exists()


def test_a_house_that_answers_nobody_from_here_builds_no_index(index: Path, poles: Article) -> None:
    tasks.tend_index()
    assert generations.mark() is None
    sources.let_answer(factories.source(), Answering.EMBEDDED)
    tasks.tend_index()
    assert generations.mark() is not None
