"""Single values: what is expected, what is found, and how it is worded."""

import pytest

from tests.model.invalid_cases import base_texts
from typology.model import ModelError, Text, load_model_from_texts


def problems(section):
    """Return (code, where, message, hint) of everything wrong with a further file."""
    with pytest.raises(ModelError) as caught:
        load_model_from_texts({**base_texts(), "z.yaml": section})
    return [(p.code, p.where, p.message, p.hint) for p in caught.value.problems if p.path == "z.yaml"]


def prompt(text="{de: a, en: a}", basis="proposal", more=""):
    return f"prompts:\n  - id: p\n    text: {text}\n    basis: {basis}\n{more}"


@pytest.mark.parametrize(("written", "code", "words"), [
    ("12", "VALUE-001", "found the number 12"),
    ("1.5", "VALUE-001", "found the number 1.5"),
    ("true", "VALUE-001", "found the value true"),
    ("[a]", "VALUE-001", "found a list"),
    ("", "VALUE-007", "'text' has no value"),
    ("''", "TEXT-001", "is empty"),
    ("{de: ' ', en: a}", "TEXT-001", "is missing"),
    ("{de: , en: a}", "TEXT-001", "is missing"),
    ("{de: a, en: ''}", "VALUE-007", "'en' has no wording"),
    ("{de: a, en: }", "VALUE-007", "'en' has no wording"),
    ("{de: a, en: 5}", "VALUE-001", "found the number 5"),
    ("{de: a, en: [b]}", "VALUE-001", "found a list"),
    ("{de: [a]}", "VALUE-001", "found a list"),
    ("{}", "TEXT-001", "is missing"),
    ("{de: a, EN: b}", "TEXT-003", "'EN' is not a language code"),
])
def test_a_wording_is_text_in_languages(written, code, words):
    """Whatever else stands in its place is named."""
    (found,) = problems(prompt(written))
    assert found[0] == code
    assert words in found[2]


def test_wordings_keep_everything_but_outer_blanks():
    """Markup, emoji and right-to-left text are content; they are made harmless where they are shown."""
    wording = "<script>alert(1)</script> 🌱 שלום"
    block = prompt(f"\n      de: |\n        {wording}\n      en: a")
    model = load_model_from_texts({**base_texts(), "z.yaml": block})
    assert model.prompts["p"].text == Text({"de": wording, "en": "a"})


def test_a_region_is_part_of_a_language_code():
    """pt-BR and the like are languages of their own."""
    model = load_model_from_texts({**base_texts(), "z.yaml": prompt("{de: a, en: a, pt-BR: b}")})
    assert model.prompts["p"].text.in_language("pt-BR") == "b"


@pytest.mark.parametrize(("basis", "code", "words"), [
    ("rumour", "VALUE-002", "'rumour' is not possible for 'kind'"),
    ("literature", "BASIS-002", "must name its references"),
    ("[proposal]", "VALUE-001", "Expected a mapping, found a list"),
    ("{kind: source}", "BASIS-002", "must name its references"),
    ("{kind: source, refs: G1}", "VALUE-001", "Expected a list, found the text 'G1'"),
    ("{kind: source, refs: [G1, G9]}", "REF-001", "Unknown source 'G9'."),
    ("{kind: literature, refs: [green_1991]}", "REF-001", "Unknown source 'green_1991'. Did you mean 'green_1990'?"),
    ("{kind: [source], refs: [G1]}", "VALUE-001", "Expected one of source, literature, proposal"),
    ("{kind: source, refs: ['']}", "VALUE-007", "'refs' is empty"),
    ("{kind: source, refs: [1]}", "VALUE-001", "Expected text, found the number 1"),
    ("{kind: source, refs: [~]}", "VALUE-007", "'refs' has no value"),
    ("{refs: [G1]}", "KEY-002", "The key 'kind' is missing"),
])
def test_a_basis_says_where_something_comes_from(basis, code, words):
    """Short or long, it has a kind and, unless it is a proposal, references that exist."""
    (found,) = problems(prompt(basis=basis))
    assert found[0] == code
    assert words in found[2]


@pytest.mark.parametrize(("number", "code", "hint"), [
    ("'2'", "VALUE-001", "Write it without quotes and with a decimal point: 2."),
    ("2,5", "VALUE-001", "Write it without quotes and with a decimal point: 2.5."),
    ("much", "VALUE-001", None),
    ("true", "VALUE-001", None),
    ("[1]", "VALUE-001", None),
    ("-0.1", "VALUE-005", "The smallest number allowed is 0."),
    (".nan", "VALUE-004", None),
    ("1" + "0" * 400, "VALUE-004", None),
])
def test_a_number_is_finite_and_has_a_decimal_point(number, code, hint):
    """A comma or quotes are what people type; the hint shows what is read."""
    (found,) = problems(f"axes:\n  - id: a\n    label: {{de: a, en: a}}\n    question: {{de: a, en: a}}\n"
                        f"    basis: proposal\n    parts:\n      - dimension: soil\n        weight: {number}\n")
    assert (found[0], found[3]) == (code, hint)


def test_whole_numbers_may_be_written_with_a_point():
    """2000.0 is a whole number."""
    texts = {**base_texts(), "method.yaml": "method: {uncertainty: {draws: 500.0}}\n"}
    draws = load_model_from_texts(texts).method.uncertainty.draws
    assert draws == 500
    assert isinstance(draws, int)


@pytest.mark.parametrize(("written", "guess"), [
    ("yes", " Did you mean true?"), ("Off", " Did you mean false?"), ("nein", " Did you mean false?"), ("maybe", ""),
    ("1", " Did you mean true?"), ("[true]", ""),
])
def test_booleans_are_true_or_false(written, guess):
    """What looks like one in another language is guessed, not accepted."""
    (found,) = problems(f"perspectives:\n  - id: p\n    label: {{de: a, en: a}}\n    description: {{de: a, en: a}}\n"
                        f"    view: inside\n    basis: proposal\n    attributed: {written}\n")
    assert found[:3] == ("VALUE-003", "perspectives[0].attributed", "'attributed' is true or false." + guess)


@pytest.mark.parametrize("written", ["Prompt", "1st", "p-1", "ä", "p q", "_p"])
def test_ids_are_plain(written):
    """Capitals, hyphens, umlauts and blanks are refused, with a form that would do."""
    (found,) = problems(prompt().replace("id: p", f"id: {written}"))
    assert found[:2] == ("ID-001", "prompts[0].id")
    assert found[3].startswith("Ids start with a letter")


def test_an_id_out_of_signs_alone_has_no_suggestion():
    """Where nothing is left to build a form from, only the rule is told."""
    (found,) = problems(prompt().replace("id: p", "id: '***'"))
    assert found[3] == "Ids start with a letter and hold lower-case letters, digits and underscores."


def test_keys_of_sources_may_hold_capitals():
    """S0 and the like are keys of sources and no ids of elements."""
    section = "sources:\n  - {id: Report_7, kind: source, title: {de: a, en: a}}\n"
    model = load_model_from_texts({**base_texts(), "z.yaml": section})
    assert "Report_7" in model.sources


def test_an_unknown_key_that_means_a_missing_one_is_reported_once():
    """'txt' for 'text' is one mistake, not two."""
    (found,) = problems(prompt().replace("    text:", "    txt:"))
    assert found[:3] == ("KEY-001", "prompts[0].txt", "Unknown key 'txt'. Did you mean 'text'?")


def test_an_unknown_key_without_resemblance_lists_what_is_possible():
    """Nothing is guessed where nothing is similar."""
    (found,) = problems(prompt(more="    zzzzz: 1\n"))
    assert found[2:] == ("Unknown key 'zzzzz'.", "Possible here: id, text, basis.")


def test_merge_keys_are_explained():
    """YAML 1.2 knows no '<<'."""
    (found,) = problems(prompt(more="    <<: {text: a}\n"))
    assert found[3] == "YAML's '<<' is not read here: write the keys out."


def test_an_unknown_section_is_suggested():
    """'promts' is 'prompts'."""
    (found,) = problems("promts: []\n")
    assert found[:3] == ("KEY-001", "promts", "Unknown section 'promts'. Did you mean 'prompts'?")


def test_messages_stay_short_whatever_is_written():
    """A novel in the wrong place is not repeated in the message, and is compared with nothing."""
    (found,) = problems(f"{'x' * 5000}: 1\n")
    assert len(found[2]) < 100


def test_mappings_are_read_member_by_member():
    """Each wrong member of a mapping is reported at its key."""
    found = problems("types:\n  - id: t\n    label: {de: a, en: a}\n    sentence: {de: a, en: a}\n"
                     "    description: {de: a, en: a}\n"
                     "    basis: proposal\n    conditions: {soil: upper, visitors: [low]}\n    profile: [1]\n")
    assert [(code, where) for code, where, _, _ in found] == [
        ("VALUE-002", "types[0].conditions.soil"), ("VALUE-001", "types[0].conditions.visitors"),
        ("VALUE-001", "types[0].profile")]


def test_references_of_a_broken_element_are_checked_all_the_same():
    """A missing label does not hide an unknown source."""
    found = problems("prompts:\n  - id: p\n    basis: {kind: source, refs: [G9]}\n")
    assert [code for code, *_ in found] == ["KEY-002", "REF-001"]


def test_ids_from_many_files_are_named_with_their_number():
    """If the ids of a section lie in many files, the hint does not list them all."""
    texts = base_texts()
    for index in range(5):
        texts[f"s{index}.yaml"] = "sources:\n" + "".join(
            f"  - {{id: k{index}_{n}, kind: source, title: {{de: a, en: a}}}}\n" for n in range(4))
    texts["z.yaml"] = prompt(basis="{kind: source, refs: [zzzzzz]}")
    with pytest.raises(ModelError) as caught:
        load_model_from_texts(texts)
    assert caught.value.problems[0].hint == (
        "Defined in 6 files: G1, green_1990, k0_0, k0_1, k0_2, k0_3, k1_0, k1_1, k1_2, k1_3, k2_0, k2_1 … and 10 more.")
    texts["z.yaml"] = prompt(basis="{kind: source, refs: [k3_x]}")
    with pytest.raises(ModelError) as caught:
        load_model_from_texts(texts)
    assert caught.value.problems[0].hint == "Defined in s3.yaml: k3_0, k3_1, k3_2, k3_3."


def test_without_any_element_there_is_nothing_to_suggest():
    """A section that is empty says so."""
    texts = {name: text for name, text in base_texts().items() if name != "sources.yaml"}
    with pytest.raises(ModelError) as caught:
        load_model_from_texts(texts)
    assert {p.hint for p in caught.value.problems if p.code == "REF-001"} == {"No source is defined."}
