"""The command ``infrastructure``: structure maps from files, checked or measured.

``measures`` takes files of any program: what they do not say is filled in from the vocabulary by what it says of
itself, so that every edge counts as contact that is there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typology.language import Speaker

if TYPE_CHECKING:
    from typology.infrastructure.measures import ActorMeasures, MapMeasures
    from typology.model import Model
    from typology.model.vocabulary import StructureMap
    from typology.reports.map_files import MapFile

ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
_MOST_SENTENCES = 12
_PAIRS = (("actors", "relations"), ("nodes", "edges"), ("akteure", "beziehungen"), ("knoten", "kanten"))


class FileRefusedError(Exception):
    """A file that cannot be used; its text is what the reader is told."""


def run(action: str, given: str, companion: Path | None, model: Model, say: Speaker, *,
        as_json: bool) -> tuple[bool, str]:
    """Carry out the command.

    Args:
        action: ``measures`` or ``validate``.
        given: File, folder or ``-`` as on the command line.
        companion: The second table, if there is one.
        model: The model in whose words maps are read.
        say: Says the sentences.
        as_json: Whether the answer is a document instead of text.

    Returns:
        Whether all is well, and what is to be written.

    Raises:
        FileRefusedError: If the file cannot be had, or has mistakes and was to be measured.
    """
    from typology.reports.map_files import problems_text

    if not (model.levels and model.actor_kinds and model.relation_kinds and model.relation_statuses):
        raise FileRefusedError(say("cli.infrastructure.no_words"))
    file = _read(given, companion, model, say)
    bad = f"{problems_text(file, say)}\n{say('cli.infrastructure.bad', path=given, n=file.problem_count)}"
    if action == "validate":
        text = bad if file.map is None else "\n".join(_validated(file, file.map, given, model, say))
        return file.map is not None, _dumped(_findings(file, say)) if as_json else f"{text}\n"
    if file.map is None:
        raise FileRefusedError(bad)
    from typology.infrastructure.measures import measure  # late: brings numpy, scipy and networkx

    measures = measure(file.map, model)
    drawn_by = "" if "reporter" in file.filled else file.map.reporter
    if as_json:
        return True, _dumped(measures_document(file.map, measures, model, say, drawn_by=drawn_by))
    lines = [*_text(file.map, measures, model, say, drawn_by), *_about_file(file, model, say)]
    return True, "\n".join(lines) + "\n"


def _dumped(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


# ------------------------------------------------------------------------------ files
def _read(given: str, companion: Path | None, model: Model, say: Speaker) -> MapFile:
    """Read the map from wherever it lies.

    Raises:
        FileRefusedError: If there is nothing to read.
    """
    from typology.reports.map_files import defaults_for, read_map, read_map_tables

    defaults = defaults_for(model)
    if given == "-":
        second = _bytes(companion, say) if companion else None
        return read_map(_bytes(None, say), "-", model, companion=second, defaults=defaults)
    path = Path(given)
    if path.is_dir():
        tables = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv" and p.is_file())
        if not tables:
            raise FileRefusedError(say("cli.infrastructure.no_tables", path=given))
    else:
        tables = [path, *([companion] if companion else _beside(path))]
        if len(tables) == 1:
            return read_map(_bytes(path, say), path.name, model, defaults=defaults)
    found = {table.name if table != companion else str(table): _bytes(table, say) for table in tables}
    return read_map_tables(found, path.name, model, defaults=defaults)


def _beside(path: Path) -> list[Path]:
    """Return the tables that lie beside a table and belong to it by their names."""
    if path.suffix.lower() not in (".csv", ".txt", ".tsv") or not path.is_file():
        return []
    names = [path.name.replace(one, other) for pair in _PAIRS for one, other in (pair, pair[::-1]) if one in path.name]
    names += [path.name.replace(one, "map") for pair in _PAIRS for one in pair if one in path.name]
    return [found for name in dict.fromkeys(names) if (found := path.with_name(name)).is_file()]


def _bytes(path: Path | None, say: Speaker) -> bytes:
    """Return the content of a file, or of standard input; a byte more than is allowed at most.

    Raises:
        FileRefusedError: If it cannot be had.
    """
    from typology.reports.map_files import LARGEST_MAP

    try:
        if path is None:
            return sys.stdin.buffer.read(LARGEST_MAP + 1)
        with path.open("rb") as file:
            return file.read(LARGEST_MAP + 1)
    except FileNotFoundError as error:
        raise FileRefusedError(say("cli.infrastructure.not_found", path=path)) from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise FileRefusedError(say("cli.infrastructure.unreadable", path=path, why=why)) from error


# ------------------------------------------------------------------------------ validate
def _validated(file: MapFile, drawn: StructureMap, given: str, model: Model, say: Speaker) -> Iterator[str]:
    counts = {"actors": len(drawn.actors), "relations": len(drawn.relations)}
    yield say("cli.infrastructure.sound", path=given, **counts)
    yield from _about_file(file, model, say)


def _about_file(file: MapFile, model: Model, say: Speaker) -> Iterator[str]:
    """Say what was filled in, left out, and worth a second look."""
    from typology.reports.map_files import defaults_for

    if file.foreign:
        yield say("cli.infrastructure.foreign")
    defaults = defaults_for(model)
    words = {"kind": model.actor_kinds.get(defaults.kind or ""), "level": model.levels.get(defaults.level or ""),
             "status": model.relation_statuses.get(defaults.status or "")}
    for name, n in file.filled.items():
        word = words.get(name)
        yield say(f"cli.infrastructure.filled.{name}", n=n, word=say.text(word.label) if word else "")
    if file.ignored:
        yield say("cli.infrastructure.ignored", names=", ".join(file.ignored))
    for warning in file.warnings:
        yield say("cli.infrastructure.hint", text=warning.sentence(say))


def _findings(file: MapFile, say: Speaker) -> dict[str, Any]:
    """Return what is wrong with a file as a document."""
    def listed(problems: Sequence[Any]) -> list[dict[str, str]]:
        return [{"place": p.place.text(say), "reason": p.reason, "text": p.sentence(say)} for p in problems]

    return {
        "sound": file.map is not None, "format": file.format, "foreign": file.foreign,
        "actors": len(file.map.actors) if file.map else None,
        "relations": len(file.map.relations) if file.map else None,
        "problem_count": file.problem_count, "problems": listed(file.problems), "warnings": listed(file.warnings),
        "ignored": list(file.ignored), "filled": dict(file.filled),
    }


# ------------------------------------------------------------------------------ measures
def measures_document(drawn: StructureMap, measures: MapMeasures | None, model: Model, say: Speaker, *,
                      drawn_by: str) -> dict[str, Any]:
    """Return the measures of a map as a document.

    Args:
        drawn: The map.
        measures: Its measures, or None if it has too few actors.
        model: Says from how many actors on there are measures.
        say: Says the reason why there are none.
        drawn_by: Who has drawn it, if the file says so.
    """
    reporter = model.reporters.get(drawn_by)
    document: dict[str, Any] = {
        "map": {"id": drawn.id, "city": drawn.city, "wave": drawn.wave, "year": drawn.year,
                "reporter": drawn_by or None, "reporter_label": say.text(reporter.label) if reporter else None},
        "model": {"id": model.info.id, "version": model.version},
        "actors": len(drawn.actors),
        "relations": len(drawn.relations),
    }
    if measures is None:
        least = model.method.network.least_actors
        return document | {"measures": None, "reason": say("cli.infrastructure.too_few", n=len(drawn.actors),
                                                           least=least)}
    by_id = drawn.by_id
    return document | {"measures": {
        "actors": {actor: {"name": by_id[actor].name, **_figures(m)} for actor, m in measures.actors.items()},
        "bridges": [list(pair) for pair in measures.bridges],
        "components": [list(part) for part in measures.components],
        "core_fit": measures.core_fit,
        "ties": measures.ties_count,
        "counted_relations": measures.relations_count,
        "reporters": list(measures.reporters) if drawn_by else [],
    }}


def _figures(m: ActorMeasures) -> dict[str, Any]:
    return {
        "degree": m.degree, "betweenness": m.betweenness, "betweenness_share": m.betweenness_share,
        "closeness": m.closeness, "constraint": m.constraint, "effective_size": m.effective_size,
        "core_number": m.core_number, "in_core": m.in_core, "cut_vertex": m.is_cut_vertex,
        **{role: getattr(m.brokerage, role) for role in ROLES}, "lost_contacts": m.lost_contacts,
    }


def _text(drawn: StructureMap, measures: MapMeasures | None, model: Model, say: Speaker,
          drawn_by: str) -> Iterator[str]:
    """Yield the lines of the text: what the map is, sentences, and the table."""
    reporter = model.reporters.get(drawn_by)
    heading = say("cli.infrastructure.heading", city=_flat(drawn.city), wave=_flat(drawn.wave),
                  reporter=say.text(reporter.label) if reporter else "–")
    yield from (heading, "=" * len(heading))
    if measures is None:
        yield say("cli.infrastructure.too_few", n=len(drawn.actors), least=model.method.network.least_actors)
        return
    parts = len(measures.components)
    yield say(f"cli.infrastructure.counts{'_whole' if parts == 1 else ''}", actors=measures.actors_count,
              ties=measures.ties_count, parts=parts)
    labels = [say.text(model.reporters[r].label) if r in model.reporters else r for r in measures.reporters]
    if drawn_by and labels:
        yield say("cli.infrastructure.reported", reporters=", ".join(labels))
    yield from _sentences(drawn, measures, say)
    yield ""
    yield from _table(drawn, measures, say)
    yield ""
    yield say("cli.infrastructure.legend")


def _sentences(drawn: StructureMap, measures: MapMeasures, say: Speaker) -> Iterator[str]:
    names = {actor.id: _flat(actor.name) for actor in drawn.actors}
    ordered = sorted(measures.actors.values(), key=lambda m: (-m.betweenness, m.actor))
    if ordered and ordered[0].betweenness > 0:
        yield say("cli.infrastructure.most_between", name=names[ordered[0].actor],
                  share=say.percent(ordered[0].betweenness_share))
    cuts = sorted((m for m in measures.actors.values() if m.is_cut_vertex), key=lambda m: (-m.lost_contacts, m.actor))
    for m in cuts[:_MOST_SENTENCES]:
        yield say("cli.infrastructure.cut", name=names[m.actor], n=m.lost_contacts)
    if not cuts:
        yield say("cli.infrastructure.no_cut")
    for a, b in measures.bridges[:_MOST_SENTENCES]:
        yield say("cli.infrastructure.bridge", a=names[a], b=names[b])


def _table(drawn: StructureMap, measures: MapMeasures, say: Speaker) -> Iterator[str]:
    columns = ("name", "degree", "betweenness", "share", "closeness", "constraint", "effective_size", "core_number",
               "brokerage", "lost")
    rows = [[say(f"cli.infrastructure.columns.{column}") for column in columns]]
    by_id = drawn.by_id
    for m in sorted(measures.actors.values(), key=lambda m: (-m.betweenness, -m.degree, m.actor)):
        rows.append([
            _flat(by_id[m.actor].name), str(m.degree), say.number(m.betweenness, 1), say.percent(m.betweenness_share),
            say.number(m.closeness, 3), say.number(m.constraint, 3), say.number(m.effective_size, 2),
            f"{m.core_number}{'*' if m.in_core else ' '}", "/".join(str(getattr(m.brokerage, r)) for r in ROLES),
            str(m.lost_contacts) if m.is_cut_vertex else "–",
        ])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def _flat(text: str) -> str:
    from typology.model.problems import shorten

    return shorten(text, 60)
