"""The typology as data: frozen types, reading and checking of YAML, and the JSON Schema for editors."""

from typology.model.elements import Model, Questionnaire, Text
from typology.model.loading import (
    Inspection,
    ModelError,
    inspect_folders,
    load_model,
    load_model_from_texts,
    load_questionnaires,
    load_questionnaires_from_texts,
    read_texts,
)
from typology.model.problems import Problem, render

__all__ = [
    "Model", "Questionnaire", "Text",
    "load_model", "load_questionnaires", "inspect_folders", "load_model_from_texts",
    "load_questionnaires_from_texts", "read_texts",
    "Inspection", "ModelError", "Problem", "render",
]
