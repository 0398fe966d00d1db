"""Brokerage roles after Gould and Fernandez."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.infrastructure.made import MODEL, drawn
from typology.infrastructure.brokerage import Brokerage, brokerage
from typology.infrastructure.measures import measure


def roles_of(actor: str, kinds: dict[str, str], relations: str) -> Brokerage:
    found = measure(drawn(kinds, relations), MODEL)
    assert found is not None
    return found.actors[actor].brokerage


@pytest.mark.parametrize(("a", "c", "role"), [
    ("club", "club", "coordinator"), ("office", "club", "gatekeeper"), ("club", "office", "representative"),
    ("office", "office", "consultant"), ("office", "service", "liaison"),
])  # fmt: skip
def test_who_belongs_to_whom_makes_the_role(a, c, role):
    """A → b → c with b a club: clubs and unions are one group, offices and services two others."""
    found = roles_of("b", {"a": a, "b": "club", "c": c}, "a>b b>c")
    assert found == Brokerage(**{role: 1})
    assert found.total == 1


def test_the_group_is_that_of_the_kind_and_not_the_kind():
    """A union and a club are different kinds of one group, so brokering among them is coordination."""
    assert roles_of("b", {"a": "club", "b": "union", "c": "club"}, "a>b b>c") == Brokerage(coordinator=1)


def test_a_direct_way_takes_the_broker_out_but_only_in_its_direction():
    """With a → c there is nothing to broker from a to c; with c → a there still is."""
    kinds = {"a": "club", "b": "club", "c": "club"}
    assert roles_of("b", kinds, "a>b b>c a>c").total == 0
    assert roles_of("b", kinds, "a>b b>c c>a").coordinator == 1


def test_talks_count_both_ways():
    """A - b - c: b brokers from a to c and from c to a. There and back to a is no pair."""
    assert roles_of("b", {"a": "office", "b": "club", "c": "club"}, "a-b b-c") == Brokerage(
        gatekeeper=1, representative=1)


def test_nobody_brokers_in_an_empty_net():
    """No rows, no columns, no roles."""
    assert brokerage(csr_array((0, 0)), ()) == ()


def by_definition(ties: np.ndarray, groups: list[str]) -> list[Brokerage]:
    """Return the roles by looking at every ordered triple."""
    size = len(groups)
    found = []
    for b in range(size):
        counts = dict.fromkeys(("coordinator", "gatekeeper", "representative", "consultant", "liaison"), 0)
        for a in range(size):
            for c in range(size):
                if a == c or b in (a, c) or not (ties[a, b] and ties[b, c]) or ties[a, c]:
                    continue
                ga, gb, gc = groups[a], groups[b], groups[c]
                role = ("coordinator" if ga == gb == gc else "gatekeeper" if gb == gc else
                        "representative" if ga == gb else "consultant" if ga == gc else "liaison")
                counts[role] += 1
        found.append(Brokerage(**counts))
    return found


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 9).flatmap(lambda n: st.tuples(
    st.lists(st.sampled_from("xyz"), min_size=n, max_size=n), st.lists(st.booleans(), min_size=n * n, max_size=n * n))))
def test_counts_are_those_of_the_definition(net):
    """On any directed net with any groups, products of matrices count what looking at every triple counts."""
    groups, cells = net
    ties = np.array(cells, dtype=float).reshape(len(groups), len(groups))
    np.fill_diagonal(ties, 0)
    assert list(brokerage(csr_array(ties), groups)) == by_definition(ties, groups)
