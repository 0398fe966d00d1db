"""From answers to a snapshot: what may be released, and what it tells of whom."""

import math
from dataclasses import replace

import pytest

from tests.assessment.models import build, group, item, levels
from tests.assessment.snapshots import FIVE, MODEL, model, take
from typology.assessment.coarsening import as_a_step, middle_of_step, step_for, told_spread, widest_gap
from typology.assessment.item_prints import item_print
from typology.assessment.reading import read_responses
from typology.assessment.releasing import About, ReleaseRefusal, coverage_of, may_release, take_snapshot
from typology.assessment.snapshot import ItemFigures, SetFigures, WithheldItem
from typology.model.elements import Entry, Page, Perspective, Questionnaire, Rule, Text, Wording


def read(people, of=MODEL):
    (reading,) = read_responses(of, group(*people, perspective="p"), draws=0)
    return reading


# ------------------------------------------------------------------------------ what may be released
def test_five_people_with_full_answers_may_be_released():
    """Five are enough and coverage is 1: nothing speaks against it."""
    assert may_release(MODEL, read(FIVE), "group") == ()


def test_a_group_below_k_is_refused_and_says_how_many_are_missing():
    """Three of five: two are missing. The sets have no score that could be told either."""
    refusals = may_release(MODEL, read(FIVE[:3]), "group")
    assert refusals[0] == ReleaseRefusal("group_too_small", {"voices": 3, "needed": 5, "missing": 2})
    assert [r.reason for r in refusals] == ["group_too_small", "no_score"]


@pytest.mark.parametrize(
    ("voices", "office", "reasons"),
    [(1, "Amt", []), (3, "Amt", []), (4, "Amt", ["too_many"]), (1, " ", ["no_office"])],
)
def test_a_statement_is_made_by_one_to_three_people_who_say_by_what_office(voices, office, reasons):
    """Four are a group that is too small, and a statement without an office is nobody's."""
    found = may_release(MODEL, read(FIVE[:voices]), "statement", office)
    assert [r.reason for r in found] == reasons


def test_too_little_coverage_is_refused_with_both_figures():
    """Everybody answered p alone: coverage .5, 0 and 0 of the three dimensions, .1667 on average."""
    (refusal,) = may_release(MODEL, read([dict.fromkeys("qrskl", "dk") | {"p": 4}] * 5), "group")
    assert refusal.reason == "coverage"
    assert refusal.details["coverage"] == pytest.approx(1 / 6)
    assert refusal.details["needed"] == 0.5


def test_coverage_of_exactly_the_limit_is_enough():
    """One of two answers in every dimension: .5, in spite of floating crumbs."""
    half = {"p": 4, "q": "dk", "r": 1, "s": "dk", "k": 3, "l": "dk"}
    assert may_release(MODEL, read([half] * 5), "group") == ()
    assert coverage_of(MODEL, read([half] * 5).sets) == pytest.approx(0.5)


def test_a_reading_of_nothing_is_refused():
    """Nobody answered anything: no coverage, no score."""
    found = may_release(MODEL, read([dict.fromkeys("pqrskl", "na")] * 5), "group")
    assert [r.reason for r in found] == ["no_score"]
    assert coverage_of(MODEL, {}) is None


# ------------------------------------------------------------------------------ what a snapshot tells
def test_a_snapshot_of_five_people_has_their_scores():
    """d1: 87.5 twice and 62.5 three times, mean 72.5, SD 13.693; d2 27.5. Axis a is d1 alone."""
    found = take()
    d1 = found.sets["d1"]
    assert d1.score == pytest.approx(72.5)
    assert d1.spread == pytest.approx(13.6931, abs=1e-4)
    assert d1.error == pytest.approx(13.6931 / math.sqrt(5), abs=1e-4)
    assert (d1.n, d1.coverage) == (5, 1)
    # t(4) = 2.7764: 72.5 ± 17.002
    assert (d1.band_low, d1.band_high) == (pytest.approx(55.498, abs=1e-3), pytest.approx(89.502, abs=1e-3))
    assert d1.range == (d1.band_low, d1.band_high)
    assert found.sets["a"].score == d1.score
    assert found.sets["b"].score == pytest.approx(27.5)
    assert (found.case, found.wave, found.perspective, found.voices, found.voice) == ("c", "w", "p", 5, "group")
    assert (found.verdict, found.type, found.model_version) == ("klar", "hl", "1.0")
    assert found.types_holding == ("hl",)
    # m(72.5) = 1 / (1 + e^-2.25) = .9047; the same on the other side
    assert found.memberships["hl"] == pytest.approx(0.9047, abs=1e-4)
    assert found.placements["plane"] == (pytest.approx(65), pytest.approx(27.5))
    assert not found.is_statement


def test_means_of_items_are_told_in_steps_of_ten_and_spreads_rounded_up():
    """p: 100, 100, 75, 75, 75: mean 85, SD 13.69, told as 85 ± 15; q: 75, 75, 50, 50, 50: mean 60, told as 65."""
    found = take()
    assert found.items["p"] == ItemFigures(85, 5, 15, 5, item_print(MODEL, "p"))
    assert found.items["q"].mean == 65
    assert found.frame == {"k": 95, "l": 45}  # 90 is the lower end of the last step, 40 that of the fifth


def test_nobody_sees_whether_all_said_the_same():
    """All five at 100 are told like four of them at 100 and one at 75: 95, with the same spread."""
    same = [{**one, "p": 4} for one in FIVE]
    nearly = [{**same[0], "p": 3}, *same[1:]]
    assert take(same).items["p"] == take(nearly).items["p"] == ItemFigures(95, 5, 15, 5, item_print(MODEL, "p"))


def test_a_set_in_which_all_have_the_same_score_is_told_as_a_step():
    """All five at 100 in both items: four options wide gaps of 25 over two items need steps of 25: 75 to 100."""
    a = take([{**one, "p": 4, "q": 4} for one in FIVE]).sets["d1"]
    assert (a.score, a.band_low, a.band_high, a.low, a.high) == (87.5, 75, 100, 75, 100)
    assert a.error == pytest.approx(25 / math.sqrt(12))


def test_types_follow_from_what_is_told_of_the_sets():
    """Axis a is told as 87.5 instead of 100: m = 1 / (1 + e^-3.75) = .9770 decides before .9933 would."""
    people = [{**one, "p": 4, "q": 4, "r": 0, "s": 0} for one in FIVE]
    assert take(people).memberships["hl"] == pytest.approx(0.9770, abs=1e-4)


def test_an_item_that_fewer_than_k_answered_has_no_figures():
    """Four of five answered q: it was asked, and that is all that is told; d1 has a score, for all answered p."""
    people = [FIVE[0] | {"q": "dk"}, *FIVE[1:]]
    found = take(people)
    assert "q" not in found.items
    assert found.withheld == {"q": WithheldItem(True, item_print(MODEL, "q"))}
    assert found.sets["d1"].score is not None
    assert found.item_prints == {i: item_print(MODEL, i) for i in MODEL.items}


def test_an_item_that_applies_to_nobody_is_told_so():
    """All call q not applicable; that is known, and nothing is missing."""
    found = take([one | {"q": "na"} for one in FIVE])
    assert found.withheld["q"].applies is False
    assert found.sets["d1"].coverage == 1


def test_a_set_in_which_fewer_than_k_have_a_score_has_none():
    """Six people, four of whom answered d2: no score, no bounds, and then no type either."""
    people = [*FIVE[:4], *[FIVE[4] | {"r": "dk", "s": "dk"}] * 2]
    found = take(people)
    assert found.sets["d2"] == SetFigures(None, pytest.approx(4 / 6), None, None, None, None, 4, None)
    assert (found.verdict, found.type, found.memberships) == ("zu wenig Antworten", None, {})
    assert found.types_holding == ()
    assert found.placements["plane"][1] is None


def test_a_statement_is_told_as_it_was_given_and_has_no_statistics():
    """Two people by office: exact means, no band, no spread, and the office."""
    found = take(FIVE[1:3], voice="statement", office="Fachstelle")
    assert (found.office, found.voices, found.is_statement) == ("Fachstelle", 2, True)
    d1 = found.sets["d1"]
    assert (d1.score, d1.band_low, d1.band_high, d1.spread, d1.error) == (75, None, None, None, None)
    assert d1.range == (75, 75)
    assert found.items["p"] == ItemFigures(87.5, 2, None, 2, item_print(MODEL, "p"))


def test_a_phase_that_hangs_on_withheld_answers_is_not_told():
    """Only four answered the one question a phase asks for: then there is none."""
    of = model(phases={"start": None, "later": Rule(item="p", at_least="o3")})
    assert take(of=of).phase == "later"
    assert take([FIVE[0] | {"p": "dk"}, *FIVE[1:]], of=of).phase is None


def test_what_is_known_of_the_verbund_stands_in_the_snapshot():
    """City, Land, people, year and kind of wave; the name on show may be another than the one in the table."""
    found = take(case="Verbund Nord", wave="Ziel", wave_kind="goal", year=2030, land="XY",
                 population=1000, founded=2016)  # fmt: skip
    assert (found.case, found.wave, found.wave_kind, found.year) == ("Verbund Nord", "Ziel", "goal", 2030)
    assert (found.city, found.land, found.population, found.founded, found.invented) == (
        "Musterbach", "XY", 1000, 2016, False,
    )  # fmt: skip
    assert found.key == ("Verbund Nord", "Musterbach")


def test_an_item_is_kept_in_the_words_of_the_questionnaire():
    """The print is that of the question as it was read; two wordings in one group make a print of their own."""
    own = Questionnaire("own", "1", "tests", Text("x"), Text("x"), ("p",), (Page("one", (Entry("p"),)),))
    other = replace(own, id="other", pages=(Page("one", (Entry("p", wording=Wording(Text("Anders"))),)),))
    table = group(*FIVE, perspective="p")
    table["questionnaire"] = ["own" if r in ("r1", "r2") else "other" for r in table["respondent"]]
    (reading,) = read_responses(MODEL, table, draws=0)

    def print_of(forms):
        taken = take_snapshot(MODEL, reading, table, About("x", "now"), voice="group", questionnaires=forms)
        assert taken.questionnaires == {q: forms[q].full_version if q in forms else "" for q in ("other", "own")}
        return taken.items["p"].print

    plain, changed = item_print(MODEL, "p", "p", own), item_print(MODEL, "p", "p", other)
    assert plain != changed
    assert print_of({"own": own, "other": other}) == "+".join(sorted((plain, changed)))
    assert print_of({"own": own, "other": replace(own, id="other")}) == plain


def test_a_view_is_the_one_of_the_perspective():
    """A perspective the model does not know is taken for one's own."""
    outside = Perspective("p", Text("x"), Text("x"), "outside", MODEL.items["p"].basis)
    assert take().view == "inside"
    assert take(of=replace(MODEL, perspectives={"p": outside})).view == "outside"


def test_answers_of_somebody_else_are_refused():
    """A table without rows of this reading is a mistake of the caller."""
    with pytest.raises(ValueError, match="no answers of this reading"):
        take_snapshot(MODEL, read(FIVE), group(*FIVE, case="other"), About("x", "now"), voice="group")


# ------------------------------------------------------------------------------ steps
@pytest.mark.parametrize(
    ("points", "step", "told"),
    [(0, 10, 5), (9.999999999999, 10, 15), (10, 10, 15), (90, 10, 95), (100, 10, 95), (100, 25, 87.5), (49, 50, 25)],
)
def test_a_step_begins_with_its_lower_end_and_the_last_one_includes_its_upper_end(points, step, told):
    """A crumb below the next step belongs to it."""
    assert middle_of_step(points, step) == told


@pytest.mark.parametrize(("gap", "parts", "step"), [(25, 5, 10), (25, 2, 25), (50, 5, 20), (25, 1, 50), (100, 1, 100)])
def test_a_step_is_at_least_twice_as_wide_as_the_nearest_mean_is_far(gap, parts, step):
    """Five people on three options: 0, 10, 20, … are possible, so steps of ten would tell; twenty do not."""
    assert step_for(gap, parts) == step


def test_every_step_holds_a_mean_that_is_not_unanimous():
    """On three options, five people: wherever all agree, four of five with one a level apart may be told the same."""
    for level in (0, 50, 100):
        around = [level * 4 / 5 + other / 5 for other in (level - 50, level + 50) if 0 <= other <= 100]
        step = step_for(50, 5)
        assert middle_of_step(level, step) in {middle_of_step(mean, step) for mean in around}


def test_a_spread_is_never_told_smaller_than_it_is_nor_than_one_voice_apart():
    """25 / sqrt(5) = 11.2 gives 15 at least; 50 / sqrt(5) = 22.4 gives 30; 31 becomes 45."""
    assert [told_spread(s, 25, 5) for s in (0, 11.18, 15, 15.1, 31)] == [15, 15, 15, 30, 45]
    assert told_spread(0, 50, 5) == 30


def test_the_widest_gap_of_a_scale_counts():
    """Options 7, 0, 1, 3: the widest gap lies between 3 and 7, 4 of 7; numbers have none."""
    of = build({"u": item("d", "uneven"), "n": item("d", "number", calibration=(0, 5, 10))})
    assert widest_gap(of.scale_of("u")) == pytest.approx(400 / 7)
    assert widest_gap(of.scale_of("n")) == 0
    assert widest_gap(levels("x", 0, 1)) == 100


def test_a_set_without_a_score_stays_as_it_is():
    """There is nothing to tell."""
    nothing = SetFigures(None, 0.2, None, None, None, None, 5, None)
    assert as_a_step(nothing, 10) is nothing
