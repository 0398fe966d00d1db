"""What must hold between a questionnaire and its model. One function a rule, as in ``rules``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from typology.model.common_rules import items_in, option_problem, rule_is_well_formed
from typology.model.draft import Draft, QuestionnaireDraft
from typology.model.elements import Entry, Rule, Wording
from typology.model.problems import Problem, did_you_mean, listing, shorten
from typology.model.reading import Place

QuestionnaireRule = Callable[[QuestionnaireDraft, Draft], Iterator[Problem]]

# Forms that end in a type, so that every axis behind a type must be asked about.
TYPING_FORMS = ("short", "full")


def something_is_asked(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """There is somebody to ask, there are pages, and each page asks something."""
    questionnaire = draft.questionnaire
    if questionnaire is None:
        return
    for name in ("pages", "perspectives"):
        if not getattr(questionnaire, name):
            yield draft.place.at(name).problem("QUEST-004", f"The questionnaire '{questionnaire.id}' has no {name}.")
    for index, page in enumerate(questionnaire.pages):
        if not page.entries:
            yield draft.place.at("pages", index, "entries").problem("QUEST-004", f"The page '{page.id}' asks nothing.",
                                                                    "Add an item, or remove the page.")


def items_are_asked_once(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """An answer is stored under its item, so an item can be asked only once."""
    first: dict[str, Place] = {}
    for page, number, entry in draft.entries():
        place = draft.place.at("pages", page, "entries", number, "item")
        known = first.setdefault(entry.item, place)
        if known is not place:
            yield place.problem("QUEST-002", f"The item '{entry.item}' is asked twice.",
                                f"It is asked in line {known.node.line} already.")


def pages_have_own_ids(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """Links name pages, so every page has an id of its own."""
    seen: set[str] = set()
    for index, page in enumerate(draft.questionnaire.pages if draft.questionnaire else ()):
        if page.id in seen:
            yield draft.place.at("pages", index, "id").problem("QUEST-003", f"The page '{page.id}' is given twice.")
        seen.add(page.id)


def conditions_look_back(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """``show_if`` is well formed and looks only at what has been asked before."""
    asked: set[str] = set()
    if draft.questionnaire is None:
        return
    for p, page in enumerate(draft.questionnaire.pages):
        place = draft.place.at("pages", p)
        yield from _condition(page.show_if, place.at("show_if"), asked, model)
        for e, entry in enumerate(page.entries):
            yield from _condition(entry.show_if, place.at("entries", e, "show_if"), asked, model)
            asked.add(entry.item)


def _condition(rule: Rule | None, place: Place, asked: set[str], model: Draft) -> Iterator[Problem]:
    if rule is None:
        return
    yield from rule_is_well_formed(rule, place, model)
    for item, here in items_in(rule, place):
        if item not in asked and item in model.ids["items"]:
            yield here.problem("RULE-006", f"'{item}' is not asked before this point.",
                               "A condition can only look at answers that have been given already.")


def wordings_fit_options(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """Another wording is given for options that the item has."""
    for p, e, entry in draft.entries():
        item = model.items.get(entry.item)
        scale = model.response_scales.get(item.response_scale) if item else None
        if scale is None:
            continue
        for wording, place in _wordings(entry, draft.place.at("pages", p, "entries", e)):
            for option in wording.anchors:
                if scale.option(option) is None:
                    yield place.at("anchors", option).problem("QUEST-005", *option_problem(scale, entry.item, option))


def _wordings(entry: Entry, place: Place) -> Iterator[tuple[Wording, Place]]:
    if entry.wording is not None:
        yield entry.wording, place.at("wording")
    for perspective, wording in entry.by_perspective.items():
        yield wording, place.at("by_perspective", perspective)


def wordings_fit_perspectives(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """Another wording is given for perspectives that answer this questionnaire."""
    who = draft.questionnaire.perspectives if draft.questionnaire else ()
    for p, e, entry in draft.entries():
        for perspective in entry.by_perspective:
            if perspective not in who and perspective in model.ids["perspectives"]:
                yield draft.place.at("pages", p, "entries", e, "by_perspective", perspective).problem(
                    "QUEST-007", f"'{perspective}' does not answer this questionnaire.",
                    f"It is answered by: {listing(who)}.")


def axes_can_be_reached(draft: QuestionnaireDraft, model: Draft) -> Iterator[Problem]:
    """A form that ends in a type asks something about every axis on which types depend."""
    questionnaire = draft.questionnaire
    if questionnaire is None or questionnaire.form not in TYPING_FORMS:
        return
    if any(item not in model.items or model.items[item].dimension not in model.dimensions
           for item in questionnaire.items):
        return  # reported already; what that item would have reached is not known
    asked = {model.items[item].dimension for item in questionnaire.items if model.items[item].weight > 0}
    wanted = {name for ideal in model.types.values() for name, c in ideal.conditions.items() if c.level != "any"}
    for name in (*model.axes, *model.dimensions):
        if name in wanted:
            parts = [part.dimension for part in model.axes[name].parts if part.weight > 0] \
                if name in model.axes else [name]
            typed = [part for part in parts if part in model.dimensions
                     and model.dimensions[part].role == "profile" and model.dimensions[part].describes == "case"]
            if typed and not asked.intersection(typed):
                yield draft.place.at("pages").problem(
                    "QUEST-006", f"'{questionnaire.id}' asks nothing about '{name}', on which types depend.",
                    f"Ask at least one item of: {listing(parts)}.")


def model_is_known(draft: QuestionnaireDraft, models: tuple[str, ...]) -> Iterator[Problem]:
    """The questionnaire belongs to a model that is there.

    Args:
        draft: The questionnaire.
        models: Ids of the models that were read, in the same call or before.
    """
    written = draft.written("model")
    if written is not None and written not in models:
        hint = f"Models read together with it: {listing(models)}." if models else \
            "Name the folder of the model as well, so that the two can be checked together."
        message = f"Unknown model '{shorten(written)}'.{did_you_mean(written, models)}"
        yield draft.place.at("model").problem("QUEST-001", message, hint)


QUESTIONNAIRE_RULES: tuple[QuestionnaireRule, ...] = (
    something_is_asked, items_are_asked_once, pages_have_own_ids, conditions_look_back, wordings_fit_options,
    wordings_fit_perspectives, axes_can_be_reached,
)
