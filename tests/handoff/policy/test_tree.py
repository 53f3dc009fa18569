"""The way through the tree: every case has a branch, every way an end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.policy.document import Branch, Document, Question, Rung
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.tree import PEOPLE, Case, Place, after, branch_for, first, onward, rung_at, timed
from handoff.policy.whole import problems
from handoff.vocabulary import Tier, TriggerName

WORDS = ("payments", "nb", "nb-NO", "gold", "Web chat", "refunds")
words = st.lists(st.sampled_from(WORDS), max_size=2).map(tuple)
fired = st.lists(st.sampled_from(list(TriggerName)), max_size=2, unique=True).map(tuple)
rungs = st.builds(
    Rung,
    kind=st.sampled_from(list(RungKind)),
    timer_s=st.integers(1, 9000),
    then=st.sampled_from(list(Overrun)),
    to=st.just("Orders"),
)
branches = st.builds(
    Branch,
    name=st.text("abc", min_size=1, max_size=3),
    topics=words,
    sources=words,
    languages=words,
    customer_tiers=words,
    skills=words,
    triggers=fired,
    rungs=st.lists(rungs, min_size=1, max_size=5).map(tuple),
)
documents = st.builds(Document, tree=st.lists(branches, min_size=1, max_size=4).map(tuple))
cases = st.builds(
    Case,
    topic=st.sampled_from(WORDS),
    source=st.sampled_from(WORDS),
    language=st.sampled_from(WORDS),
    customer_tier=st.sampled_from(WORDS),
    skills=words,
    triggers=fired,
)


@given(documents, cases)
def test_every_case_takes_exactly_one_branch_the_first_that_fits(document: Document, case: Case) -> None:
    taken = branch_for(document, case)
    assert taken in document.tree
    assert branch_for(document, case) is taken
    before = document.tree[: next(n for n, branch in enumerate(document.tree) if branch is taken)]
    assert all(branch_for(Document(tree=(one, taken)), case) is taken for one in before)


@given(branches, st.sampled_from([None, *Tier]))
def test_every_way_ends_with_people_and_never_comes_back(branch: Branch, tier: Tier | None) -> None:
    place: Place | None = first(branch, tier)
    seen: list[Place] = []
    while place is not None:
        assert place not in seen
        seen.append(place)
        assert timed(branch, place) == (after(branch, place) is not None)
        place = after(branch, place)
    assert rung_at(branch, seen[-1]).kind in PEOPLE
    assert len(seen) <= 2 * len(branch.rungs) + 1


@given(branches)
def test_onward_reaches_people_too(branch: Branch) -> None:
    place: Place | None = Place(0)
    seen = []
    while place is not None:
        seen.append(place)
        place = onward(branch, place)
    assert len(seen) == len(set(seen)) <= len(branch.rungs) + 1
    assert rung_at(branch, seen[-1]).kind == RungKind.SUPERVISOR


def rung(kind: RungKind = RungKind.HUMAN, then: Overrun = Overrun.NEXT, **more: Any) -> Rung:
    return Rung(kind=kind, then=then, **more)


def way(*of: Rung) -> list[tuple[int, str, str]]:
    """The whole way when nobody ever comes: rung, what stands in for it, and who is asked."""
    branch, told = Branch(name="A", rungs=of), []
    place: Place | None = Place(0)
    while place is not None:
        told.append((place.rung, str(place.via or ""), str(rung_at(branch, place).kind)))
        place = after(branch, place)
    return told


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (
            [rung(then=Overrun.SUPERVISOR), rung(RungKind.SUPERVISOR, Overrun.EMAIL)],
            [(0, "", "human"), (1, "", "supervisor"), (1, "email", "supervisor")],
        ),
        (
            [rung(then=Overrun.QUEUE, to="Returns")],
            [(0, "", "human"), (0, "queue", "human"), (0, "supervisor", "supervisor")],
        ),
        ([rung(then=Overrun.CALL_BACK)], [(0, "", "human"), (0, "call_back", "human")]),
        (
            [rung(RungKind.FORM), rung(then=Overrun.SUPERVISOR), rung(RungKind.SENIOR_AI)],
            [
                (0, "", "form"),
                (1, "", "human"),
                (1, "supervisor", "supervisor"),
                (2, "", "senior_ai"),
                (2, "supervisor", "supervisor"),
            ],
        ),
        ([rung(RungKind.SUPERVISOR, Overrun.SUPERVISOR)], [(0, "", "supervisor")]),
    ],
)
def test_where_the_time_of_a_rung_leads(of: list[Rung], told: list[tuple[int, str, str]]) -> None:
    assert way(*of) == told


def test_a_front_end_may_ask_for_a_tier() -> None:
    tree = Branch(name="A", rungs=(rung(RungKind.SENIOR_AI), rung(), rung(RungKind.SUPERVISOR)))
    assert first(tree) == Place(0)
    assert first(tree, Tier.HUMAN) == Place(1)
    assert first(tree, Tier.SUPERVISOR) == Place(2)
    assert first(Branch(name="B", rungs=(rung(),)), Tier.SUPERVISOR) == Place(0, Overrun.SUPERVISOR)


def test_words_are_known_however_they_are_written_and_languages_with_their_land() -> None:
    norsk = Branch(name="Norsk", languages=("nb",), topics=("Payments",), rungs=(rung(),))
    tree = Document(tree=(norsk, Branch(name="All", rungs=(rung(then=Overrun.EMAIL),))))
    assert branch_for(tree, Case(topic="payments", language="nb-NO")).name == "Norsk"
    assert branch_for(tree, Case(topic="payments", language="de")).name == "All"
    assert branch_for(tree, Case(language="nb")).name == "All"


def test_a_promise_in_the_middle_leaves_rungs_that_are_never_reached() -> None:
    form = rung(RungKind.FORM, questions=(Question(name="order", label="Your order number?"),))
    ends = Branch(name="All", rungs=(form, rung(then=Overrun.EMAIL), rung(then=Overrun.CALL_BACK)))
    assert [problem.path for problem in problems(Document(tree=(ends,)))] == ["tree[0].rungs[2]"]
