"""What changed between two documents, in sentences; and two changes made one."""

from typing import Any

import msgspec

from handoff.policy import Document
from handoff.policy.difference import differences
from handoff.policy.document import DEFAULTS, Branch, Described, Exclusion, Own, Risks, Rung, Setting, Silence
from handoff.policy.merge import merge
from handoff.policy.terms import Overrun, RungKind
from handoff.vocabulary import TriggerName

RECALLS = Exclusion(key="recalls", sentence="Anything about recalls")
TWICE = Exclusion(key="twice", sentence="Charged twice")


def but(document: Document, **parts: Any) -> Document:
    return msgspec.structs.replace(document, **parts)


def branch(name: str) -> Branch:
    return Branch(name=name, topics=(name,), rungs=(Rung(kind=RungKind.HUMAN, then=Overrun.EMAIL),))


def sentences(before: Document, after: Document) -> list[str]:
    return [change.sentence for change in differences(before, after)]


def test_each_change_is_a_sentence() -> None:
    live = Document(exclusions=(RECALLS,))
    draft = Document(
        hold_from=0.55,
        triggers={
            TriggerName.ANGER: Setting(at=0.65, rise=0.5),
            TriggerName.UNANSWERED: Setting(on=True, at=45),
        },
        own=(Own(topic="Returns", send_from=0.9),),
        exclusions=(TWICE,),
    )
    assert sentences(live, draft) == [
        "hold from: .60 → .55",
        "Anger: at: .70 → .65",
        "Unanswered: on: off → on",
        "Line of Returns, all sources added",
        "Exclusion removed: “Anything about recalls”",
        "Exclusion added: “Charged twice”",
    ]


def test_a_matter_that_is_described_is_told_by_its_sentence() -> None:
    live, told = Document(), Described("anybody buried in snow")
    draft = but(live, risks=Risks(described={"avalanche": told}))
    again = but(live, risks=Risks(described={"avalanche": Described(told.sentence, {"phrases": ["buried"]})}))
    assert sentences(live, draft) == ["Grave matter “avalanche” added: “anybody buried in snow”"]
    assert sentences(draft, again) == ["Grave matter “avalanche” “anybody buried in snow”: understood anew"]
    assert sentences(draft, live) == ["Grave matter “avalanche” removed: “anybody buried in snow”"]


def test_two_describe_different_matters_at_once() -> None:
    live = Document()
    mine = but(live, risks=Risks(described={"avalanche": Described("anybody buried in snow")}))
    theirs = but(live, risks=Risks(described={"recall": Described("recalled stoves")}))
    both, clashes = merge(live, mine, theirs)
    assert (set(both.risks.described), clashes) == ({"avalanche", "recall"}, [])


def test_a_default_written_down_is_no_change() -> None:
    assert differences(Document(), Document(triggers=dict(DEFAULTS))) == []


def test_the_order_of_branches_is_a_change() -> None:
    one = Document(tree=(branch("a"), branch("b")))
    other = Document(tree=(branch("b"), branch("a")))
    assert sentences(one, other) == ["New order: b, a"]


def test_two_changes_of_different_things_are_made_one() -> None:
    base = Document(exclusions=(RECALLS,))
    mine = but(base, send_from=0.9, exclusions=(RECALLS, TWICE))
    theirs = but(base, hold_from=0.5, exclusions=())
    merged, clashes = merge(base, mine, theirs)
    assert (merged.hold_from, merged.send_from, merged.exclusions) == (0.5, 0.9, (TWICE,))
    assert clashes == []


def test_where_both_changed_the_same_mine_holds_and_it_is_told() -> None:
    base = Document()
    merged, clashes = merge(base, but(base, send_from=0.9), but(base, send_from=0.8, hold_from=0.5))
    assert (merged.send_from, merged.hold_from, clashes) == (0.9, 0.5, ["send_from"])


def test_a_branch_that_only_they_added_comes_before_the_one_that_takes_all() -> None:
    last = Branch(name="All", rungs=branch("x").rungs)
    base = Document(tree=(last,))
    merged, clashes = merge(base, but(base, tree=(branch("a"), last)), but(base, tree=(branch("b"), last)))
    assert [one.name for one in merged.tree] == ["b", "a", "All"]
    assert clashes == []


def test_a_silence_is_told_in_its_own_words() -> None:
    on = Document(silence=Silence(away_s=600, then=Overrun.SUPERVISOR))
    (came,) = differences(Document(), on)
    assert came.sentence == (
        "What an agent has and does not answer within its rung’s time, "
        "or whose agent left the desk 10 min ago, goes to a supervisor."
    )
    (changed,) = differences(on, Document(silence=Silence(answer_s=300)))
    assert (changed.path, changed.sentence) == (
        "silence",
        "What an agent has and does not answer within 5 min, goes to its queue.",
    )
    (gone,) = differences(on, Document())
    assert gone.sentence.startswith("What an agent has stays with them")


def test_another_way_through_a_branch_is_told_in_words() -> None:
    after = msgspec.structs.replace(branch("Gold"), rungs=(Rung(RungKind.HUMAN, queue="Sales", timer_s=600),))
    (change,) = differences(but(Document(), tree=(branch("Gold"),)), but(Document(), tree=(after,)))
    assert change.sentence == "Branch “Gold”: rungs: human for 30 min or else email → Sales for 10 min"
