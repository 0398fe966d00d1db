"""From text to a tree: what a value is, where it stands, and the traps of YAML."""

import math

import pytest

from typology.model import yaml_tree
from typology.model.yaml_tree import MAX_BYTES, MAX_DEPTH, decode, parse, plain, resolve


def tree(text):
    root, problems = parse(text, "f.yaml")
    assert problems == []
    return root


def codes(text):
    return [problem.code for problem in parse(text, "f.yaml")[1]]


@pytest.mark.parametrize("written", [
    "no", "yes", "on", "off", "y", "2026-11-22", "12:30", "0123", "0x1F", "0o17", "1_000", "1.2.3", "TRUE!", "-", "+",
    ".", "1e", "--1", "1,5", "Null.", "00.5",
])
def test_what_yaml_1_1_would_twist_stays_text(written):
    """Country codes, dates, times and numbers with leading zeros stay what was typed."""
    assert resolve(written) == ("text", written)


@pytest.mark.parametrize(("written", "kind", "value"), [
    ("true", "boolean", True), ("False", "boolean", False), ("null", "nothing", None), ("~", "nothing", None),
    ("", "nothing", None), ("0", "integer", 0), ("-12", "integer", -12), ("+7", "integer", 7), ("1.5", "number", 1.5),
    (".5", "number", 0.5), ("1.", "number", 1.0), ("1e3", "number", 1000.0), ("-2.5E-1", "number", -0.25),
    ("1" + "0" * 30, "number", 1e30),
])
def test_core_scalars_of_yaml_1_2_are_read(written, kind, value):
    """Booleans, null, whole and decimal numbers are read as the core schema says."""
    assert resolve(written) == (kind, value)


@pytest.mark.parametrize("written", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "9" * 400, "1e999"])
def test_numbers_without_end_are_recognised_as_such(written):
    """What is no finite number is a number all the same, so that the reader can refuse it by name."""
    kind, value = resolve(written)
    assert kind == "number"
    assert not math.isfinite(value)


def test_a_quoted_scalar_is_text():
    """Quotes turn off every reading as a number or boolean."""
    assert plain(tree("a: 'true'\nb: \"12\"\nc: |\n  3\n")) == {"a": "true", "b": "12", "c": "3\n"}


def test_values_stand_where_their_key_stands():
    """The place of a value in a mapping is its key, that of a member of a list is the member."""
    root = tree("a:\n  - x\n  - b: 1\n    ä: 2\n")
    members = root.value["a"].value
    assert [(node.line, node.column) for node in (root.value["a"], *members)] == [(1, 1), (2, 5), (3, 5)]
    assert (members[1].value["ä"].line, members[1].value["ä"].column) == (4, 5)


def test_an_alias_is_read_as_what_it_stands_for():
    """An alias has the value of its anchor and the place of its use."""
    root = tree("a: &x {k: 1}\nb: *x\nc: &n name\nd: {*n : 2}\n")
    assert plain(root) == {"a": {"k": 1}, "b": {"k": 1}, "c": "name", "d": {"name": 2}}
    assert root.value["b"].line == 2


def test_an_anchored_key_can_be_used_again():
    """An anchor may stand at a key as well."""
    assert plain(tree("&k name: 1\nother: *k\n")) == {"name": 1, "other": "name"}


@pytest.mark.parametrize(("text", "code"), [
    ("a: &x [*x]", "YAML-004"),
    ("a: &x {b: *x}", "YAML-004"),
    ("a: *nowhere", "YAML-004"),
    ("a: 1\na: 2", "YAML-003"),
    ("{a: 1, a: 2}", "YAML-003"),
    ("a: 1\n\tb: 2", "YAML-002"),
    ("a:\n\t- b", "YAML-002"),
    ("a: |\n  \n\tb\n c", "YAML-002"),
    ("a: 1\n---\nb: 2", "YAML-007"),
    ("[a]: 1", "YAML-009"),
    ("{{x}}", "YAML-009"),
    ("- a", "YAML-010"),
    ("only text", "YAML-010"),
    ("null", "YAML-010"),
    ("", "FILE-007"),
    ("# only a comment\n", "FILE-007"),
    ("\ufeff", "FILE-007"),
    ("a: \x07", "FILE-006"),
    ("a: \ud800", "FILE-006"),
    ('a: "\\0"', "FILE-006"),
    ("a: !!str 1", "YAML-006"),
    ("a: !<tag:x> [1]", "YAML-006"),
    ("a: 'b", "YAML-001"),
    ("a: [b", "YAML-001"),
    ("a: @b", "YAML-001"),
    ("a: b: c", "YAML-001"),
    ("a\nb: c\n d", "YAML-001"),
    ("%YAML 9.9\n---\na: b", "YAML-001"),
    ('a: "\\x"', "YAML-001"),
    ("? " * 2000, "YAML-009"),
    ("- " * 2000, "YAML-008"),
    ("[" * 100_000, "YAML-008"),
    ("{a: " * 100_000, "YAML-008"),
])
def test_every_trap_has_its_code(text, code):
    """Each kind of wrongness is told apart, and none of them raises or takes long."""
    assert codes(text) == [code]


def test_nesting_is_allowed_up_to_the_limit():
    """One level less than the limit is still read."""
    inner = MAX_DEPTH - 1
    assert codes("a: " + "[" * inner + "]" * inner) == []
    assert codes("a: " + "[" * (inner + 1) + "]" * (inner + 1)) == ["YAML-008"]


def test_aliases_cannot_explode():
    """Ten aliases of ten aliases … stop at the limit, without being unfolded."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 40)]
    assert codes("\n".join(lines)) == ["YAML-005"]


def test_a_flat_file_of_very_many_values_stops_at_the_same_limit(monkeypatch):
    """The limit counts values, however they come about."""
    monkeypatch.setattr(yaml_tree, "MAX_NODES", 10)
    assert codes("a: [1, 2, 3, 4, 5, 6, 7, 8]") == ["YAML-005"]
    assert codes("a: [1, 2, 3, 4, 5, 6, 7]") == []


def test_of_two_keys_alike_the_first_is_read_on():
    """A duplicate is reported with the line of the first, and the first one counts."""
    root, problems = parse("a: 1\nb: 2\na: 3\n", "f.yaml")
    assert plain(root) == {"a": 1, "b": 2}
    assert (problems[0].line, problems[0].hint) == (3, "It stands in line 1 already.")


def test_a_file_that_is_not_utf8_is_located_by_byte():
    """The message counts bytes from 1; line and column count characters."""
    text, problems = decode("a: ü\nb: ".encode() + b"\xfc", "f.yaml")
    assert text is None
    assert (problems[0].code, problems[0].line, problems[0].column) == ("FILE-005", 2, 4)
    assert problems[0].message == "The file is not UTF-8 from byte 10 on."


def test_utf16_is_recognised():
    """A file saved as UTF-16 is told so, since its first byte alone would help nobody."""
    assert "UTF-16" in decode("a: 1".encode("utf-16"), "f.yaml")[1][0].hint


def test_a_byte_order_mark_is_no_part_of_the_text():
    """Editors on Windows write one; it is passed over in bytes and in text."""
    assert decode(b"\xef\xbb\xbfa: 1", "f.yaml")[0] == "a: 1"
    assert plain(tree("\ufeffa: 1")) == {"a": 1}


def test_a_huge_file_is_refused_before_it_is_read():
    """Beyond the limit nothing is parsed, neither from bytes nor from text."""
    assert decode(b" " * (MAX_BYTES + 1), "f.yaml")[1][0].code == "FILE-004"
    assert codes(" " * (MAX_BYTES + 1)) == ["FILE-004"]


def test_the_parser_in_pure_python_finds_the_same(monkeypatch):
    """Without libyaml the tree is the same, and an impossible escape is a problem like any other."""
    import yaml

    monkeypatch.setattr(yaml_tree, "EventLoader", yaml.SafeLoader)
    assert plain(tree("a: [1, {b: no}]\n")) == {"a": [1, {"b": "no"}]}
    assert codes('a: "\\UFFFFFFFF"') == ["YAML-001"]
    assert codes('a: "\\uD800"') == ["FILE-006"]
    assert codes("a: 1\n\tb: 2") == ["YAML-002"]
    assert codes("[" * 200) == ["YAML-008"]
