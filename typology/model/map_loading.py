"""Structure maps as YAML: one map a file, under the section ``structure_map``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from typology.model.common_rules import check_findings, own_problems
from typology.model.draft import Draft
from typology.model.elements import DEFAULT_LANGUAGE, Model, Text
from typology.model.files import parse_files, read_folder, strange_sections
from typology.model.grammar import MAP_KEY, MAP_SECTION, keys_of
from typology.model.map_rules import MAP_RULES, MapProblem, Sketch, with_relation_ids
from typology.model.problems import ModelError, Problem, in_order, shorten
from typology.model.reading import BAD, Findings, Place, Reader
from typology.model.vocabulary import Actor, Relation, StructureMap
from typology.model.yaml_tree import Node, resolve


# ------------------------------------------------------------------------------ the interface
def load_maps(path: Path | str, model: Model) -> Mapping[str, StructureMap]:
    """Read the structure maps of a folder; files of a model or of questionnaires that lie there are passed over.

    Args:
        path: The folder.
        model: The model in whose words the maps speak.

    Returns:
        Maps by id, in the order of their files, each relation with an id.

    Raises:
        ModelError: If anything is wrong with one of them; all problems at once.
    """
    folder = read_folder(Path(path))
    problems = list(folder.problems) + [p for f, root in folder.model_files.items() for p in strange_sections(f, root)]
    words = [Draft.of(model)]
    found = check_maps([(MapDraft.read(name, root), words) for name, root in folder.map_files.items()], problems)
    if any(problem.is_error for problem in problems):
        raise ModelError(problems)
    return MappingProxyType({structure_map.id: structure_map for structure_map in found})


def read_map_text(text: str, name: str, model: Model) -> tuple[StructureMap | None, tuple[Problem, ...]]:
    """Read one map.

    Args:
        text: The content of the file.
        name: Name of the file, for problems.
        model: The model in whose words the map speaks.

    Returns:
        The map, each relation with an id, and its warnings; or None with everything that is wrong.
    """
    folder = parse_files({name: text}, "")
    problems = list(folder.problems)
    for root in folder.model_files.values():
        problems += strange_sections(name, root)
    if not folder.map_files and not problems:
        problems.append(Problem(name, 0, 0, "", "KEY-002", f"The key '{MAP_SECTION}' is missing.",
                                f"{MAP_SECTION}: {MAP_KEY.doc}"))
    words = [Draft.of(model)]
    found = check_maps([(MapDraft.read(name, root), words) for root in folder.map_files.values()], problems)
    sound = found[0] if found and not any(problem.is_error for problem in problems) else None
    return sound, in_order(problems)


def map_to_yaml(structure_map: StructureMap) -> str:
    """Return the map as the text of a YAML file that :func:`read_map_text` reads; what is absent is left out."""
    return yaml.dump({MAP_SECTION: _plain(structure_map)}, Dumper=_Dumper, allow_unicode=True, sort_keys=False,
                     width=110)


# ------------------------------------------------------------------------------ reading
@dataclass
class MapDraft:
    """What has been read of one map file."""

    place: Place
    structure_map: StructureMap | None
    findings: Findings

    @classmethod
    def read(cls, path: str, root: Node) -> MapDraft:
        """Read a file with the section ``structure_map``."""
        findings = Findings()
        reader = Reader(path, findings)
        place = reader.place(root, None).at(MAP_SECTION)
        for name, node in root.value.items():
            if name != MAP_SECTION:
                reader.report("MAP-001", node, (None, name), f"'{shorten(name)}' cannot stand in the file of a map.",
                              "Move it to a file of the model; each map has a file of its own.")
        reader.element = place
        value = reader.read(place.node, MAP_KEY.shape, MAP_KEY, place.way)
        return cls(place, None if value is BAD else value, findings)

    def sketch(self) -> Sketch:
        """Return what is sound of the map."""
        if self.structure_map is not None:
            return Sketch.of(self.structure_map)
        known = {node.value["id"].value for node in self._nodes("actors")
                 if node.kind == "mapping" and "id" in node.value and node.value["id"].kind == "text"}
        origin = self.place.at("origin").node if self._has("origin") else None
        return Sketch(self._sound("actors", Actor), self._sound("relations", Relation), frozenset(known),
                      # Of actors that are no list it cannot be said that there are none.
                      self._has("actors") and (self.place.at("actors").node.kind != "list" or bool(
                          self._nodes("actors"))), str(origin.value) if origin else "own")

    def _has(self, name: str) -> bool:
        return self.place.node.kind == "mapping" and name in self.place.node.value

    def _nodes(self, section: str) -> list[Node]:
        node = self.place.at(section).node if self._has(section) else None
        return node.value if node is not None and node.kind == "list" else []

    def _sound(self, section: str, cls: Any) -> dict[int, Any]:
        """Read the members of a list once more, without a word about those that cannot be read."""
        reader = Reader(self.place.path, Findings())
        read = {index: reader.read_object(node, cls, None) for index, node in enumerate(self._nodes(section))}
        return {index: value for index, value in read.items() if value is not BAD}

    def problems(self, words: Draft) -> list[Problem]:
        """Return everything that is wrong with the map in the words of a model."""
        found = list(self.findings.problems)
        checked = own_problems(check_findings(self.findings, words), words)
        # Whoever draws a map of their own writes in one language; what is published is complete.
        own = self.sketch().origin == "own"
        found += [problem for problem in checked if not (own and problem.code == "TEXT-002")]
        if self.place.node.kind == "mapping":
            sketch = self.sketch()
            found += [_placed(problem, self.place) for rule in MAP_RULES for problem in rule(sketch, words)]
        return found


def _placed(problem: MapProblem, place: Place) -> Problem:
    return place.at(*problem.where).problem(problem.code, problem.message, problem.hint)


def check_maps(drafts: Iterable[tuple[MapDraft, Sequence[Draft]]], problems: list[Problem], *,
               unread: bool = False) -> list[StructureMap]:
    """Check maps, add what is wrong to ``problems``, and return the sound ones, each relation with an id.

    Args:
        drafts: Maps with the models whose words they may use; the one counts under which the least is wrong.
        problems: Where problems are added.
        unread: True if a file could not be read, so that a model that is missing may stand in there.
    """
    sound: list[StructureMap] = []
    first: dict[str, Place] = {}
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for draft, models in drafts:
        found = min((draft.problems(words) for words in models), key=_errors, default=list(draft.findings.problems))
        if not models and not unread:
            found.append(draft.place.problem("MAP-012", "There is no model whose words this map could use.",
                                             "Name the folder of the model as well."))
        node = draft.place.at("id").node
        if node.kind == "text" and (known := first.setdefault(node.value, draft.place)) is not draft.place:
            found.append(draft.place.at("id").problem(
                "ID-002", f"The structure map '{shorten(node.value)}' is given twice.",
                f"It stands in {known.path}:{known.node.line} already."))
        if draft.structure_map is not None:
            found += _names_are_one(draft.structure_map, draft.place, names)
            if models and not _errors(found):
                sound.append(with_relation_ids(draft.structure_map))
        problems += found
    return sound


def _errors(problems: Iterable[Problem]) -> int:
    return sum(problem.is_error for problem in problems)


def _names_are_one(structure_map: StructureMap, place: Place,
                   names: dict[tuple[str, str], tuple[str, str]]) -> Iterable[Problem]:
    """An actor has the same name in all maps of a city, so that they can be laid over one another."""
    earlier = dict(names)
    for index, actor in enumerate(structure_map.actors):
        key = (structure_map.city, actor.id)
        other, path = earlier.get(key, (actor.name, ""))
        if other != actor.name:
            yield place.at("actors", index, "name").problem(
                "MAP-013", f"'{shorten(actor.id)}' is called '{shorten(other)}' in another map of this city.",
                f"That map is {path}. Maps of a city share id and name of an actor.")
        names.setdefault(key, (actor.name, place.path))


# ------------------------------------------------------------------------------ writing
class _Dumper(yaml.SafeDumper):
    """Writes texts in such a way that this project reads them as texts again."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out: a file with aliases is hard to edit by hand."""
        return True


def _text_node(dumper: _Dumper, written: str) -> yaml.ScalarNode:
    # PyYAML quotes by YAML 1.1; numbers such as 1e5 are text there and a number here.
    style = None if written and resolve(written)[0] == "text" else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", written, style=style)


_Dumper.add_representer(str, _text_node)


def _plain(value: Any) -> Any:
    """Return an element as plain dicts and lists, without what has its default."""
    if isinstance(value, Text):
        # Every wording has German in a file; one in another language alone stands for it.
        return {DEFAULT_LANGUAGE: value.in_language(DEFAULT_LANGUAGE), **value}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if not is_dataclass(value):
        return value
    cls: Any = type(value)
    defaults = {f.name: f.default for f in fields(cls)}
    return {name: _plain(own) for name, key in keys_of(cls).items()
            if (own := getattr(value, key.field)) != defaults[key.field] or key.required}
