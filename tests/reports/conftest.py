"""The models that the reports are tested with."""

from __future__ import annotations

from pathlib import Path

import pytest

from typology.model import load_model, load_questionnaires

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def toy():
    return load_model(ROOT / "tests" / "toy" / "definition")


@pytest.fixture(scope="session")
def shipped():
    return load_model(ROOT / "typology" / "definition")


@pytest.fixture(scope="session")
def shipped_questionnaires(shipped):
    return load_questionnaires(ROOT / "questionnaires", shipped)
