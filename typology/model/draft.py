"""A model folder while it is being read: what is sound so far, and where everything stands.

The rules work on drafts, so that they can speak about one element although another one is broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from typology.model.elements import (
    Axis,
    Dimension,
    IdealType,
    Item,
    Method,
    Model,
    ModelInfo,
    Perspective,
    Phase,
    Placement,
    Prompt,
    Questionnaire,
    ResponseScale,
    Source,
    Text,
    TypePlane,
)
from typology.model.grammar import (
    FILE_SECTIONS,
    NOUNS,
    QUESTIONNAIRE_KEY,
    QUESTIONNAIRE_SECTION,
    Key,
    list_sections,
    sections,
)
from typology.model.problems import did_you_mean, listing, shorten, suggestion
from typology.model.reading import BAD, Findings, Place, Reader
from typology.model.vocabulary import (
    ActorGroup,
    ActorKind,
    Level,
    MapQuestion,
    RelationKind,
    RelationStatus,
    RelationStrength,
    Reporter,
)
from typology.model.yaml_tree import Node

# Without these there is nothing to score or to type.
NEEDED_SECTIONS = ("model", "perspectives", "response_scales", "dimensions", "items", "axes", "types")


@dataclass
class Draft:
    """What has been read of one model.

    Attributes:
        path: The folder, as shown to the reader; empty if the model was not read from a folder just now.
        findings: Problems, references, wordings and bases that came to light.
        places: Section and id -> where the element stands, sound or not; single sections have the id ''.
        seen: The sections that were given.
        incomplete: True if a file could not be read, so that what is missing may stand in there.
    """

    path: str = ""
    info: ModelInfo | None = None
    method: Method | None = None
    type_plane: TypePlane | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    perspectives: dict[str, Perspective] = field(default_factory=dict)
    response_scales: dict[str, ResponseScale] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    axes: dict[str, Axis] = field(default_factory=dict)
    types: dict[str, IdealType] = field(default_factory=dict)
    phases: dict[str, Phase] = field(default_factory=dict)
    placements: dict[str, Placement] = field(default_factory=dict)
    prompts: dict[str, Prompt] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    actor_groups: dict[str, ActorGroup] = field(default_factory=dict)
    actor_kinds: dict[str, ActorKind] = field(default_factory=dict)
    relation_kinds: dict[str, RelationKind] = field(default_factory=dict)
    relation_strengths: dict[str, RelationStrength] = field(default_factory=dict)
    relation_statuses: dict[str, RelationStatus] = field(default_factory=dict)
    reporters: dict[str, Reporter] = field(default_factory=dict)
    map_questions: dict[str, MapQuestion] = field(default_factory=dict)
    wording: dict[str, Text] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    incomplete: bool = False

    @classmethod
    def of(cls, model: Model) -> Draft:
        """Return a draft of a model that has been read before; it knows no places."""
        own: dict[str, Any] = {name: dict(getattr(model, name)) for name in list_sections()}
        return cls(info=model.info, method=model.method, type_plane=model.type_plane, **own)

    def place(self, section: str, element_id: str = "") -> Place:
        """Return where an element stands."""
        return self.places[section, element_id]

    @cached_property
    def ids(self) -> Mapping[str, Mapping[str, str]]:
        """Per section: id -> file. To be asked only once everything has been read; 'sets' are axes and dimensions."""
        known: dict[str, dict[str, str]] = {name: dict.fromkeys(getattr(self, name), "") for name in list_sections()}
        for (section, element_id), place in self.places.items():
            if section in known:
                known[section][element_id] = place.path
        known["sets"] = {**known["axes"], **known["dimensions"]}
        known["fields"] = self._fields()
        return MappingProxyType(known)

    def _fields(self) -> dict[str, str]:
        known = {f.id: "" for placement in self.placements.values() for f in placement.fields}
        for (section, _), place in self.places.items():
            fields = place.at("fields").node if section == "placements" else None
            for node in fields.value if fields is not None and fields.kind == "list" else ():
                named = node.value.get("id") if node.kind == "mapping" else None
                if named is not None and named.kind == "text":
                    known[named.value] = place.path
        return known

    def unknown(self, section: str, written: str) -> tuple[str, str]:
        """Word the problem of an id that is in no element of a section.

        Returns:
            Message with suggestion, and a hint that says where the ids that exist are defined.
        """
        noun, known = NOUNS[section], self.ids[section]
        message = f"Unknown {noun} '{shorten(written)}'.{did_you_mean(written, known)}"
        if not known:
            return message, f"No {noun} is defined."
        names = list(known)
        guess = suggestion(written, known)
        if guess and len(names) > 12:
            names = [name for name in names if known[name] == known[guess]]
        by_file: dict[str, list[str]] = {}
        for name in names:
            by_file.setdefault(known[name], []).append(name)
        if len(by_file) > 3:
            return message, f"Defined in {len(by_file)} files: {listing(sorted(names))}."
        if list(by_file) == [""]:
            return message, f"Defined in the model: {listing(names)}."
        return message, "Defined in " + "; ".join(f"{path}: {listing(ids)}" for path, ids in by_file.items()) + "."

    # ---------------------------------------------------------------------------- reading
    def read_file(self, path: str, root: Node) -> None:
        """Read the sections of one file into the draft."""
        reader = Reader(path, self.findings)
        top = reader.place(root, None)
        known = sections()
        for name, node in root.value.items():
            key = known.get(name)
            place = top.at(name)
            if key is None:
                guess = did_you_mean(name, [*known, *FILE_SECTIONS])
                reader.report("KEY-001", node, place.way, f"Unknown section '{shorten(name)}'.{guess}",
                              f"Possible here: {listing(list(known), 30)}.")
            elif node.kind == "nothing":
                reader.report("VALUE-007", node, place.way, f"The section '{name}' is empty.",
                              "Write something into it, or remove it.")
            elif name in list_sections():
                self._read_elements(reader, key, place)
            elif key.shape.kind == "mapping":
                self._read_wording(reader, key, place)
            else:
                self._read_single(reader, key, place)
            self.seen.add(name)

    def _read_single(self, reader: Reader, key: Key, place: Place) -> None:
        if (key.name, "") in self.places:
            first = self.places[key.name, ""]
            reader.report("KEY-003", place.node, place.way, f"The section '{key.name}' is given twice.",
                          f"It stands in {first.path}:{first.node.line} already.")
            return
        self.places[key.name, ""] = place
        value = reader.read_element(place.node, key.shape.cls, place.way)
        if value is not BAD:
            setattr(self, key.field, value)

    def _read_wording(self, reader: Reader, key: Key, place: Place) -> None:
        reader.element = place
        value = reader.read(place.node, key.shape, key, place.way)
        for name in value if value is not BAD else ():
            if self._is_new(reader, key.name, name, place.at(name)):
                self.wording[name] = value[name]

    def _read_elements(self, reader: Reader, key: Key, place: Place) -> None:
        if place.node.kind != "list":
            reader.report("VALUE-001", place.node, place.way, f"The section '{key.name}' is a list of elements.",
                          "Begin each element in a line of its own with '- id: …'.")
            return
        cls = list_sections()[key.name]
        built: dict[str, Any] = getattr(self, key.field)
        for index in range(len(place.node.value)):
            element = place.at(index)
            value = reader.read_element(element.node, cls, element.way)
            named = element.node.value.get("id") if element.node.kind == "mapping" else None
            if named is None or named.kind != "text":
                continue
            if self._is_new(reader, key.name, named.value, element) and value is not BAD:
                built[value.id] = value

    def _is_new(self, reader: Reader, section: str, name: str, place: Place) -> bool:
        first = self.places.setdefault((section, name), place)
        if first is place:
            return True
        here = place.at("id")
        noun = NOUNS.get(section, "wording")
        reader.report("ID-002", here.node, here.way, f"The {noun} '{shorten(name)}' is given twice.",
                      f"It stands in {first.path}:{first.node.line} already.")
        return False

    # ---------------------------------------------------------------------------- the result
    def build(self, digest: str = "") -> Model | None:
        """Return the model, or None as long as the section about the model itself is not sound."""
        if self.info is None:
            return None
        own = {name: MappingProxyType(dict(getattr(self, name))) for name in (*list_sections(), "wording")}
        return Model(info=self.info, method=self.method or Method(), type_plane=self.type_plane, digest=digest, **own)


@dataclass
class QuestionnaireDraft:
    """What has been read of one questionnaire file."""

    place: Place
    questionnaire: Questionnaire | None
    findings: Findings

    @classmethod
    def read(cls, path: str, root: Node) -> QuestionnaireDraft:
        """Read a file with the section 'questionnaire'."""
        findings = Findings()
        reader = Reader(path, findings)
        place = reader.place(root, None).at(QUESTIONNAIRE_SECTION)
        for name, node in root.value.items():
            if name != QUESTIONNAIRE_SECTION:
                reader.report("KEY-004", node, (None, name),
                              f"'{shorten(name)}' cannot stand in the file of a questionnaire.",
                              "Move it to a file of the model; each questionnaire has a file of its own.")
        reader.element = place
        value = reader.read(place.node, QUESTIONNAIRE_KEY.shape, QUESTIONNAIRE_KEY, place.way)
        return cls(place, None if value is BAD else value, findings)

    def written(self, name: str) -> str | None:
        """Return the text under a key of the questionnaire, sound or not."""
        node = self.place.node.value.get(name) if self.place.node.kind == "mapping" else None
        return node.value if node is not None and node.kind == "text" else None

    def entries(self) -> Iterator[tuple[int, int, Any]]:
        """Return page number, number on the page and entry of everything asked, in order."""
        for p, page in enumerate(self.questionnaire.pages if self.questionnaire else ()):
            for e, entry in enumerate(page.entries):
                yield p, e, entry
