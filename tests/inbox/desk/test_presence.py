"""Who looks at what, as one process hears it: marks come, stay while they are renewed, and go by themselves."""

import time

import pytest

from inbox.bells import Ring, Viewing, unpacked
from inbox.desk.presence import LASTS, Presence

SOFIE = Viewing(7, 1, "Sofie Lund", "SL")
MIRA = Viewing(7, 2, "Mira Dahl", "MD")


def away(one: Viewing) -> Viewing:
    return Viewing(one.conversation, one.person, one.who, one.initials, on=False)


def test_others_are_told_by_name_and_nobody_of_themselves() -> None:
    presence = Presence()
    presence.hear([SOFIE, MIRA, Viewing(8, 1, "Sofie Lund", "SL")])
    assert presence.of([7, 9], but=2) == {7: (SOFIE,)}
    assert presence.of([7], but=3) == {7: (MIRA, SOFIE)}
    presence.hear([away(SOFIE)])
    assert presence.of([7], but=2) == {}


def test_a_mark_that_is_not_renewed_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    presence, begun = Presence(), time.monotonic()
    presence.hear([SOFIE, MIRA])
    presence.changed = False
    monkeypatch.setattr(time, "monotonic", lambda: begun + LASTS - 1)
    presence.hear([MIRA])
    presence.forget()
    assert not presence.changed
    monkeypatch.setattr(time, "monotonic", lambda: begun + LASTS + 2)
    presence.forget()
    assert (presence.changed, presence.of([7], but=0)) == (True, {7: (MIRA,)})


def test_a_ring_bears_it_to_other_processes_and_an_older_one_s_has_none() -> None:
    ring = Ring(viewing=(SOFIE, away(MIRA)))
    packed = ring.packed("a")
    assert unpacked(packed) == ring
    del packed["viewing"]
    assert unpacked(packed) == Ring()
