"""What must hold in models and questionnaires alike: references, bases, translations, conditions over answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typology.model.draft import Draft
from typology.model.elements import DEFAULT_LANGUAGE, ResponseScale, Rule
from typology.model.problems import Problem, did_you_mean, listing
from typology.model.reading import Findings, Place

REFERENCE_CODES = {
    "sources": "REF-001", "dimensions": "REF-002", "sets": "REF-003", "items": "REF-004", "perspectives": "REF-005",
    "response_scales": "ITEM-004", "levels": "REF-006", "actor_groups": "REF-007", "actor_kinds": "REF-008",
    "relation_kinds": "REF-009", "relation_strengths": "REF-010", "relation_statuses": "REF-011",
    "reporters": "REF-012", "fields": "REF-013",
}


# What may merely follow from a file that could not be read, since what is missed may stand in there.
_FOLLOWS_FROM_UNREAD = frozenset({
    "KEY-005", "REF-001", "REF-002", "REF-003", "REF-004", "REF-005", "ITEM-004", "DIM-001", "RULE-005", "TEXT-002",
    "QUEST-006", "REF-006", "REF-007", "REF-008", "REF-009", "REF-010", "REF-011", "REF-012", "REF-013", "NET-003",
    "NET-006",
})


def own_problems(problems: list[Problem], draft: Draft) -> list[Problem]:
    """Leave out what may merely follow from a file that could not be read."""
    return [p for p in problems if p.code not in _FOLLOWS_FROM_UNREAD] if draft.incomplete else problems


def check_findings(findings: Findings, draft: Draft) -> list[Problem]:
    """Return what is wrong with the references, bases and wordings that came to light."""
    return [*references_lead_somewhere(findings, draft), *bases_name_references(findings),
            *translations_are_there(findings, draft)]


def references_lead_somewhere(findings: Findings, draft: Draft) -> Iterator[Problem]:
    """Every id that is referred to exists in its section."""
    for section, written, place in findings.references:
        if written not in draft.ids[section]:
            yield place.problem(REFERENCE_CODES[section], *draft.unknown(section, written))


def bases_name_references(findings: Findings) -> Iterator[Problem]:
    """A basis in a source or in literature says in which."""
    for basis, place in findings.bases:
        if basis.kind != "proposal" and not basis.refs:
            yield place.problem("BASIS-002", f"A basis in '{basis.kind}' must name its references.",
                                "Add 'refs: […]', or write 'proposal' if there is none.")


def translations_are_there(findings: Findings, draft: Draft) -> Iterator[Problem]:
    """Wordings exist in every language of the model; gaps are listed element by element."""
    wanted = draft.info.languages if draft.info else ()
    gaps: dict[tuple[int, str], tuple[Place, list[str]]] = {}
    for element, place, languages in findings.texts:
        for language in wanted:
            if language not in languages and language != DEFAULT_LANGUAGE:
                inner = place.where.removeprefix(element.where).removeprefix(".") or "wording"
                gaps.setdefault((id(element.node), language), (element, []))[1].append(inner)
    for (_, language), (element, fields) in gaps.items():
        yield element.problem("TEXT-002", f"No wording in '{language}' for: {listing(fields, 20)}.")


def option_problem(scale: ResponseScale, item: str, option: Any) -> tuple[str, str]:
    """Word the problem of an option that a response scale does not have."""
    ids = [known.id for known in scale.options]
    shown = f"{option:g}" if isinstance(option, float) else option
    hint = f"Options of '{scale.id}': {listing(ids)}." if ids else f"'{item}' is a number and has no options."
    return f"'{item}' has no option '{shown}'.{did_you_mean(str(shown), ids)}", hint


def rule_is_well_formed(rule: Rule, place: Place, draft: Draft) -> Iterator[Problem]:
    """A rule is one of all, any, none or one test of one item, against an answer that the item can have."""
    written = place.node.value
    forms = [name for name in ("all", "any", "none", "item") if name in written]
    tests = [name for name in ("at_least", "at_most", "one_of") if name in written]
    members = {name: getattr(rule, name) for name in ("all", "any", "none")}
    if len(forms) != 1 or (forms[0] != "item" and (tests or not members[forms[0]])):
        yield place.problem("RULE-001", "A rule is exactly one of 'all', 'any', 'none' or 'item'.",
                            "Such as {item: …, at_least: …} or {all: [{item: …, at_least: …}, …]}.")
    elif forms[0] != "item":
        for index, member in enumerate(members[forms[0]]):
            yield from rule_is_well_formed(member, place.at(forms[0], index), draft)
    elif len(tests) != 1 or (tests[0] == "one_of" and not rule.one_of):
        yield place.problem("RULE-002", "An item is tested by exactly one of 'at_least', 'at_most' or 'one_of'.")
    else:
        yield from _test_fits_item(rule, tests[0], place, draft)


def _test_fits_item(rule: Rule, test: str, place: Place, draft: Draft) -> Iterator[Problem]:
    item = draft.items.get(rule.item or "")
    scale = draft.response_scales.get(item.response_scale) if item else None
    if item is None or scale is None:
        return
    value = getattr(rule, test)
    if scale.kind == "number":
        if not isinstance(value, float):
            yield place.at(test).problem("RULE-004", f"'{item.id}' is a number and is compared with a number.",
                                         "Use 'at_least' or 'at_most' with a number, without quotes.")
        return
    for index, option in enumerate(value if test == "one_of" else (value,)):
        if scale.option(option) is None:
            here = place.at(test, index) if test == "one_of" else place.at(test)
            yield here.problem("RULE-003", *option_problem(scale, item.id, option))


def items_in(rule: Rule, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield every item that a rule looks at, with its place."""
    if rule.item is not None:
        yield rule.item, place.at("item")
    for name in ("all", "any", "none"):
        for index, member in enumerate(getattr(rule, name)):
            yield from items_in(member, place.at(name, index))
