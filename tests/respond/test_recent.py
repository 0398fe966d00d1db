"""What is kept of people for a moment is kept for a moment only."""

from __future__ import annotations

import time

from typology.respond.people import Recent


def test_what_is_too_old_is_let_go_and_not_only_passed_over():
    """A room in which people come and go all day must not fill the memory with what nobody will ask for."""
    kept: Recent[str] = Recent(0.05)
    for seat in range(20):
        kept.put(seat, "said")
    time.sleep(0.06)
    assert kept.get(3) is None
    kept.put("new", "said")
    assert len(kept._values) == 1
    assert kept.get("new") == "said"


def test_no_more_is_kept_than_there_is_room_for():
    """The oldest goes first; what was put in again counts as new."""
    kept: Recent[int] = Recent(60, most=2)
    kept.put("a", 1)
    kept.put("b", 2)
    kept.put("a", 3)
    kept.put("c", 4)
    assert [kept.get(key) for key in "abc"] == [3, None, 4]
