"""What somebody tries who sees every publication and knows who came, left, or sat where.

Each attack is worked out in its docstring: what would be learnt if the figures were shown.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workshop.scenes import Round, room, say
from typology.workshop.small_groups import Ledger, Row, bands, member, people


def row(*persons_and_answers: tuple[int, int], vote: int = 1):
    return frozenset(member(person, vote, "answer", f"o{answer}") for person, answer in persons_and_answers)


def shown_of(members, *, exact: bool = True):
    return Row(members, exact)


def everybody(first: int, *answers: int):
    return row(*enumerate(answers, first))


OPTIONS = ("o0", "o1", "o2", "o3", "o4")


# ------------------------------------------------------------------------------ one after another
def test_the_one_who_left_is_not_revealed():
    """Six with mean 60, then five with mean 62: 6 * 60 - 5 * 62 = 50 is the answer of whoever left. So it is held."""
    ledger = Ledger(5, ())
    six = frozenset(member(p, 1, "answer", str(v)) for p, v in enumerate((50, 60, 60, 60, 60, 70)))
    five = frozenset(one for one in six if one != member(0, 1, "answer", "50"))
    mean_of_six = sum(float(what.split(":")[2]) for _, what in six) / 6
    mean_of_five = sum(float(what.split(":")[2]) for _, what in five) / 5
    assert (mean_of_six, mean_of_five) == (60, 62)
    ledger.add(shown_of(six))
    assert not ledger.admits(shown_of(five))


def test_the_same_in_a_round_that_is_opened_again():
    """Whoever withdraws is still in what is shown; the figures stay as they were and say that they are held."""
    round_ = Round()
    answers = room([2, 2, 2, 3, 3, 0])
    round_.publish(answers)
    before = round_.cell(1)
    round_.publish([*answers[:5], say(106, "none")])
    held = round_.cell(1)
    assert held.status == "held"
    assert (held.counts, held.mean, held.n) == (before.counts, before.mean, 6)
    assert round_.cell(None).status == "held"


@pytest.mark.parametrize("late", range(1, 5))
def test_late_joiners_below_five_are_not_revealed(late):
    """The new counts minus the old ones would be theirs."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4])
    round_.publish(answers)
    round_.publish([*answers, *(say(200 + p, p % 5) for p in range(late))])
    assert round_.cell(1).status == "held"
    assert round_.cell(1).n == 6


def test_five_late_joiners_are_a_group():
    """Their answers differ, so the difference is a distribution like any other."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4])
    round_.publish(answers)
    round_.publish([*answers, *(say(200 + p, p) for p in range(5))])
    assert (round_.cell(1).status, round_.cell(1).n) == ("shown", 11)


def test_five_late_joiners_who_all_say_the_same_are_not_revealed():
    """The difference would be 5 times the same option: the answer of each of them."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4])
    round_.publish(answers)
    round_.publish([*answers, *(say(200 + p, 4) for p in range(5))])
    assert round_.cell(1).status == "held"


@pytest.mark.parametrize("changed", range(1, 5))
def test_a_changed_answer_is_not_revealed(changed):
    """One count falls and another rises: what somebody said before and after."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4, 2])
    round_.publish(answers)
    round_.publish([*(say(100 + p, 3 - p % 2) for p in range(1, changed + 1)), *answers[changed:]])
    assert round_.cell(1).status == "held"


def test_one_leaves_while_four_come():
    """Five have changed, yet the only count that falls is the answer of the one who left."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4, 2])
    round_.publish(answers)
    round_.publish([*answers[1:], *(say(200 + p, 3) for p in range(4))])
    assert round_.cell(1).status == "held"


def test_small_steps_do_not_add_up():
    """One joins in each of four openings; what is shown is compared with what was shown, not with the last look."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4])
    round_.publish(answers)
    for late in range(1, 5):
        answers = [*answers, say(200 + late, late)]
        round_.publish(answers)
        assert (round_.cell(1).status, round_.cell(1).n) == ("held", 6)
    round_.publish([*answers, say(206, 0)])
    assert (round_.cell(1).status, round_.cell(1).n) == ("shown", 11)


def test_what_was_shown_two_times_ago_counts_as_well():
    """{1…6}, then 5 more, then without those and the sixth: each step is large, first and last differ by one."""
    round_ = Round()
    first = room([0, 1, 2, 3, 4, 1])
    more = [say(200 + p, p) for p in range(5)]
    round_.publish(first)
    round_.publish([*first, *more])
    assert round_.cell(1).status == "shown"
    round_.publish(first[:5])
    assert (round_.cell(1).status, round_.cell(1).n) == ("held", 11)


def test_what_was_shown_before_may_be_shown_again():
    """The five leave again: the figures are those that everybody has seen."""
    round_ = Round()
    first = room([0, 1, 2, 3, 4, 1])
    round_.publish(first)
    round_.publish([*first, *(say(200 + p, p) for p in range(5))])
    round_.publish(first)
    assert (round_.cell(1).status, round_.cell(1).n) == ("shown", 6)


def test_four_publications_together_do_not_isolate_two_people():
    """B, B + G, B + G' and B + G + G': their sum and difference is the two who are in both G and G'."""
    ledger = Ledger(5, OPTIONS)
    base = everybody(1, 0, 1, 2, 3, 4, 0, 1)
    both = everybody(20, 3, 4)
    one, other = everybody(30, 0, 1, 2, 3, 4, 1), everybody(40, 0, 1, 2, 3, 4, 2)
    for shown in (base, base | one | both, base | other | both):
        assert ledger.admits(shown_of(shown))
        ledger.add(shown_of(shown))
    assert not ledger.admits(shown_of(base | one | other | both))


def test_a_ledger_by_itself_takes_nothing_of_fewer_than_k():
    """Whoever asks it, and whatever was shown before."""
    ledger = Ledger(5, OPTIONS)
    assert not ledger.admits(shown_of(everybody(1, 0, 1, 2, 3)))
    assert not ledger.admits(shown_of(everybody(1, 0, 0, 0, 0), exact=False))
    assert ledger.admits(shown_of(everybody(1, 0, 1, 2, 3, 4)))
    ledger.add(shown_of(everybody(1, 0, 1, 2, 3, 4)))
    ledger.k = 10  # the workshop has become public
    assert not ledger.admits(shown_of(everybody(1, 0, 1, 2, 3, 4)))


# ------------------------------------------------------------------------------ what is none of the answers
def test_late_joiners_with_four_answers_among_them_are_held():
    """Five people come, one of whom does not know: the difference would show four answers."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4])
    round_.publish(answers)
    round_.publish([*answers, *(say(200 + p, p) for p in range(4)), say(204, "dk")])
    assert round_.cell(1).status == "held"


def test_a_late_joiner_who_does_not_know_is_not_revealed():
    """The answers stay the same and the number beside them rises: it would be the newcomer's."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, "dk"])
    round_.publish(answers)
    round_.publish([*answers, say(200, "dk")])
    assert (round_.cell(1).status, round_.cell(1).dk) == ("held", 1)


def test_how_many_are_missing_does_not_tell_who_did_not_know():
    """Somebody alone at a table: were the missing ones counted in answers, five missing would mean »I do not know«."""
    silent, spoken = Round(), Round()
    silent.publish([say(1, "dk")])
    spoken.publish([say(1, 3)])
    assert silent.cell(1) == spoken.cell(1)


def test_with_enough_people_the_number_missing_does_not_move_with_the_answers():
    """Six people: four, three or no answers look alike, so that one more who joins or changes says nothing."""
    seen = []
    for answers in ([0, 1, 2, 3, "dk", "dk"], [0, 1, 2, "dk", "na", "dk"], ["dk", "dk", "dk", "na", "na", "na"]):
        round_ = Round()
        round_.publish(room(answers))
        seen.append(round_.cell(1))
    assert seen[0] == seen[1] == seen[2]


def test_the_number_that_does_not_know_is_held_too():
    """Six of nine do not know; then one of them finds an answer."""
    round_ = Round()
    round_.publish(room([0, 1, 2, *["dk"] * 6]))
    assert round_.cell(1).dk == 6
    round_.publish(room([0, 1, 2, 4, *["dk"] * 5]))
    assert (round_.cell(1).status, round_.cell(1).dk) == ("few", 6)
    round_.publish(room([0, 1, 2, 4, 4, *["dk"] * 4]))  # five answers now, but shown beside the six it is two people
    assert (round_.cell(1).status, round_.cell(1).counts) == ("few", {})


# ------------------------------------------------------------------------------ tables within all tables
def test_a_table_that_changes_tables_is_not_revealed():
    """One moves from table 1 to 2: all together stay, and each table differs by one."""
    round_ = Round(stations=(1, 2))
    round_.publish(room([0, 1, 2, 3, 4, 4], [0, 0, 1, 2, 3, 4]))
    round_.publish([*room([0, 1, 2, 3, 4], [0, 0, 1, 2, 3, 4]), say(106, 4, 2)])
    assert round_.statuses() == {None: "shown", 1: "held", 2: "held"}


def test_one_leaves_table_1_under_cover_of_five_who_leave_table_2():
    """All together lose six, which is enough; minus the new table 2 that would be table 1 without the one."""
    round_ = Round(stations=(1, 2))
    first, second = room([0, 1, 2, 3, 4, 4]), room([], [0, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
    round_.publish([*first, *second])
    assert set(round_.statuses().values()) == {"shown"}
    round_.publish([*first[1:], *second[5:]])
    statuses = round_.statuses()
    assert statuses[1] == "held"
    assert (statuses[None], statuses[2]).count("shown") < 2


def test_a_table_that_was_withheld_cannot_be_shown_later_beside_the_old_sum():
    """Six, six and three; then five more join the three. Old sum - table 1 - table 2 would be the three of then."""
    round_ = Round(stations=(1, 2, 3))
    tables = room([0, 1, 2, 3, 4, 4], [1, 1, 2, 3, 4, 4], [0, 2, 4])
    round_.publish(tables)
    assert round_.statuses()[2] == "withheld"
    round_.publish([*tables, *(say(310 + p, p, 3) for p in range(5))])
    assert round_.statuses()[2] == "withheld"
    assert round_.statuses()[None] == "shown"


def test_what_is_left_over_is_not_all_the_same():
    """All together minus table 1 are five people who said the same: table 2 is coarse, so table 1 cannot be exact."""
    round_ = Round(stations=(1, 2))
    round_.publish(room([0, 1, 2, 3, 4, 4], [2, 2, 2, 2, 2]))
    statuses = round_.statuses()
    assert statuses[None] == "shown"
    assert statuses[1] == "withheld"


def test_what_several_tables_leave_over_is_not_all_the_same():
    """All together minus two tables are five who said the same; each table alone would leave more than those."""
    round_ = Round(stations=(1, 2, 3))
    round_.publish(room([0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 1], [2, 2, 2, 2, 2]))
    statuses = round_.statuses()
    assert (statuses[None], statuses[1], statuses[2]) == ("shown", "shown", "withheld")
    assert statuses[3] in ("coarse", "withheld")


def test_a_table_is_not_shown_beside_a_sum_that_is_held():
    """Four at table 1, eight at table 2, where one joins. The old sum minus the new table 2 is four minus one."""
    round_ = Round(stations=(1, 2))
    tables = room([0, 1, 2, 3], [0, 1, 2, 3, 4, 4, 3, 2])
    round_.publish(tables)
    assert round_.statuses() == {None: "shown", 1: "few", 2: "withheld"}
    round_.publish([*tables, say(250, 4, 2)])
    assert round_.statuses() == {None: "held", 1: "few", 2: "withheld"}


def test_what_is_left_over_now_stands_beside_what_was_shown():
    """At table 2 one leaves and four come, at table 1 five leave and five come.

    All together minus the new table 1 would be the new table 2; beside the old one, the only count that falls is that
    of the one who left.
    """
    round_ = Round(stations=(1, 2))
    many, few = room([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]), room([], [0, 1, 2, 3, 4, 1])
    round_.publish([*many, *few])
    assert set(round_.statuses().values()) == {"shown"}
    round_.publish([
        *many[5:], *(say(150 + p, 4 - p) for p in range(5)),
        *few[1:], *(say(250 + p, 1 + p % 4, 2) for p in range(4)),
    ])  # fmt: skip
    statuses = round_.statuses()
    assert statuses[2] == "held"
    assert (statuses[None], statuses[1]).count("shown") == 1


def test_what_was_left_over_then_stands_beside_what_is_left_over_now():
    """The same with two tables too small to be shown: what they are together can be worked out each time."""
    round_ = Round(stations=(1, 2, 3))
    many, few = room([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]), room([], [0, 1, 2], [4, 3, 1])
    round_.publish([*many, *few])
    assert round_.statuses() == {None: "shown", 1: "shown", 2: "few", 3: "few"}
    round_.publish([
        *many[5:], *(say(150 + p, 4 - p) for p in range(5)),
        *few[1:], say(250, 4, 2), say(251, 3, 2), say(350, 0, 3), say(351, 2, 3),
    ])  # fmt: skip
    statuses = round_.statuses()
    assert (statuses[None], statuses[1]).count("shown") == 1


def test_a_band_is_not_undone_by_the_sum():
    """Table 2 said the same, in the lower band {o0, o1}; all together have five o0 and one o1, so it was o0."""
    round_ = Round(stations=(1, 2))
    round_.publish(room([1, 2, 3, 4, 4, 2, 2], [0, 0, 0, 0, 0]))
    assert round_.statuses() == {None: "shown", 1: "withheld", 2: "withheld"}
    assert round_.cell(2).band is None


def test_a_band_may_stand_where_the_sum_leaves_it_open():
    """All together have five o0 and five o1: either may have been the answer of table 2."""
    round_ = Round(stations=(1, 2))
    round_.publish(room([1, 1, 1, 1, 1, 3, 3], [0, 0, 0, 0, 0]))
    assert round_.statuses() == {None: "shown", 1: "withheld", 2: "coarse"}
    assert round_.cell(2).band == ("o0", "o1")


def test_a_band_is_not_undone_by_what_is_left_over():
    """All together would leave it open; minus table 1, five o0 are left and no o1."""
    round_ = Round(stations=(1, 2, 3))
    round_.publish(room([1, 1, 1, 1, 1, 3, 3], [0, 0, 0, 0, 0], [2, 2]))
    assert round_.statuses() == {None: "shown", 1: "shown", 2: "withheld", 3: "few"}


def test_a_band_is_not_undone_by_late_joiners():
    """Five said the same, then five more: in the new counts only one option of the band has five."""
    round_ = Round()
    first = room([4, 4, 4, 4, 4])
    round_.publish(first)
    assert round_.cell(1).status == "coarse"
    round_.publish([*first, *(say(200 + p, p % 4) for p in range(6))])
    assert round_.cell(1).status == "held"
    assert round_.cell(1).is_unanimous


def test_one_who_joins_a_unanimous_table_is_not_revealed():
    """Five the same and one other: everybody would know who the other is."""
    round_ = Round()
    first = room([4, 4, 4, 4, 4])
    round_.publish(first)
    round_.publish([*first, say(200, 0)])
    assert round_.cell(1).status == "held"
    assert round_.cell(1).counts == {}


def test_a_number_everybody_gave_is_not_undone_by_late_joiners():
    """Five times 40; with five more the middle would still be 40."""
    round_ = Round(item="number")
    first = room([40] * 6, item="number")
    round_.publish(first)
    round_.publish([*first, *(say(200 + p, 10 * p, item="number") for p in range(5))])
    assert round_.cell(1).status == "held"


# ------------------------------------------------------------------------------ second vote
def test_the_second_vote_does_not_reveal_a_newcomer():
    """Eight answer again and one is new: the ninth answer is not counted."""
    round_ = Round(votes=2)
    first = room([0, 0, 1, 1, 2, 2, 3, 3])
    round_.publish([*first, *(say(100 + p, 4 - p % 3, vote=2) for p in range(1, 9)), say(200, 0, vote=2)])
    assert round_.cell(1, vote=2).n == 8


def test_a_latecomer_to_the_second_vote_is_held_out():
    """Eight answered again; the vote is opened once more and a ninth, carried so far, answers."""
    round_ = Round(votes=2)
    first = room([0, 0, 1, 1, 2, 2, 3, 3, 4])
    again = [say(100 + p, 4 - p % 3, vote=2) for p in range(1, 9)]
    round_.publish([*first, *again])
    assert round_.cell(1, vote=2).carried == 1
    round_.publish([*first, *again, say(109, 0, vote=2)])
    assert (round_.cell(1, vote=2).status, round_.cell(1, vote=2).carried) == ("held", 1)


def test_who_is_carried_over_is_not_left_when_the_others_say_the_same():
    """Five of six answer again, all alike: shown beside the first vote only what cannot be split."""
    round_ = Round(votes=2)
    round_.publish([*room([0, 1, 2, 3, 4, 0]), *(say(100 + p, 4, vote=2) for p in range(1, 6))])
    cell = round_.cell(1, vote=2)
    assert (cell.status, cell.carried) == ("shown", 1)  # five and one: the one is known from no other figure


# ------------------------------------------------------------------------------ statements by office
def test_a_statement_leaves_the_others_of_a_sum_protected():
    """Five from city offices, two of whom speak by office: without their answers, the sum would be three people's."""
    round_ = Round(stations=(1, 2), perspectives=("city",))
    round_.publish([
        *(say(p, p % 5, 1, perspective="city", office=f"Amt {p}" if p < 3 else "") for p in (1, 2, 3)),
        *(say(p, p % 5, 2, perspective="city") for p in (4, 5)),
    ])
    assert round_.cell(1, perspective="city").status == "attributed"
    assert round_.cell(2, perspective="city").status == "few"
    assert round_.cell(None, perspective="city").status == "withheld"


def test_where_all_speak_by_office_their_sum_hides_nothing():
    """What is counted is what everybody has read anyway."""
    round_ = Round(stations=(1, 2), perspectives=("city",))
    round_.publish([say(p, p % 5, 1 + p // 4, perspective="city", office=f"Amt {p}") for p in range(1, 7)])
    assert round_.statuses(perspective="city") == {None: "shown", 1: "attributed", 2: "attributed"}


def test_a_statement_and_later_the_figures_of_the_same_group():
    """One spoke by office; then four more join. The five minus the known one are four. A sixth makes five unknown."""
    round_ = Round(perspectives=("city",))
    office = say(1, 3, perspective="city", office="Amt")
    round_.publish([office])
    assert round_.cell(1, perspective="city").status == "attributed"
    more = [say(10 + p, p, perspective="city") for p in range(4)]
    round_.publish([office, *more])
    assert round_.cell(1, perspective="city").counts == {}
    round_.publish([office, *more, say(20, 1, perspective="city")])
    assert (round_.cell(1, perspective="city").status, round_.cell(1, perspective="city").n) == ("shown", 6)


def test_what_is_left_beside_a_statement_is_not_all_the_same():
    """One known by office with another answer, five unknown alike: the counts would be the answer of each of them."""
    round_ = Round(perspectives=("city",))
    office = say(1, 0, perspective="city", office="Amt")
    round_.publish([office])
    round_.publish([office, *(say(10 + p, 3, perspective="city") for p in range(5))])
    assert round_.cell(1, perspective="city").counts == {}


def test_a_statement_does_not_come_out_of_figures_that_were_shown():
    """Five from city offices were shown; one of them withdraws, and a table of three could speak by office.

    The five minus the one who then speaks would be four.
    """
    round_ = Round(stations=(1, 2), perspectives=("city",))
    office = say(1, 0, perspective="city", office="Amt")
    others = [say(p, p % 5, perspective="city") for p in (2, 3, 4)]
    round_.publish([office, *others, say(5, 4, 2, perspective="city")])
    assert round_.cell(None, perspective="city").status == "shown"
    round_.publish([office, *others[:2], say(5, 4, 2, perspective="city")])
    assert round_.cell(1, perspective="city").statements == ()
    assert round_.cell(None, perspective="city").status == "held"


def test_nothing_is_ever_said_by_somebody_who_did_not_agree():
    """Neither in statements nor by what is left beside them."""
    round_ = Round(perspectives=("city",))
    round_.publish([say(1, 3, perspective="city", office="Amt"), say(2, "dk", perspective="city")])
    cell = round_.cell(1, perspective="city")
    assert (cell.n, cell.dk, cell.na, [s.attribution for s in cell.statements]) == (1, 0, 0, ["Amt"])


# ------------------------------------------------------------------------------ what may be shown all the same
def test_changes_spread_over_the_tables_show_in_all_together():
    """Two, two and two change: each table is held, all together are six people and may be shown."""
    round_ = Round(stations=(1, 2, 3))
    tables = [room([0, 1, 2, 3, 4, 4]), room([], [0, 1, 2, 3, 4, 3]), room([], [], [0, 1, 2, 3, 4, 2])]
    round_.publish([c for table in tables for c in table])
    changed = [say(100 * t + p, (p + t) % 5, t) for t in (1, 2, 3) for p in (1, 2)]
    round_.publish([*changed, *(c for table in tables for c in table[2:])])
    assert round_.statuses() == {None: "shown", 1: "held", 2: "held", 3: "held"}


def test_a_second_vote_of_all_together_is_shown_though_a_table_has_too_few():
    """Six and four of eight answer again: the table of four is too few, and the ten are not."""
    round_ = Round(stations=(1, 2), votes=2)
    first = room([0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 3, 2, 1])
    again = [say(100 * t + p, (p + t) % 5, t, vote=2) for t, n in ((1, 6), (2, 4)) for p in range(1, n + 1)]
    round_.publish([*first, *again])
    assert round_.statuses() == {None: "shown", 1: "shown", 2: "shown"}
    assert round_.statuses(vote=2)[None] == "shown"
    assert round_.statuses(vote=2)[2] == "few"
    assert round_.statuses(vote=2)[1] == "withheld"  # all together minus these six: the four who answered again


# ------------------------------------------------------------------------------ larger groups asked for later
def test_what_was_shown_of_five_is_gone_when_results_become_public():
    """Five are enough at first, ten are asked for later: the six are not carried on."""
    round_ = Round()
    answers = room([0, 1, 2, 3, 4, 4])
    round_.publish(answers)
    round_.k = 10
    round_.publish(answers)
    assert (round_.cell(1).status, round_.cell(1).counts) == ("few", {})


# ------------------------------------------------------------------------------ whatever happens
ANSWER = st.sampled_from([0, 1, 2, 3, 4, "dk", "na", "none"])
PEOPLE = 15


@st.composite
def histories(draw):
    """A room of 15 at up to three tables, and what everybody says in each of up to four publications."""
    tables = draw(st.lists(st.integers(1, 3), min_size=PEOPLE, max_size=PEOPLE))
    now = draw(st.lists(ANSWER, min_size=PEOPLE, max_size=PEOPLE))
    steps = [list(now)]
    for _ in range(draw(st.integers(0, 3))):
        who = draw(st.sets(st.integers(0, PEOPLE - 1), max_size=draw(st.sampled_from([1, 3, 9, PEOPLE]))))
        for person in who:
            now[person] = draw(ANSWER)
        steps.append(list(now))
    return tables, steps


def shown_rows(round_: Round):
    """Of whom everything was counted that shows something new, by station, for the last publication."""
    found = {}
    for (_, _, vote, station), members in round_.basis.now.items():
        cell = round_.cell(station, vote)
        if cell.status in ("shown", "coarse") or (cell.status == "few" and cell.dk):
            found[vote, station] = members
    return found


def isolates(rows, k):
    """Try every group of k - 1 people: can some sum and difference of the rows be about them alone?"""
    everything = sorted({one for members in rows for one in members})
    matrix = np.array([[one in members for one in everything] for members in rows], dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    persons = sorted({person for person, _ in everything})
    for group in combinations(persons, min(k - 1, len(persons))):
        outside = [place for place, (person, _) in enumerate(everything) if person not in group]
        if (np.linalg.matrix_rank(matrix[:, outside]) if outside else 0) < rank:
            return group
    return None


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from([3, 4]))
def test_no_sum_and_difference_of_all_publications_isolates_a_small_group(history, k):
    """An observer of everything, with any multiples of any figures, never gets at 1 to k - 1 people.

    Tried by brute force over every group of people, which is not how the rule works it out.
    """
    tables, steps = history
    round_ = Round(stations=(1, 2, 3), k=k)
    rows = []
    for step in steps:
        round_.publish([say(p, what, tables[p]) for p, what in enumerate(step)])
        rows.extend(members for members in shown_rows(round_).values() if members not in rows)
    assert all(people(members) >= k for members in rows)
    if rows:
        assert isolates(rows, k) is None


@settings(max_examples=150, deadline=None)
@given(histories())
def test_nested_and_successive_cells_differ_by_nobody_or_by_five(history):
    """Every pair: the same table at two times, and all tables together without the tables that are shown."""
    tables, steps = history
    round_ = Round(stations=(1, 2, 3))
    earlier = {}
    for step in steps:
        round_.publish([say(p, what, tables[p]) for p, what in enumerate(step)])
        now = shown_rows(round_)
        for at, members in now.items():
            for before in earlier.setdefault(at, []):
                assert people(members ^ before) == 0 or people(members ^ before) >= 5
            earlier[at].append(members)
        if (1, None) in now:
            rest = now[1, None].difference(*(m for (_, station), m in now.items() if station is not None))
            assert people(rest) == 0 or people(rest) >= 5


@settings(max_examples=40, deadline=None)
@given(histories(), st.lists(ANSWER, min_size=PEOPLE, max_size=PEOPLE))
def test_the_second_vote_isolates_nobody_either(history, second):
    """First and second vote of every table, published together and again."""
    tables, steps = history
    round_ = Round(stations=(1, 2, 3), votes=2, k=4)
    rows = []
    for step in steps:
        first = [say(p, what, tables[p]) for p, what in enumerate(step)]
        round_.publish([*first, *(say(p, what, tables[p], vote=2) for p, what in enumerate(second))])
        rows.extend(members for members in shown_rows(round_).values() if members not in rows)
    if rows:
        assert isolates(rows, 4) is None


@settings(max_examples=150, deadline=None)
@given(histories())
def test_figures_are_never_unanimous_and_never_of_fewer_than_five(history):
    """And where nothing may be shown, no field says anything."""
    tables, steps = history
    round_ = Round(stations=(1, 2, 3))
    for step in steps:
        round_.publish([say(p, what, tables[p]) for p, what in enumerate(step)])
        for station in (None, 1, 2, 3):
            cell = round_.cell(station)
            if cell.has_figures:
                assert sum(cell.counts.values()) == cell.n >= 5
                assert max(cell.counts.values()) < cell.n
            else:
                assert (cell.counts, cell.mean, cell.ad, cell.quartiles) == ({}, None, None, None)
            if cell.status in ("few", "withheld", "none"):
                assert (cell.n, cell.band, cell.na) == (0, None, 0)


@given(st.integers(4, 40))
def test_every_option_is_in_one_band_of_two_or_three(count):
    """Whatever the length of the scale."""
    options = [f"o{n}" for n in range(count)]
    assert [option for band in bands(options) for option in band] == options
    assert {len(band) for band in bands(options)} <= {2, 3}
