"""The frozen types of a typology: what a model folder says, once it has been read.

Every class here is also the grammar of the YAML: its field names are the keys, its annotations
say what may stand there, and its ``doc`` metadata becomes the description in the JSON Schema.
``typology.model.reading`` turns YAML into these objects and ``typology.model.schema`` turns the
same annotations into JSON Schema, so that neither can drift from the other. A class attribute
``shorthand`` names the key that a bare text stands for, and the only texts allowed there if they are few.

Nothing in here knows an id of any concrete model.
"""

# ruff: noqa: RUF009 - key() is dataclasses.field() with our metadata, so no value is shared between objects

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from typology.model.basics import (
    DEFAULT_LANGUAGE as DEFAULT_LANGUAGE,
)
from typology.model.basics import (
    ID_PATTERN as ID_PATTERN,
)
from typology.model.basics import (
    SOURCE_KEY_PATTERN as SOURCE_KEY_PATTERN,
)
from typology.model.basics import (
    Basis as Basis,
)
from typology.model.basics import (
    Source as Source,
)
from typology.model.basics import (
    Text as Text,
)
from typology.model.basics import (
    key as key,
)
from typology.model.method import (
    AgreementMethod as AgreementMethod,
)
from typology.model.method import (
    CalibrationMethod as CalibrationMethod,
)
from typology.model.method import (
    ComparisonMethod as ComparisonMethod,
)
from typology.model.method import (
    CoverageMethod as CoverageMethod,
)
from typology.model.method import (
    Method as Method,
)
from typology.model.method import (
    SmallGroupsMethod as SmallGroupsMethod,
)
from typology.model.method import (
    UncertaintyMethod as UncertaintyMethod,
)
from typology.model.method import (
    VerdictMethod as VerdictMethod,
)
from typology.model.vocabulary import (
    Actor as Actor,
)
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
from typology.model.vocabulary import (
    NetworkMethod as NetworkMethod,
)
from typology.model.vocabulary import (
    Relation as Relation,
)
from typology.model.vocabulary import (
    StructureMap as StructureMap,
)


# ------------------------------------------------------------------------------ answers
@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an ordered response scale."""

    id: str = key("Stable id; this is what is stored.")
    value: float = key("Its place on the scale; options need not be evenly spaced.")
    label: Text | None = key("Wording, if the items do not bring anchors of their own.", default=None)


@dataclass(frozen=True, slots=True)
class ResponseScale:
    """Ordered options (``levels``) or a number."""

    id: str = key("Stable id.")
    label: Text = key("Name for the method page.")
    kind: Literal["levels", "number"] = key("Ordered options, or a number that is typed in.")
    basis: Basis = key("Where the scale comes from.")
    options: tuple[Option, ...] = key("For levels: at least two options with different values.", default=())
    unit: Text | None = key("For numbers: the unit, written behind the field.", default=None)
    minimum: float | None = key("For numbers: the smallest possible entry.", default=None)
    maximum: float | None = key("For numbers: the largest possible entry.", default=None)
    whole: bool = key("For numbers: only whole numbers.", default=False)

    @property
    def low(self) -> float:
        """The smallest option value."""
        return min(option.value for option in self.options)

    @property
    def high(self) -> float:
        """The largest option value."""
        return max(option.value for option in self.options)

    def option(self, option_id: str) -> Option | None:
        """Return the option with that id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Three anchors of a fuzzy set; may descend (``full_out`` above ``full_in``)."""

    full_out: float = key("Fully out: membership .05 (log odds -3).")
    crossover: float = key("Neither in nor out: membership .5.")
    full_in: float = key("Fully in: membership .95 (log odds +3).")
    basis: Basis | None = key("Where the anchors come from.", default=None)


@dataclass(frozen=True, slots=True)
class Item:
    """One question with observable anchors: an indicator of a dimension."""

    id: str = key("Stable id; never reuse it for another question.")
    dimension: str = key("The dimension it belongs to.", ref="dimensions")
    label: Text = key("Short name, as used in results.")
    question: Text = key("The question, as it is read aloud.")
    response_scale: str = key("How it is answered.", ref="response_scales")
    basis: Basis = key("Where the indicator comes from.")
    anchors: Mapping[str, Text] = key("Wording of each option of the response scale, by option id.", default={})
    hint: Text | None = key("What is meant, in one or two sentences.", default=None)
    weight: float = key("Weight within its dimension.", default=1.0, minimum=0.0)
    reverse: bool = key("True if a higher answer means less of the dimension.", default=False)
    calibration: Calibration | None = key("For numbers: how they become 0 to 100.", default=None)


# ------------------------------------------------------------------------------ property space
@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of items that are read together."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    question: Text = key("The question the dimension asks, in one sentence.")
    basis: Basis = key("Where the dimension comes from.")
    code: str | None = key("Short sign such as 'D1', for tables.", default=None)
    description: Text | None = key("What it covers, for the method page.", default=None)
    describes: Literal["case", "frame"] = key("The case itself, or the municipal frame around it.", default="case")
    role: Literal["profile", "gate"] = key("'gate': marks of belonging, shown but never typed.", default="profile")


@dataclass(frozen=True, slots=True)
class Part:
    """A dimension as a part of an axis."""

    dimension: str = key("The dimension.", ref="dimensions")
    weight: float = key("Its weight within the axis.", default=1.0, minimum=0.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of the property space: a weighted mean of dimensions, calibrated as a fuzzy set."""

    id: str = key("Stable id; must differ from every dimension id.")
    label: Text = key("Name.")
    question: Text = key("What the axis reads, as a question.")
    parts: tuple[Part, ...] = key("The dimensions it is made of.")
    basis: Basis = key("Where the axis comes from.")
    code: str | None = key("Short sign such as 'A1'.", default=None)
    low: Text | None = key("What a low value is called (never a bad word).", default=None)
    high: Text | None = key("What a high value is called.", default=None)
    calibration: Calibration | None = key("Own anchors; else those of the method.", default=None)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a type asks of one set. In YAML ``high``, ``low`` or ``any`` is short for ``{is: …}``."""

    shorthand: ClassVar[tuple[str, ...]] = ("is", "high", "low", "any")

    level: Literal["high", "low", "any"] = key("Which side of the crossover.", alias="is")
    at: float | None = key("Ideal point for closeness; 100 for high and 0 for low if absent.", default=None)
    core: bool = key("Only core conditions decide membership.", default=True)


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something others have done: an option for discussion, never advice."""

    text: Text = key("What others have done or what could be talked about.")
    basis: Basis = key("Where this is known from.")


@dataclass(frozen=True, slots=True)
class IdealType:
    """A corner of the property space: a mirror for discussion, not a grade."""

    id: str = key("Stable id.")
    label: Text = key("Name that grades nobody.")
    sentence: Text = key("The type in one sentence.")
    description: Text = key("Three to five sentences.")
    conditions: Mapping[str, Condition] = key("Per axis (or dimension): high, low or any.", ref="sets")
    basis: Basis = key("Where the type comes from.")
    profile: Mapping[str, float] = key(
        "Target per dimension, 0 to 100, for the pictures.", default={}, ref="dimensions")
    strengths: tuple[Text, ...] = key("What this type can do.", default=())
    tensions: tuple[Text, ...] = key("What typically pulls in two directions.", default=())
    questions: tuple[Text, ...] = key("Questions for reflection.", default=())
    next_steps: tuple[NextStep, ...] = key("Options others have taken.", default=())


# ------------------------------------------------------------------------------ rules
@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over single answers: exactly one of all, any, none, or an item with one test."""

    all: tuple[Rule, ...] = key("Every one of these holds.", default=())
    any: tuple[Rule, ...] = key("At least one of these holds.", default=())
    none: tuple[Rule, ...] = key("Not one of these holds.", default=())
    item: str | None = key("The item whose answer is tested.", default=None, ref="items")
    at_least: str | float | None = key("Option id (or number) that is reached or passed.", default=None)
    at_most: str | float | None = key("Option id (or number) that is not passed.", default=None)
    one_of: tuple[str, ...] = key("Option ids, one of which was chosen.", default=())


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of becoming a Verbund; read beside the type, never part of it. Ordered from first to last."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    description: Text = key("How one recognises it.")
    basis: Basis = key("Where the phase comes from.")
    requires: Rule | None = key("When it is reached; the first phase needs nothing.", default=None)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a placement plane."""

    id: str = key("Stable id.")
    x: Literal["high", "low"] = key("Side of the horizontal axis.")
    y: Literal["high", "low"] = key("Side of the vertical axis.")
    label: Text = key("Name.")
    description: Text = key("What this place means, in two or three sentences.")
    basis: Basis = key("Where the field comes from.")
    questions: tuple[Text, ...] = key("Questions for reflection.", default=())


@dataclass(frozen=True, slots=True)
class Placement:
    """A plane of two sets with four fields, e.g. what the city offers against what the Verbund does with it."""

    id: str = key("Stable id.")
    label: Text = key("Name.")
    question: Text = key("What the plane asks.")
    x: str = key("Axis or dimension drawn from left to right.", ref="sets")
    y: str = key("Axis or dimension drawn from bottom to top.", ref="sets")
    fields: tuple[Field, ...] = key("The four fields.")
    basis: Basis = key("Where the plane comes from.")
    x_crossover: float = key("Where low becomes high, left to right.", default=50.0)
    y_crossover: float = key("Where low becomes high, bottom to top.", default=50.0)


@dataclass(frozen=True, slots=True)
class TypePlane:
    """Which axes the picture of the types uses; with a third axis it is drawn as two panels."""

    x: str = key("Axis drawn from left to right.", ref="sets")
    y: str = key("Axis drawn from bottom to top.", ref="sets")
    panel: str | None = key("Axis that splits the picture into two panels.", default=None, ref="sets")


@dataclass(frozen=True, slots=True)
class Perspective:
    """Who is looking: the case itself or somebody outside."""

    id: str = key("Stable id; used in questionnaires, responses and imports.")
    label: Text = key("Name.")
    description: Text = key("Who that is.")
    view: Literal["inside", "outside"] = key("From inside the case or from outside.")
    basis: Basis = key("Why this perspective is asked.")
    attributed: bool = key("True if often one to three people: statements with a name, not statistics.", default=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question for reflection that belongs to the whole model rather than to one type."""

    id: str = key("Stable id.")
    text: Text = key("The question.")
    basis: Basis = key("Where it comes from.")


# ------------------------------------------------------------------------------ the whole
@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the model is called and how far it may be relied on."""

    id: str = key("Stable id of the typology.")
    version: str = key("Version, e.g. '0.1.0'; change it with every published edit.")
    label: Text = key("Name.")
    notice: Text = key("How far it is authorised; shown on every result.")
    description: Text = key("What the model is, for the start and method pages.")
    basis: Basis = key("Where the model as a whole comes from.")
    languages: tuple[str, ...] = key("Languages the model aims to be complete in; German first.", default=("de",))
    changed: str | None = key("Date of the last change, e.g. '2026-11-22'.", default=None)


@dataclass(frozen=True, slots=True)
class Model:
    """A whole typology, read and checked.

    All sections are mappings from id to element, in the order of the files.
    """

    info: ModelInfo = key("What the model is called and how far it may be relied on.", alias="model")
    method: Method = key("Conventions of scoring and typing; what is absent keeps its default.")
    sources: Mapping[str, Source] = key("Reports, pages and publications that elements refer to.")
    perspectives: Mapping[str, Perspective] = key("Who is looking at the case.")
    response_scales: Mapping[str, ResponseScale] = key("How items are answered.")
    dimensions: Mapping[str, Dimension] = key("Groups of items that are read together.")
    items: Mapping[str, Item] = key("The questions, each an indicator of one dimension.")
    axes: Mapping[str, Axis] = key("The directions of the property space.")
    types: Mapping[str, IdealType] = key("The corners of the property space.")
    phases: Mapping[str, Phase] = key("Stages of becoming a Verbund, from first to last.")
    placements: Mapping[str, Placement] = key("Planes of two sets with four fields.")
    prompts: Mapping[str, Prompt] = key("Questions for reflection that belong to no single type.")
    levels: Mapping[str, Level] = key("Levels of a structure map, from outside in.", default={})
    actor_groups: Mapping[str, ActorGroup] = key("Kinds of actors that share a colour.", default={})
    actor_kinds: Mapping[str, ActorKind] = key("What an actor of a structure map can be.", default={})
    relation_kinds: Mapping[str, RelationKind] = key("What can hold between two actors.", default={})
    relation_strengths: Mapping[str, RelationStrength] = key(
        "How strong a relation is, from weak to strong.", default={})
    relation_statuses: Mapping[str, RelationStatus] = key(
        "Whether a relation exists, is planned, wished for, ….", default={})
    reporters: Mapping[str, Reporter] = key("Who has drawn a structure map or reported a relation.", default={})
    map_questions: Mapping[str, MapQuestion] = key(
        "Questions that follow from the place in a structure map.", default={})
    type_plane: TypePlane | None = key("Which axes the picture of the types uses.", default=None)
    wording: Mapping[str, Text] = key("Own wording for entries of the message catalogue.", default={})
    digest: str = ""

    @property
    def version(self) -> str:
        """Version with the first digits of the content hash, e.g. ``0.1.0+3fa2c1d0``."""
        return f"{self.info.version}+{self.digest[:8]}" if self.digest else self.info.version

    def items_of(self, dimension_id: str) -> tuple[Item, ...]:
        """Return the items of a dimension in the order of the files."""
        return tuple(item for item in self.items.values() if item.dimension == dimension_id)

    def scale_of(self, item_id: str) -> ResponseScale:
        """Return the response scale of an item."""
        return self.response_scales[self.items[item_id].response_scale]

    def set_label(self, set_id: str) -> Text:
        """Return the label of an axis or dimension."""
        return self.axes[set_id].label if set_id in self.axes else self.dimensions[set_id].label

    def calibration_of(self, set_id: str) -> Calibration:
        """Return the anchors of an axis or dimension on 0 to 100, its own or those of the method."""
        own = self.axes[set_id].calibration if set_id in self.axes else None
        default = self.method.calibration
        return own or Calibration(default.full_out, default.crossover, default.full_in, default.basis)

    def conditioned_sets(self) -> tuple[str, ...]:
        """Return the axes and dimensions on which at least one type sets a condition, in model order."""
        used = {s for t in self.types.values() for s, c in t.conditions.items() if c.level != "any"}
        return tuple(s for s in (*self.axes, *self.dimensions) if s in used)


# ------------------------------------------------------------------------------ questionnaires
@dataclass(frozen=True, slots=True)
class Wording:
    """Another wording of an item for another perspective; what is absent is taken from the item."""

    question: Text | None = key("The question as this perspective is asked it.", default=None)
    anchors: Mapping[str, Text] = key("The options as this perspective reads them.", default={})
    hint: Text | None = key("The hint as this perspective reads it.", default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item on a page. In YAML a bare item id is short for ``{item: …}``."""

    shorthand: ClassVar[tuple[str, ...]] = ("item",)

    item: str = key("The item asked here.", ref="items")
    required: bool = key("True if the page asks for it again when it is left open.", default=False)
    show_if: Rule | None = key("Shown only if this holds for the answers given so far.", default=None)
    wording: Wording | None = key("Wording for every perspective of this questionnaire.", default=None)
    by_perspective: Mapping[str, Wording] = key("Wording for single perspectives.", default={}, ref="perspectives")


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown together: one dimension, or a part of one."""

    id: str = key("Stable id, used in links.")
    entries: tuple[Entry, ...] = key("The items, in order.")
    label: Text | None = key("Heading; the dimension's name if absent.", default=None)
    dimension: str | None = key("The dimension this page is about.", default=None, ref="dimensions")
    intro: Text | None = key("One or two sentences before the first item.", default=None)
    show_if: Rule | None = key("Shown only if this holds for the answers given so far.", default=None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Which items are asked, in which order, on which pages, of whom."""

    id: str = key("Stable id.")
    version: str = key("Version; change it with every published edit.")
    model: str = key("Id of the model it belongs to.")
    label: Text = key("Name.")
    description: Text = key("For whom and how long, in two sentences.")
    perspectives: tuple[str, ...] = key("Who may answer it.", ref="perspectives")
    pages: tuple[Page, ...] = key("The pages, in order.")
    form: Literal["full", "short", "outside", "frame"] = key("What it is for.", default="full")
    minutes: int | None = key("How long it takes, roughly.", default=None)
    digest: str = ""

    @property
    def full_version(self) -> str:
        """Version with the first digits of the content hash, as answers keep it."""
        return f"{self.version}+{self.digest[:8]}" if self.digest else self.version

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of all items asked, in order."""
        return tuple(entry.item for page in self.pages for entry in page.entries)
