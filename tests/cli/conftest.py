"""A model small enough to work out by hand, and ways to call the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from typology.cli import main

ROOT = Path(__file__).resolve().parents[2]

MODEL = """
model:
  id: pair
  version: "1"
  label: {de: Paar, en: Pair}
  notice: {de: Erfundenes Modell., en: Invented model.}
  description: {de: Zwei Achsen., en: Two axes.}
  basis: proposal
  languages: [de, en]
perspectives:
  - {id: us, label: {de: Wir, en: We}, description: {de: Alle., en: All.}, view: inside, basis: proposal}
  - {id: them, label: {de: Andere, en: Others}, description: {de: Alle., en: All.}, view: outside, basis: proposal}
response_scales:
  - id: five
    label: {de: Fünf, en: Five}
    kind: levels
    options:
      - {id: p0, value: 0, label: {de: A, en: A}}
      - {id: p1, value: 1, label: {de: B, en: B}}
      - {id: p2, value: 2, label: {de: C, en: C}}
      - {id: p3, value: 3, label: {de: D, en: D}}
      - {id: p4, value: 4, label: {de: E, en: E}}
    basis: proposal
  - {id: count, label: {de: Zahl, en: Number}, kind: number, minimum: 0, maximum: 50, whole: true, basis: proposal}
dimensions:
  - {id: alpha, label: {de: Alpha, en: Alpha}, question: {de: A?, en: A?}, basis: proposal}
  - {id: beta, label: {de: Beta, en: Beta}, question: {de: B?, en: B?}, basis: proposal}
  - {id: gamma, label: {de: Gamma, en: Gamma}, question: {de: C?, en: C?}, basis: proposal}
items:
  - {id: a1, dimension: alpha, label: {de: A1, en: A1}, question: {de: A?, en: A?}, response_scale: five,
     basis: proposal}
  - {id: a2, dimension: alpha, label: {de: A2, en: A2}, question: {de: A?, en: A?}, response_scale: five, weight: 3,
     basis: proposal}
  - {id: a3, dimension: alpha, label: {de: A3, en: A3}, question: {de: A?, en: A?}, response_scale: five,
     basis: proposal}
  - {id: b1, dimension: beta, label: {de: B1, en: B1}, question: {de: B?, en: B?}, response_scale: five,
     basis: proposal}
  - {id: c1, dimension: gamma, label: {de: C1, en: C1}, question: {de: C?, en: C?}, response_scale: count,
     calibration: {full_out: 0, crossover: 10, full_in: 30}, basis: proposal}
axes:
  - {id: width, label: {de: Breite, en: Width}, question: {de: W?, en: W?}, parts: [{dimension: alpha}],
     basis: proposal}
  - {id: depth, label: {de: Tiefe, en: Depth}, question: {de: D?, en: D?}, parts: [{dimension: beta}], basis: proposal}
"""

TYPES = """
types:
  - {id: both, label: {de: Beides, en: Both}, sentence: {de: S., en: S.}, description: {de: T., en: T.},
     basis: proposal, conditions: {width: high, depth: high}, profile: {alpha: 90, beta: 90}}
  - {id: wide, label: {de: Breit, en: Wide}, sentence: {de: S., en: S.}, description: {de: T., en: T.}, basis: proposal,
     conditions: {width: high, depth: low}, profile: {alpha: 90, beta: 10}}
  - {id: deep, label: {de: Tief, en: Deep}, sentence: {de: S., en: S.}, description: {de: T., en: T.}, basis: proposal,
     conditions: {width: low, depth: high}, profile: {alpha: 10, beta: 90}}
  - {id: neither, label: {de: Keins, en: Neither}, sentence: {de: S., en: S.}, description: {de: T., en: T.},
     basis: proposal, conditions: {width: low, depth: low}, profile: {alpha: 10, beta: 10}}
"""

QUESTIONNAIRE = """
questionnaire:
  id: ask_us
  version: "1"
  model: pair
  label: {de: Fragen, en: Questions}
  description: {de: Für uns., en: For us.}
  perspectives: [us]
  pages:
    - {id: one, dimension: alpha, entries: [a1, a2, {item: a3, show_if: {item: a1, at_most: p2}}]}
    - {id: two, dimension: beta, entries: [b1]}
"""

HEADER = "case,wave,perspective,respondent,item,value\n"
ANSWERS = HEADER + "Nord,2026,us,r1,a1,p4\nNord,2026,us,r1,a2,p3\nNord,2026,us,r1,a3,dk\nNord,2026,us,r1,b1,p0\n"


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair") / "definition"
    folder.mkdir()
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "types.yaml").write_text(TYPES, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def questionnaire_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("asked") / "ask_us.yaml"
    file.write_text(QUESTIONNAIRE, encoding="utf-8")
    return file


@pytest.fixture
def answers_file(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS, encoding="utf-8")
    return file


@pytest.fixture
def call(capsys):
    """Run a command in this process; returns exit code, standard output and standard error."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def process():
    """Run a command as a process of its own, as a shell would."""

    def run(*arguments, stdin=b""):
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"LC_ALL": "C", "PYTHONUTF8": "0"}
        command = [sys.executable, "-m", "typology", *map(str, arguments)]
        return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, env=environment, timeout=60)

    return run
