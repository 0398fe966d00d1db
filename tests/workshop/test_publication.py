"""The content of a publication: plain values there and back."""

import json

import pytest

from typology.workshop.publication import Cell, ItemResult, ProfileResult, Publication, Statement, VoteResult

SHOWN = Cell(
    None, "p", "shown", n=6, counts={"a": 2, "b": 4}, dk=1, na=2, mean=0.667, ad=0.444, rwg=0.0, a=0.5,
    polarisation=0.25, consensus=0.4, beyond_chance=False, carried=1,
)  # fmt: skip
COARSE = Cell(7, "p", "coarse", n=5, band=("a", "b"))
NUMBER = Cell(7, "p", "shown", n=9, quartiles=(10.0, 20.0, 30.0))
OFFICE = Cell(7, "q", "attributed", n=1, statements=(Statement("Amt", "answer", "a"), Statement("Beirat", "dk")))
CONTENT = Publication(
    items=(ItemResult("x", (VoteResult(1, (SHOWN, COARSE, OFFICE)), VoteResult(2, (NUMBER,)))),),
    profiles=(ProfileResult(7, "p", "shown", 6, {"one": (40.0, 30.0, 55.0), "two": None}, "t", "clear", 0.9),),
    group_from=5,
    made_at="2026-11-28T18:00:00+00:00",
)


def test_a_publication_survives_the_way_through_json():
    """Every field comes back as it was, tuples and None included."""
    assert Publication.from_json(json.loads(json.dumps(CONTENT.to_json()))) == CONTENT


def test_cells_and_profiles_are_found_by_what_they_are_about():
    """By item, table and perspective; None where there is nothing."""
    result = CONTENT.item("x")
    assert result.votes[0].cell(None, "p") is result.votes[0].cells[0]
    assert result.votes[0].cell(7, "q").statements[1].state == "dk"
    assert result.latest.vote == 2
    assert result.latest.cell(8, "p") is None
    assert CONTENT.item("y") is None
    assert CONTENT.profile(7, "p").axes["two"] is None
    assert CONTENT.profile(None, "p") is None


def test_what_can_be_drawn_follows_from_the_fields():
    """A cell that is held is drawn as what it was."""
    assert SHOWN.has_figures
    assert NUMBER.has_figures
    assert not COARSE.has_figures
    assert COARSE.is_unanimous
    assert Cell(7, "p", "held", n=5, band=("a", "b")).is_unanimous
    assert not Cell(7, "p", "held", n=5, counts={"a": 5}).is_unanimous


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"items": [], "profiles": [], "group_from": 5},
        {"items": [{"item": "x", "votes": [{"vote": 1, "cells": [{"perspective": "p", "status": "secret"}]}]}],
         "profiles": [], "group_from": 5, "made_at": ""},
        {"items": [], "profiles": [{"status": "shown"}], "group_from": 5, "made_at": ""},
        {"items": 3, "profiles": [], "group_from": 5, "made_at": ""},
        {"items": ["x"], "profiles": [], "group_from": 5, "made_at": ""},
    ],
)  # fmt: skip
def test_what_is_no_publication_is_refused(content):
    """With one kind of error, whatever is wrong."""
    with pytest.raises(ValueError, match="publication"):
        Publication.from_json(content)


def test_a_key_of_a_later_version_does_no_harm():
    """Content that was stored stays readable."""
    plain = CONTENT.to_json()
    plain["items"][0]["votes"][0]["cells"][0]["later"] = 1
    plain["profiles"][0]["later"] = 1
    assert Publication.from_json(plain) == CONTENT
