"""The rule of small groups, case by case."""

from dataclasses import replace

import pytest

from tests.workshop.scenes import MODEL, Round, room, say
from typology.model.elements import SmallGroupsMethod
from typology.workshop.publication import Statement
from typology.workshop.small_groups import band_of, bands, quartiles, rules_for


def test_a_workshop_may_ask_for_larger_groups_and_never_for_smaller_ones():
    """Five at least, ten where results are public, whatever the facilitator sets."""
    method = SmallGroupsMethod()
    assert rules_for(method, 5, public=False).group_from == 5
    assert rules_for(method, 2, public=False).group_from == 5
    assert rules_for(method, 8, public=False).group_from == 8
    assert rules_for(method, 8, public=True).group_from == 10
    assert rules_for(method, 12, public=True).group_from == 12


def test_from_five_people_on_a_group_sees_its_figures():
    """Answers 0, 1, 2, 3, 4: mean 2, average deviation 1.2, one of each."""
    round_ = Round()
    round_.publish(room([0, 1, 2, 3, 4]))
    cell = round_.cell(1)
    assert (cell.status, cell.n, cell.missing) == ("shown", 5, 0)
    assert cell.counts == {"o0": 1, "o1": 1, "o2": 1, "o3": 1, "o4": 1}
    assert cell.mean == pytest.approx(2.0)
    assert cell.ad == pytest.approx(1.2)
    assert (cell.rwg, cell.a, cell.polarisation) == (0.0, pytest.approx(0.0), pytest.approx(0.5))
    assert cell.beyond_chance is False


@pytest.mark.parametrize(("n", "missing"), [(1, 4), (2, 3), (4, 1)])
def test_below_five_people_only_how_many_are_missing_is_said(n, missing):
    """And nothing else: neither how many answered nor what."""
    round_ = Round()
    round_.publish(room([0, 1, 2, 3][:n]))
    cell = round_.cell(1)
    assert cell == replace(cell, status="few", missing=missing, n=0, counts={}, dk=0, na=0, mean=None, band=None)


def test_nobody_is_none():
    """A cell without anybody says so; an answer that was withdrawn is none."""
    round_ = Round()
    round_.publish([say(1, "none")])
    assert round_.statuses() == {None: "none", 1: "none"}


def test_where_larger_groups_are_asked_for_five_are_too_few():
    """Seven where ten are asked for."""
    round_ = Round(k=10)
    round_.publish(room([0, 1, 2, 3, 4, 4, 4]))
    assert (round_.cell(1).status, round_.cell(1).missing) == ("few", 3)


def test_dont_know_and_not_applicable_stand_apart():
    """Neither counts towards the answers or moves the mean."""
    round_ = Round()
    round_.publish(room([1, 1, 3, 3, 2, "dk", "dk", "na"]))
    cell = round_.cell(1)
    assert (cell.n, cell.dk, cell.na, cell.mean) == (5, 2, 1, pytest.approx(2.0))


def test_with_many_people_and_few_answers_nothing_is_said_of_the_answers():
    """Four answers and two that do not know: six people, and still too few to show."""
    round_ = Round()
    round_.publish(room([0, 1, 2, 3, "dk", "dk"]))
    cell = round_.cell(1)
    assert (cell.status, cell.n, cell.dk, cell.missing, cell.counts) == ("few", 0, 0, 1, {})


def test_five_who_do_not_know_are_a_group_of_their_own():
    """That most do not know is a finding; what the three others said is not shown."""
    round_ = Round()
    round_.publish(room([0, 1, 2, *["dk"] * 6]))
    cell = round_.cell(1)
    assert (cell.status, cell.n, cell.dk, cell.na, cell.counts, cell.mean) == ("few", 0, 6, 0, {}, None)


def test_that_everybody_does_not_know_is_not_said():
    """It would be the answer of each of them."""
    round_ = Round()
    round_.publish(room(["dk"] * 7))
    assert (round_.cell(1).status, round_.cell(1).dk) == ("few", 0)


# ------------------------------------------------------------------------------ all the same
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("ab", ["ab"]),
        ("abc", ["abc"]),
        ("abcd", ["ab", "cd"]),
        ("abcde", ["ab", "cde"]),
        ("abcdef", ["ab", "cd", "ef"]),
        ("abcdefg", ["ab", "cde", "fg"]),
    ],
)
def test_bands_are_neighbours_in_twos_and_threes(options, expected):
    """Every option is in exactly one band, and no band has a single option."""
    assert ["".join(band) for band in bands(options)] == expected


def test_a_band_of_the_whole_scale_is_none():
    """On two or three options it is only said that all agree."""
    assert band_of("a", "ab") is None
    assert band_of("b", "abc") is None
    assert band_of("b", "abcde") == ("a", "b")
    assert band_of("c", "abcde") == ("c", "e")


@pytest.mark.parametrize(
    ("option", "band"), [(0, ("o0", "o1")), (1, ("o0", "o1")), (2, ("o2", "o4")), (4, ("o2", "o4"))]
)
def test_where_all_say_the_same_only_a_band_is_shown(option, band):
    """No counts, no mean, no statistics, because each of them would be everybody's answer."""
    round_ = Round()
    round_.publish(room([option] * 9))
    cell = round_.cell(1)
    assert (cell.status, cell.band, cell.n) == ("coarse", band, 9)
    assert cell.counts == {}
    assert (cell.mean, cell.ad, cell.rwg, cell.a, cell.consensus, cell.beyond_chance) == (None,) * 6


def test_bands_follow_the_order_of_values():
    """Options o1=0, o2=1, o3=3, o0=7: whoever chose o0 is in the upper band with o3."""
    round_ = Round(item="uneven")
    round_.publish(room([0] * 6, item="uneven"))
    assert round_.cell(1).band == ("o3", "o0")


def test_one_other_answer_and_the_figures_are_shown():
    """Only unanimous groups are coarsened."""
    round_ = Round()
    round_.publish(room([4] * 8 + [3]))
    assert round_.cell(1).status == "shown"


# ------------------------------------------------------------------------------ numbers
def test_numbers_are_shown_as_quartiles_only():
    """Rounded to two digits, because the middle of five numbers is somebody's own."""
    round_ = Round(item="number")
    round_.publish(room([10, 20, 30, 41234, 50], item="number"))
    cell = round_.cell(1)
    assert (cell.status, cell.n, cell.quartiles, cell.counts, cell.mean) == ("shown", 5, (20.0, 30.0, 50.0), {}, None)
    assert quartiles([12345, 12345, 12345]) == (12000.0,) * 3


def test_a_number_on_which_most_agree_is_not_shown():
    """Where all three quartiles are the same they would be the number of nearly everybody."""
    round_ = Round(item="number")
    round_.publish(room([7, 7, 7, 7, 7, 90], item="number"))
    assert (round_.cell(1).status, round_.cell(1).band, round_.cell(1).quartiles) == ("coarse", None, None)


# ------------------------------------------------------------------------------ statements by office
def test_one_to_three_people_of_an_office_make_statements_if_they_agreed():
    """With office, never with a name; whoever did not agree is neither shown nor counted."""
    round_ = Round(perspectives=("own", "city"))
    round_.publish([
        say(1, 3, perspective="city", office="Integrationsamt"),
        say(2, "dk", perspective="city", office="Beirat"),
        say(3, 0, perspective="city"),
    ])
    cell = round_.cell(1, perspective="city")
    assert (cell.status, cell.n, cell.counts, cell.dk) == ("attributed", 2, {}, 0)
    assert cell.statements == (Statement("Beirat", "dk"), Statement("Integrationsamt", "answer", "o3"))
    assert round_.cell(None, perspective="city").statements == cell.statements


def test_without_consent_a_small_office_is_too_few():
    """No statement, no figure."""
    round_ = Round(perspectives=("city",))
    round_.publish([say(1, 3, perspective="city"), say(2, 4, perspective="city")])
    cell = round_.cell(1, perspective="city")
    assert (cell.status, cell.missing, cell.statements) == ("few", 3, ())


def test_other_perspectives_never_make_statements():
    """Even if an office is given: only the model says who speaks by office."""
    round_ = Round()
    round_.publish([say(1, 3, office="Vorstand")])
    assert (round_.cell(1).status, round_.cell(1).statements) == ("few", ())


def test_four_of_an_office_are_neither_statements_nor_figures():
    """Between three and five nothing is shown."""
    round_ = Round(perspectives=("city",))
    round_.publish([say(p, p % 3, perspective="city", office=f"Amt {p}") for p in range(1, 5)])
    cell = round_.cell(1, perspective="city")
    assert (cell.status, cell.missing, cell.statements) == ("few", 1, ())


def test_numbers_are_statements_too():
    """As they were given."""
    round_ = Round(perspectives=("city",), item="number")
    round_.publish([say(1, 12.5, item="number", perspective="city", office="Amt")])
    assert round_.cell(1, perspective="city").statements == (Statement("Amt", "answer", None, 12.5),)


# ------------------------------------------------------------------------------ perspectives and tables
def test_perspectives_are_never_pooled():
    """Three of one and three of another are six people and no figure."""
    round_ = Round(perspectives=("own", "city"))
    round_.publish([*(say(p, p) for p in (0, 1, 2)), *(say(p + 10, p, perspective="city") for p in (0, 1, 2))])
    assert [round_.cell(None, perspective=p).status for p in ("own", "city")] == ["few", "few"]


def test_a_single_table_is_the_same_as_all_tables():
    """Nothing is left over, so both are shown."""
    round_ = Round()
    round_.publish(room([0, 1, 2, 3, 4]))
    assert round_.statuses() == {None: "shown", 1: "shown"}


def test_the_smallest_tables_are_withheld_where_they_would_give_away_another():
    """15 people, tables of 6, 6 and 3: with all shown, the three would be what is left."""
    round_ = Round(stations=(1, 2, 3))
    round_.publish(room([0, 1, 2, 3, 4, 4], [1, 1, 2, 3, 4, 4], [0, 2, 4]))
    assert round_.statuses() == {None: "shown", 1: "shown", 2: "withheld", 3: "few"}


def test_tables_that_leave_nobody_or_enough_are_all_shown():
    """6 + 5 + 5."""
    round_ = Round(stations=(1, 2, 3))
    round_.publish(room([0, 1, 2, 3, 4, 4], [1, 1, 2, 3, 4], [0, 2, 4, 4, 4]))
    assert set(round_.statuses().values()) == {"shown"}


def test_two_small_tables_may_hide_each_other():
    """What is left are 3 + 3 = 6 people, of whom nobody knows who sits where."""
    round_ = Round(stations=(1, 2, 3))
    round_.publish(room([0, 1, 2, 3, 4, 4], [1, 1, 2], [0, 2, 4]))
    assert round_.statuses() == {None: "shown", 1: "shown", 2: "few", 3: "few"}


# ------------------------------------------------------------------------------ second vote
def test_in_a_second_vote_who_does_not_answer_again_counts_with_the_first_answer():
    """Eight people, six answer again, two are carried over."""
    round_ = Round(votes=2)
    first = room([0, 0, 1, 1, 2, 2, 3, 3])
    second = [say(100 + p, 2 + p % 2, vote=2) for p in range(1, 7)]
    round_.publish([*first, *second])
    before, after = round_.cell(1, vote=1), round_.cell(1, vote=2)
    assert before.counts == {"o0": 2, "o1": 2, "o2": 2, "o3": 2, "o4": 0}
    assert after.counts == {"o0": 0, "o1": 0, "o2": 3, "o3": 5, "o4": 0}
    assert (after.status, after.n, after.carried) == ("shown", 8, 2)


def test_all_who_answer_again_may_move_one_step_alone():
    """One of ten moves, and nobody knows who: all ten have answered again."""
    round_ = Round(votes=2)
    answers = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    again = [say(100 + p, what + (p == 1), vote=2) for p, what in enumerate(answers, 1)]
    round_.publish([*room(answers), *again])
    assert round_.cell(1, vote=2).status == "shown"
    assert round_.cell(1, vote=2).counts["o0"] == 1


def test_a_second_vote_of_fewer_than_five_is_too_few():
    """Four answer again: their change of mind would be visible."""
    round_ = Round(votes=2)
    round_.publish([*room([0, 0, 1, 1, 2, 2, 3, 3]), *(say(100 + p, 4, vote=2) for p in range(1, 5))])
    cell = round_.cell(1, vote=2)
    assert (cell.status, cell.missing, cell.n, cell.carried) == ("few", 1, 0, 0)


def test_a_newcomer_does_not_count_in_the_second_vote():
    """One who was not there at first would be the difference; five who were not there are a group."""
    first = room([0, 0, 1, 1, 2, 2, 3, 3])
    again = [say(100 + p, 2 + p % 3, vote=2) for p in range(1, 9)]
    round_ = Round(votes=2)
    round_.publish([*first, *again, say(199, 4, vote=2)])
    assert round_.cell(1, vote=2).n == 8
    other = Round(votes=2)
    other.publish([*first, *again, *(say(190 + p, p, vote=2) for p in range(5))])
    assert other.cell(1, vote=2).n == 13


def test_the_model_of_these_tests_is_as_expected():
    """One perspective that speaks by office, one that does not."""
    assert [p.attributed for p in MODEL.perspectives.values()] == [False, True]
