"""Whatever stands in a file, reading it ends in a model or in a list of problems, never in a traceback."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model.invalid_cases import base_texts
from typology.model import ModelError, check_map, load_model_from_texts, map_to_yaml, read_map_text, render
from typology.model.draft import Draft, QuestionnaireDraft
from typology.model.loading import _check_questionnaires
from typology.model.problems import CATALOGUE
from typology.model.yaml_tree import decode, parse

BASE = base_texts()
SOUND = load_model_from_texts(BASE)
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = re.compile(r"[\w.]+|\s+|[^\w\s]")
NASTY = [
    "", " ", "\n", "\t", ":", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!python/object ", "|",
    ">", "'", '"', "#", "---", "...", "%", "@", "`", "?", "~", "null", "true", "no", ".nan", "-.inf",
    "1e999", "0", "-1", "9" * 30, "\x00", "\ud800", "\ufeff", "\u2028", "🌱", "שלום", "<<: *a", "id",
    "all", "kind", "levels", "number", "de", "any",
]


def load(texts):
    """Load; if that is refused, there is an error, and every problem has a known code and can be shown."""
    problems = None
    try:
        load_model_from_texts(texts)
    except ModelError as error:
        problems = error.problems
    if problems is not None:
        assert any(problem.is_error for problem in problems)
        assert all(problem.code in CATALOGUE for problem in problems)
        assert render(problems).endswith("Nothing was loaded.")


def load_map(text):
    """Read a map; it is refused with an error, or sound by every measure and the same after being written."""
    found, problems = read_map_text(text, "map.yaml", SOUND)
    assert all(problem.code in CATALOGUE for problem in problems)
    assert (found is None) == any(problem.is_error for problem in problems)
    if found is not None:
        assert not any(problem.is_error for problem in check_map(found, SOUND))
        assert read_map_text(map_to_yaml(found), "again.yaml", SOUND)[0] == found


@QUICK
@given(st.text(max_size=200) | st.text(alphabet="abk:- \n\t[]{}&*!|>'\"#%@,?.~0<", max_size=80))
def test_no_text_makes_the_loader_fall_over(text):
    """Any text at all, as the only file and as the section of one."""
    load({"a.yaml": text})
    load({"a.yaml": f"items:\n{text}"})
    load_map(text)
    load_map(f"structure_map:\n{text}")


@QUICK
@given(st.binary(max_size=200))
def test_no_bytes_make_the_decoder_fall_over(data):
    """Any bytes are text or one located problem."""
    text, problems = decode(data, "a.yaml")
    assert (text is None) == (len(problems) == 1)


@QUICK
@given(st.data())
def test_no_mutation_of_a_sound_model_makes_the_loader_fall_over(data):
    """Pieces of a sound model left out, doubled, exchanged or replaced by something nasty."""
    name = data.draw(st.sampled_from(sorted(BASE)))
    pieces = PIECES.findall(BASE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        what = data.draw(st.sampled_from(["drop", "double", "swap", "nasty"]))
        if what == "drop":
            pieces[at] = ""
        elif what == "double":
            pieces[at] *= 2
        elif what == "swap":
            other = data.draw(st.integers(0, len(pieces) - 1))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        else:
            pieces[at] = data.draw(st.sampled_from(NASTY))
    text = "".join(pieces)
    if name.startswith("questionnaires/"):
        root, problems = parse(text, name)
        if root is not None and "questionnaire" in root.value:
            _check_questionnaires([QuestionnaireDraft.read(name, root)], {"gardens": Draft.of(SOUND)}, problems)
            assert render(problems)
    elif name.startswith("maps/"):
        load_map(text)
    else:
        load({**BASE, name: text})


VALUES = st.recursive(
    st.sampled_from(["a", "soil", "1", "-1", "true", "~", "''", "'x'", "high", "s1", "proposal", ".inf", "beds"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda xs: f"[{', '.join(xs)}]")
    | st.dictionaries(st.sampled_from(["id", "de", "all", "item", "kind", "refs", "at_least", "basis", "x", "options"]),
                      inner, max_size=3).map(lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"),
    max_leaves=6,
)
LINES = [(name, number) for name, text in BASE.items() if "questionnaires" not in name
         for number, line in enumerate(text.split("\n")) if re.match(r"\s*-?\s*\w+: \S", line)]


@QUICK
@given(st.sampled_from(LINES), VALUES)
def test_no_value_in_any_place_makes_the_rules_fall_over(line, value):
    """Valid YAML of the wrong kind under every key of a sound model."""
    name, number = line
    lines = BASE[name].split("\n")
    lines[number] = re.sub(r": .*$", lambda _: f": {value}", lines[number])
    if name.startswith("maps/"):
        load_map("\n".join(lines))
    else:
        load({**BASE, name: "\n".join(lines)})
