"""The queues that a policy names, as pure values."""

from handoff.policy import Document
from handoff.policy.document import Branch, Rung
from handoff.policy.names import branches_naming, queues_of, renamed, unknown
from handoff.policy.terms import Overrun, RungKind

ORDERS = Rung(RungKind.HUMAN, queue="Orders", then=Overrun.QUEUE, to="Payments")
UNUSED = Rung(RungKind.FORM, queue="Gone", to="Gone too", then=Overrun.SUPERVISOR)
TREE = Document(
    tree=(
        Branch(name="Gold", customer_tiers=("gold",), rungs=(ORDERS,)),
        Branch(name="Rest", rungs=(UNUSED, Rung(RungKind.HUMAN, then=Overrun.SUPERVISOR))),
    )
)


def test_a_queue_is_named_where_a_rung_uses_it() -> None:
    assert list(queues_of(TREE)) == [
        ("tree[0].rungs[0].queue", "Orders"),
        ("tree[0].rungs[0].to", "Payments"),
    ]


def test_what_nobody_knows_is_said_at_its_place() -> None:
    assert unknown(TREE, ["ORDERS", "payments"]) == []
    (problem,) = unknown(TREE, ["Orders", "Norsk"])
    assert problem.path == "tree[0].rungs[0].to"
    assert problem.message == "There is no queue “Payments”. Known: Norsk, Orders."
    assert unknown(TREE, [])[0].message.endswith("Known: there is none yet.")


def test_a_queue_goes_by_its_new_name_everywhere() -> None:
    after = renamed(TREE, "orders", "Sales")
    assert after.tree[0].rungs[0].queue == "Sales"
    assert after.tree[0].rungs[0].to == "Payments"
    assert renamed(after, "Sales", "Orders") == TREE


def test_the_branches_that_name_a_queue() -> None:
    assert branches_naming(TREE, "payments") == ["Gold"]
    assert branches_naming(TREE, "Gone") == []
