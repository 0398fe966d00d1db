"""Structure maps in the words of the toy model, as odd as they may be."""

from __future__ import annotations

from hypothesis import strategies as st

from typology.model import Text
from typology.model.basics import ID_PATTERN
from typology.model.vocabulary import MAP_ID_PATTERN, Actor, Relation, StructureMap

# Everything that text may hold, except what no database can store.
CHARACTERS = st.characters(min_codepoint=1, exclude_categories=["Cs"])
ODD = ["<b>Ämter & Co.</b>", "]]>", "=1+1", "'=x", "''", "-", "@x", "_x0041_", "_x0001\x02", "__x5F_x0000_",
       "\x0b\x1f", "\ufffe\uffff", "a\r\nb\rc\n", "\t", "\u202eמיגרנט", "👩‍👩‍👧", '"; "', "a;b,c", "\x85\u2028", "&lt;",
       "\ufeff", "{x}"]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(CHARACTERS, min_size=1, max_size=8), st.builds(
    "".join, st.lists(st.sampled_from([*ODD, " "]), min_size=1, max_size=4)))
NAMES = TEXTS.filter(str.strip)
IDS = st.one_of(st.from_regex(MAP_ID_PATTERN, fullmatch=True).filter(lambda i: len(i) < 20),
                st.sampled_from(["a", "a-2", "0", "x" * 200]))
WORDED = st.dictionaries(st.sampled_from(["de", "en", "tr", "pt-BR"]), TEXTS, max_size=3).map(Text)


@st.composite
def maps(draw, model):
    """Return maps that the model finds nothing wrong with."""
    def word(section):
        return st.sampled_from(list(getattr(model, section)))

    sources = st.lists(word("sources"), unique=True, max_size=2).map(tuple)
    ids = draw(st.lists(IDS, unique=True, max_size=6))
    actors = tuple(Actor(i, draw(NAMES), draw(word("actor_kinds")), draw(word("levels")),
                         draw(st.one_of(st.just(""), TEXTS)), draw(WORDED), draw(sources)) for i in ids)
    ends = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True) if len(ids) > 1 else st.nothing()
    found = {}
    for source, target in draw(st.lists(ends, max_size=8)) if len(ids) > 1 else ():
        kind = draw(word("relation_kinds"))
        pair = (source, target) if model.relation_kinds[kind].directed else tuple(sorted((source, target)))
        number = len(found) + 1
        found.setdefault((*pair, kind), Relation(
            source, target, kind, draw(word("relation_statuses")),
            draw(st.one_of(st.none(), word("relation_strengths"))), draw(st.one_of(st.none(), word("reporters"))),
            draw(WORDED), draw(sources), draw(st.sampled_from(["", f"own.id_{number}"]))))
    return StructureMap(
        draw(st.from_regex(ID_PATTERN, fullmatch=True)), draw(NAMES), draw(NAMES),
        draw(word("reporters")), actors, tuple(found.values()),
        draw(st.sampled_from(["past", "now", "goal"])), draw(st.one_of(st.none(), st.integers(-500, 9999))),
        draw(st.sampled_from(["own", "invented", "template"])), draw(WORDED), draw(WORDED))


def small(model):
    """Return a map of three actors with everything a map can hold."""
    kinds, levels, relations = list(model.actor_kinds), list(model.levels), list(model.relation_kinds)
    statuses, reporters = list(model.relation_statuses), list(model.reporters)
    actors = (
        Actor("choir", "Chor am Fluss", kinds[0], levels[1], "Chor", Text({"de": "Erst so.\nDann so.", "en": "So."}),
              tuple(model.sources)),
        Actor("school", "Musikschule <Mitte>", kinds[1], levels[1]),
        Actor("union", "Sängerbund", kinds[2], levels[0]),
    )
    ties = (
        Relation("choir", "school", relations[0], statuses[0], list(model.relation_strengths)[1], reporters[1],
                 Text({"de": "Donnerstags"}), tuple(model.sources)[:1]),
        Relation("union", "choir", relations[2], statuses[2], id="money"),
        Relation("choir", "school", relations[1], statuses[1]),
    )
    return StructureMap("choir_town", "Flussstadt", "Heute", reporters[0], actors, ties, "now", 2026, "invented",
                        Text({"de": "Der Chor", "en": "The choir"}), Text({"de": "Erfunden."}))
