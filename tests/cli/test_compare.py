"""``compare``: Verbünde of a table side by side, as JSON and as text."""

import json
import math

import pytest

from tests.cli.conftest import HEADER

LEVELS = {"Nord": [4, 4, 3, 4, 3], "Süd": [1, 0, 1, 1, 0], "Ost": [3, 4, 4, 3, 3]}


def rows_of(case, levels, wave="2026", perspective="us", items=("a1", "a2", "a3", "b1")):
    return "".join(
        f"{case},{wave},{perspective},r{person},{item},p{level}\n"
        for person, level in enumerate(levels) for item in items
    )


@pytest.fixture
def table(tmp_path):
    """Write a table and return its path."""

    def write(*parts):
        file = tmp_path / "answers.csv"
        file.write_text(HEADER + "".join(parts), encoding="utf-8")
        return file

    return write


@pytest.fixture
def compared(call, model_folder):
    def run(file, *arguments):
        code, out, err = call("compare", "--model", model_folder, "--responses", file, "--json", *arguments)
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


def three(table):
    return table(*(rows_of(case, levels) for case, levels in LEVELS.items()))


def test_verbuende_stand_from_a_to_z_and_nothing_ranks_them(compared, table):
    """Positions refer to the list; no key speaks of a rank, a total or a mean over dimensions."""
    document = compared(three(table))
    [comparison] = document["comparisons"]
    assert [one["case"] for one in comparison["snapshots"]] == ["Nord", "Ost", "Süd"]
    assert (comparison["perspective"], comparison["wave_kind"], comparison["basis"]) == ("us", "now", "all")
    assert comparison["shared"]["weight"] == 1.0
    assert not any(word in json.dumps(document).lower() for word in ('"rank', '"total', '"overall', '"sum"'))


def test_the_probability_is_the_formula_over_both_standard_errors(compared, table):
    """P(A > B) = Phi(D / sqrt(SE^2 + SE^2)): Nord and Ost cannot be told apart, Nord and Süd can."""
    [comparison] = compared(three(table))["comparisons"]
    alpha = [one["sets"]["alpha"] for one in comparison["snapshots"]]
    # Each person answers all of alpha alike, so the scores are 25 times the levels.
    nord, ost = [25 * level for level in LEVELS["Nord"]], [25 * level for level in LEVELS["Ost"]]
    means = sum(nord) / 5, sum(ost) / 5
    spread = [math.sqrt(sum((x - m) ** 2 for x in who) / 4) for who, m in zip((nord, ost), means, strict=True)]
    assert [alpha[0]["score"], alpha[1]["score"]] == pytest.approx(list(means))
    error = math.sqrt(sum(s * s / 5 for s in spread))
    p = 0.5 * (1 + math.erf((means[0] - means[1]) / error / math.sqrt(2)))
    pairs = {(one["a"], one["b"]): one["sets"]["alpha"] for one in comparison["pairs"]}
    assert pairs[0, 1] == {"p": pytest.approx(p), "distinguishable": False}
    assert pairs[0, 2]["distinguishable"] is True
    assert len(pairs) == 3


def test_a_small_group_is_refused_with_how_many_are_missing(compared, table):
    """Four people: their answers stand nowhere in the document."""
    document = compared(table(rows_of("Nord", LEVELS["Nord"]), rows_of("Süd", [2, 2, 2, 2])))
    [refused] = document["refused_groups"]
    assert (refused["case"], refused["respondents"]) == ("Süd", 4)
    assert refused["reasons"][0] == {"reason": "group_too_small", "details": {"voices": 4, "needed": 5, "missing": 1}}
    assert [one["case"] for one in document["comparisons"][0]["snapshots"]] == ["Nord"]


def test_perspectives_and_kinds_of_waves_are_never_mixed(compared, table):
    """Each stands in a comparison of its own; retrospect and goal are marked at every snapshot."""
    file = table(
        rows_of("Nord", LEVELS["Nord"]), rows_of("Nord", LEVELS["Süd"], wave="2016"),
        rows_of("Nord", LEVELS["Ost"], wave="2030"), rows_of("Nord", LEVELS["Süd"], perspective="them"),
    )  # fmt: skip
    document = compared(file, "--past", "2016", "--goal", "2030")
    found = [(c["perspective"], c["wave_kind"], [s["wave"] for s in c["snapshots"]]) for c in document["comparisons"]]
    assert found == [("us", "past", ["2016"]), ("us", "now", ["2026"]), ("us", "goal", ["2030"]),
                     ("them", "now", ["2026"])]
    assert all(s["wave_kind"] == c["wave_kind"] for c in document["comparisons"] for s in c["snapshots"])


def test_perspectives_of_one_verbund_are_told_beside_each_other_with_the_caveat(compared, table):
    """The city sees another Verbund than the Verbund itself: by set, with both scores, in both languages' words."""
    document = compared(table(rows_of("Nord", LEVELS["Nord"]), rows_of("Nord", LEVELS["Süd"], perspective="them")))
    [pair] = document["perspectives"]
    assert (pair["case"], pair["wave"], pair["a"], pair["b"]) == ("Nord", "2026", "us", "them")
    assert pair["sets"]["alpha"]["scores"] == pytest.approx([90.0, 15.0])
    assert pair["sets"]["alpha"]["distinguishable"] is True
    assert pair["sets"]["gamma"] == {"p": None, "distinguishable": None, "scores": [None, None]}
    assert set(document["caveat"]) == {"de", "en"}


def test_ones_own_finds_who_is_alike_and_who_lies_higher(compared, table):
    """Süd is low everywhere: Nord and Ost lie distinguishably higher; Nord and Ost are most alike."""
    [comparison] = compared(three(table), "--own", "Süd")["comparisons"]
    assert comparison["own"] == 2
    assert {(one["a"], one["b"]) for one in comparison["pairs"]} == {(2, 0), (2, 1)}
    assert [one["of"] for one in comparison["nearest"]] == [2]
    assert [n["index"] for n in comparison["nearest"][0]["neighbours"]] == [1, 0]
    alpha = next(one for one in comparison["stronger_where"] if one["dimension"] == "alpha")
    assert [other["index"] for other in alpha["others"]] == [0, 1]  # from A to Z


def test_without_draws_the_figures_are_the_same(compared, table):
    """``--draws 0`` is the way for thousands; scores and pairs do not depend on it."""
    file = three(table)
    fast, full = compared(file, "--draws", "0"), compared(file)
    assert fast["comparisons"][0]["pairs"] == full["comparisons"][0]["pairs"]
    assert fast["comparisons"][0]["snapshots"][0]["sets"] == full["comparisons"][0]["snapshots"][0]["sets"]


def test_the_text_names_what_can_be_told_apart_and_who_was_left_out(call, model_folder, table):
    """Words instead of probabilities; the refused group stands at the end with the reason."""
    file = table(*(rows_of(case, levels) for case, levels in LEVELS.items()), rows_of("West", [2, 2, 2, 2]))
    code, out, _ = call("compare", "--model", model_folder, "--responses", file)
    assert code == 0
    assert "Wir · 2026 (heute) · 3 Verbünde" in out
    assert "ohne Rangfolge" in out
    assert "Alpha: 2 von 3 Paaren" in out
    assert out.index("Nord") < out.index("Ost") < out.index("Süd")
    assert "West · 2026 · Wir: Noch 1 Einschätzung" in out
    assert "Erfundenes Modell." in out
    code, out, _ = call("--language", "en", "compare", "--model", model_folder, "--responses", file, "--own", "Süd")
    assert "higher at Nord, Ost" in out
    assert "Verbünde" in out
    assert "Rangfolge" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--own", "Nrod"], "Gemeint ist vielleicht »Nord«."),
        (["--goal", "2027"], "Den Zeitpunkt »2027« gibt es in dieser Tabelle nicht. Gemeint ist vielleicht »2026«."),
        (["--goal", "2026", "--past", "2026"], "Ein Zeitpunkt ist nur eines von beiden."),
    ],
)
def test_what_the_table_does_not_have_is_said(call, model_folder, table, arguments, said):
    """It ends with 1, with what was probably meant, and writes nothing else."""
    code, out, err = call("compare", "--model", model_folder, "--responses", three(table), *arguments)
    assert (code, out) == (1, "")
    assert said in err


def test_bad_rows_are_named_and_nothing_is_compared(call, model_folder, table):
    """The same checks as for ``score``."""
    code, out, err = call("compare", "--model", model_folder, "--responses", table("Nord,2026,us,r1,a1,p9\n"))
    assert (code, out) == (1, "")
    assert "[CSV-023]" in err


def test_a_table_without_a_large_enough_group_compares_nothing(call, model_folder, answers_file):
    """It ends with 0 and says what is missing: being few is no mistake."""
    code, out, _ = call("compare", "--model", model_folder, "--responses", answers_file)
    assert code == 0
    assert "Keine Gruppe lässt sich vergleichen." in out
    assert "Noch 4 Einschätzungen" in out
