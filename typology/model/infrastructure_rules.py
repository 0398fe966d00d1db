"""What must hold for the vocabulary of structure maps. One function a rule; see :mod:`typology.model.rules`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from typology.model.common_rules import option_problem
from typology.model.draft import Draft
from typology.model.elements import DEFAULT_LANGUAGE, Text
from typology.model.problems import Problem, listing
from typology.model.reading import Place
from typology.model.vocabulary import MapRule

# Contrast that pictures need against their background (WCAG 2.2, success criterion 1.4.11).
LEAST_CONTRAST = 3.0

_BRACES = re.compile(r"\{([^{}]*)\}")
_GROUPS = ("all", "any", "none")
_FORMS = (*_GROUPS, "measure", "ties", "field", "item")
_LIMITS = ("at_least", "at_most")


def contrast_on_white(color: str) -> float:
    """Return the contrast of a colour against white, 1 to 21, as WCAG 2.2 defines it.

    Args:
        color: Written as '#rrggbb'.
    """
    channels = [int(color[start:start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


# ------------------------------------------------------------------------------ how things are drawn
def kinds_can_be_told_apart(draft: Draft) -> Iterator[Problem]:
    """Two kinds of one group have different shapes, since they share their colour."""
    first: dict[tuple[str, str], str] = {}
    for kind in draft.actor_kinds.values():
        other = first.setdefault((kind.group, kind.symbol), kind.id)
        if other != kind.id:
            used = {k.symbol for k in draft.actor_kinds.values() if k.group == kind.group}
            yield draft.place("actor_kinds", kind.id).at("symbol").problem(
                "NET-001", f"'{kind.id}' has the same shape as '{other}' of the same group: {kind.symbol}.",
                f"Used in '{kind.group}' already: {listing(sorted(used))}.")


def statuses_can_be_told_apart(draft: Draft) -> Iterator[Problem]:
    """Two statuses have different lines."""
    first: dict[str, str] = {}
    for status in draft.relation_statuses.values():
        other = first.setdefault(status.line, status.id)
        if other != status.id:
            yield draft.place("relation_statuses", status.id).at("line").problem(
                "NET-002", f"'{status.id}' has the same line as '{other}': {status.line}.")


def colours_can_be_seen(draft: Draft) -> Iterator[Problem]:
    """A colour stands out from white."""
    for group in draft.actor_groups.values():
        contrast = contrast_on_white(group.color)
        if contrast < LEAST_CONTRAST:
            # Cut off rather than rounded: 2.99 must not be shown as the 3 that it misses.
            yield draft.place("actor_groups", group.id).at("color").problem(
                "NET-004", f"{group.color} has a contrast of {int(contrast * 100) / 100:.2f} to 1 on white.",
                f"It needs at least {LEAST_CONTRAST:g} to 1: choose a darker colour.")


# ------------------------------------------------------------------------------ what things mean
def one_kind_is_the_case(draft: Draft) -> Iterator[Problem]:
    """Exactly one kind of actor is the Verbund, if there are kinds at all."""
    cases = [kind for kind in draft.actor_kinds.values() if kind.role == "case"]
    listed = [place for (section, _), place in draft.places.items() if section == "actor_kinds"]
    for kind in cases[1:]:
        yield draft.place("actor_kinds", kind.id).at("role").problem(
            "NET-003", f"'{kind.id}' is the second kind with the role 'case', after '{cases[0].id}'.",
            "One kind stands for the Verbund itself.")
    # A kind that could not be built has been reported; it may be the one.
    if draft.actor_kinds and not cases and len(listed) == len(draft.actor_kinds):
        yield listed[0].problem("NET-003", "No kind of actor has the role 'case'.",
                                "Write 'role: case' at the kind that stands for the Verbund itself.")


def some_status_counts(draft: Draft) -> Iterator[Problem]:
    """At least one status is something that is there; otherwise every measure would be empty."""
    statuses = draft.relation_statuses.values()
    listed = [place for (section, _), place in draft.places.items() if section == "relation_statuses"]
    if statuses and len(listed) == len(statuses) and not any(status.counts for status in statuses):
        yield listed[0].problem("NET-006", "No status counts, so no measure has anything to count.",
                                "Write 'counts: true' at the status of relations that exist.")


def strengths_differ(draft: Draft) -> Iterator[Problem]:
    """Each strength has a value of its own, for it is drawn as width."""
    first: dict[int, str] = {}
    for strength in draft.relation_strengths.values():
        other = first.setdefault(strength.value, strength.id)
        if other != strength.id:
            yield draft.place("relation_strengths", strength.id).at("value").problem(
                "NET-007", f"'{strength.id}' has the same value as '{other}': {strength.value}.")


def sentences_name_both_ends(draft: Draft) -> Iterator[Problem]:
    """The sentence of a relation holds {source} and {target} and no other braces, in every language."""
    for kind in draft.relation_kinds.values():
        place = draft.place("relation_kinds", kind.id).at("sentence")
        for here, wording in _wordings(kind.sentence, place):
            missing = [name for name in ("source", "target") if f"{{{name}}}" not in wording]
            strange = _strange_braces(wording, ("source", "target"))
            if missing:
                yield here.problem("NET-005", f"The sentence lacks {listing([f'{{{name}}}' for name in missing])}.",
                                   "Such as: '{source} works with {target}.'")
            elif strange:
                yield here.problem("NET-005", f"The sentence holds {listing(strange)}.",
                                   "Only {source} and {target} are filled in.")


def _wordings(text: Text, place: Place) -> Iterator[tuple[Place, str]]:
    for language, wording in text.items():
        bare = language == DEFAULT_LANGUAGE and place.node.kind == "text"
        yield (place if bare else place.at(language)), wording


def _strange_braces(wording: str, known: Iterable[str]) -> list[str]:
    """Return what stands in braces and is not known, and braces that are alone."""
    strange = [f"{{{name}}}" for name in _BRACES.findall(wording) if name not in known]
    rest = _BRACES.sub("", wording)
    return strange + [brace for brace in "{}" if brace in rest]


# ------------------------------------------------------------------------------ questions about maps
def map_questions_ask(draft: Draft) -> Iterator[Problem]:
    """A question about a map asks something, and its finding names nothing but the Verbund."""
    for question in draft.map_questions.values():
        place = draft.place("map_questions", question.id)
        if not question.questions:
            yield place.at("questions").problem("NET-011", f"'{question.id}' asks nothing.",
                                                "Add a question, or remove the element.")
        for here, wording in _wordings(question.finding, place.at("finding")):
            strange = _strange_braces(wording, ("name",))
            if strange:
                yield here.problem("NET-010", f"The finding holds {listing(strange)}.", "Only {name} is filled in.")


def map_rules_are_well_formed(draft: Draft) -> Iterator[Problem]:
    """A rule about a map is exactly one of its forms, with the test that belongs to it."""
    for question in draft.map_questions.values():
        yield from _map_rule(question.when, draft.place("map_questions", question.id).at("when"), draft)


def _map_rule(rule: MapRule, place: Place, draft: Draft) -> Iterator[Problem]:
    written = place.node.value
    forms = [name for name in _FORMS if name in written]
    if len(forms) != 1 or (forms[0] in _GROUPS and not getattr(rule, forms[0])):
        yield place.problem(
            "NET-008", "A rule about a map is exactly one of 'all', 'any', 'none', 'measure', 'ties', 'field' or "
            "'item'.", "Such as {measure: …, at_least: …} or {all: [{ties: {…}, at_most: …}, …]}.")
        return
    form = forms[0]
    if form in _GROUPS:
        for index, member in enumerate(getattr(rule, form)):
            yield from _map_rule(member, place.at(form, index), draft)
    yield from _test_belongs(rule, form, place)
    if form == "item" and rule.item in draft.items:
        scale = draft.response_scales.get(draft.items[rule.item].response_scale)
        for index, option in enumerate(rule.answers if scale is not None else ()):
            if scale is not None and scale.option(option) is None:
                yield place.at("answers", index).problem("RULE-003", *option_problem(scale, rule.item, option))


def _test_belongs(rule: MapRule, form: str, place: Place) -> Iterator[Problem]:
    allowed = {"measure": _LIMITS, "ties": _LIMITS, "item": ("answers",)}.get(form, ())
    tests = [name for name in (*_LIMITS, "answers") if name in place.node.value]
    strange = [name for name in tests if name not in allowed]
    if strange:
        yield place.at(strange[0]).problem("NET-009", f"'{strange[0]}' does not belong to '{form}'.")
    elif form == "item" and not rule.answers:
        yield place.problem("NET-009", "'item' needs 'answers'.", "Such as answers: [s0, s1].")
    elif allowed == _LIMITS and not tests:
        yield place.problem("NET-009", f"'{form}' needs 'at_least' or 'at_most'.")
    elif rule.at_least is not None and rule.at_most is not None and rule.at_least > rule.at_most:
        yield place.at("at_most").problem(
            "NET-009", f"'at_most' ({rule.at_most:g}) is below 'at_least' ({rule.at_least:g}).")


INFRASTRUCTURE_RULES: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    kinds_can_be_told_apart, statuses_can_be_told_apart, colours_can_be_seen, one_kind_is_the_case,
    some_status_counts, strengths_differ, sentences_name_both_ends, map_questions_ask, map_rules_are_well_formed,
)
