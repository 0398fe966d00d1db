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
from typology.model.map_loading import load_maps, map_to_yaml, read_map_text
from typology.model.map_rules import MapProblem, check_map, with_relation_ids
from typology.model.problems import Problem, render

__all__ = [
    "Model", "Questionnaire", "Text",
    "load_model", "load_questionnaires", "inspect_folders", "load_model_from_texts",
    "load_questionnaires_from_texts", "read_texts",
    "load_maps", "read_map_text", "map_to_yaml", "check_map", "with_relation_ids", "MapProblem",
    "Inspection", "ModelError", "Problem", "render",
]
