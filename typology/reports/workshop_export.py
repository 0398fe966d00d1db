"""A workshop to take away: what was shown as CSV and JSON, what was agreed as a page that prints well.

Nothing in here is worked out anew, and nothing is personal: the tables hold what a publication or a release holds, and
the record what the room has noted down.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from typology.assessment.flow import ask, entry_of
from typology.language import Speaker
from typology.model.elements import Entry, Model, Questionnaire
from typology.store.workshop_records import RecordEntry, RecordKind, Round, Workshop
from typology.workshop.publication import Cell, Publication, Statement

# Spreadsheets take a cell that begins so for a formula; an apostrophe before it is what they write themselves.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n|%]")
_NUMBERS = ("mean", "ad", "rwg", "a", "polarisation", "consensus")
_KINDS: tuple[RecordKind, ...] = ("decision", "step", "question", "note")

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.25rem;margin-top:2rem;border-bottom:1px solid #767676}
h3{font-size:1.05rem;margin-bottom:.3rem}h4{font-size:1rem;margin:.8rem 0 .2rem}ul{padding-left:1.3rem}
li,td,th{overflow-wrap:anywhere;white-space:pre-line}table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.3rem .5rem;border:1px solid #767676}
@page{margin:18mm}@media print{body{margin:0;padding:0;max-width:none;font-size:11pt}h2,h3,h4{break-after:avoid}
li,tr{break-inside:avoid}}
"""


# ------------------------------------------------------------------------------ results
def results_csv(
    publication: Publication,
    model: Model,
    stations: Mapping[int, str],
    speaker: Speaker,
    questionnaire: Questionnaire | None = None,
) -> bytes:
    """Return a publication as a table, one row per item, vote, table and perspective.

    Semicolons and, in German, decimal commas; UTF-8 with a byte-order mark, as spreadsheets expect it. No cell can be
    taken for a formula.

    Args:
        publication: What was shown.
        model: The model of the round.
        stations: Names of the tables by their number.
        speaker: The language.
        questionnaire: Whose words are used; those of the model without one.
    """
    scales = [model.scale_of(result.item) for result in publication.items if result.item in model.items]
    most = max((len(scale.options) for scale in scales), default=0)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    names = ["item", "question", "vote", "station", "perspective", "status", "n", "missing", "dk", "na", "carried",
             "band_from", "band_to", *_NUMBERS, "beyond_chance", "quartile_1", "median", "quartile_3"]  # fmt: skip
    answers = [speaker(key, n=n) for n in range(1, most + 1) for key in ("wsx.answer", "wsx.answer_count")]
    writer.writerow([_safe(text) for text in [*(speaker(f"wsx.{name}") for name in names), *answers,
                                              speaker("wsx.statements")]])  # fmt: skip
    for result in publication.items:
        words = _Words(model, questionnaire, result.item, speaker)
        for vote in result.votes:
            for cell in vote.cells:
                place = speaker("wsx.all_stations") if cell.station is None else stations.get(cell.station, "")
                who = cell.perspective
                head = [result.item, words.question(who), str(vote.vote), place, words.who(who)]
                writer.writerow([*map(_safe, head), *_row(cell, words, most, speaker)])
    return out.getvalue().encode("utf-8-sig")


def results_json(publication: Publication, stations: Mapping[int, str]) -> bytes:
    """Return a publication as JSON, with the names of the tables."""
    content = {**publication.to_json(), "stations": {str(number): name for number, name in stations.items()}}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False).encode()


class _Words:
    """How an item is worded for a perspective."""

    def __init__(self, model: Model, questionnaire: Questionnaire | None, item: str, speaker: Speaker) -> None:
        self._model, self._speaker = model, speaker
        self._entry: Entry | None = None
        if item in model.items:
            self._entry = (entry_of(questionnaire, item) if questionnaire else None) or Entry(item)

    def question(self, perspective: str) -> str:
        return self._speaker.text(ask(self._model, self._entry, perspective).question) if self._entry else ""

    def who(self, perspective: str) -> str:
        known = self._model.perspectives.get(perspective)
        return self._speaker.text(known.label) if known else perspective

    def options(self, perspective: str) -> dict[str, str]:
        """Return the wording of each option by its id, in the order of the scale."""
        if self._entry is None:
            return {}
        asked = ask(self._model, self._entry, perspective)
        return {option.id: self._speaker.text(asked.anchors[option.id]) for option in asked.scale.options}


def _row(cell: Cell, words: _Words, most: int, speaker: Speaker) -> list[str]:
    """Return the cells from the status on."""
    options = words.options(cell.perspective)
    band = [_safe(options.get(option, option)) for option in cell.band] if cell.band else ["", ""]
    told = cell.has_figures or cell.is_unanimous
    counts: list[str] = []
    for option, text in list(options.items())[:most]:
        counts.extend((_safe(text), str(cell.counts[option]) if option in cell.counts else ""))
    chance = "" if cell.beyond_chance is None else speaker("wsx.yes" if cell.beyond_chance else "wsx.no")
    return [
        _safe(speaker(f"wsx.status_{cell.status}")),
        str(cell.n) if told else "",
        str(cell.missing) if cell.status == "few" else "",
        str(cell.dk) if told or cell.dk else "",
        str(cell.na) if told else "",
        str(cell.carried) if told else "",
        *band,
        *(_decimal(getattr(cell, name), speaker, 3) for name in _NUMBERS),
        chance,
        *(_decimal(number, speaker, 10) for number in cell.quartiles or (None, None, None)),
        *counts,
        *[""] * (2 * (most - len(counts) // 2)),
        _safe(" | ".join(_statement(s, options, speaker) for s in cell.statements)),
    ]


def _statement(statement: Statement, options: Mapping[str, str], speaker: Speaker) -> str:
    if statement.state != "answer":
        return f"{statement.attribution}: {speaker(f'wsx.{statement.state}')}"
    if statement.option is None:
        return f"{statement.attribution}: {_decimal(statement.number, speaker, 10)}"
    return f"{statement.attribution}: {options.get(statement.option, statement.option)}"


def _decimal(number: float | None, speaker: Speaker, digits: int) -> str:
    if number is None:
        return ""
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return (text if text != "-0" else "0").replace(".", "," if speaker.language == "de" else ".")


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


# ------------------------------------------------------------------------------ record
def record_html(
    workshop: Workshop,
    rounds: Sequence[Round],
    entries: Sequence[RecordEntry],
    model: Model,
    speaker: Speaker,
    now: datetime,
) -> str:
    """Return the record of a workshop as one page without anything from elsewhere; it prints on paper as it stands.

    Args:
        workshop: The workshop.
        rounds: Its rounds in order.
        entries: Lines of the record, in the order they were noted.
        model: Model of the rounds, for the names of the items.
        speaker: The language.
        now: The time, in the zone of the reader.
    """
    parts = [_group(speaker("wsx.record_general"), [e for e in entries if e.round_id is None], model, speaker)]
    for number, one in enumerate(rounds, 1):
        title = one.title or speaker("wsx.record_round", n=number)
        parts.append(_group(title, [e for e in entries if e.round_id == one.id], model, speaker))
    body = "".join(parts) or f"<p>{escape(speaker('wsx.record_empty'))}</p>"
    day = f"{now:%d.%m.%Y}" if speaker.language == "de" else f"{now:%Y-%m-%d}"
    heading = escape(speaker("wsx.record_of", title=workshop.title))
    notes = f"<p>{escape(speaker('wsx.record_note'))}</p><p>{escape(speaker('wsx.saved_at', day=day))}</p>"
    return (
        f'<!doctype html>\n<html lang="{escape(speaker.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{heading}</h1>{body}{notes}</body></html>\n"
    )


def _group(title: str, entries: Sequence[RecordEntry], model: Model, speaker: Speaker) -> str:
    """Return what was noted on one round: in general first, then item by item; "" if nothing was."""
    if not entries:
        return ""
    items = [*dict.fromkeys(entry.item for entry in entries if entry.item is not None)]
    parts = [f"<h2>{escape(title)}</h2>", _kinds([e for e in entries if e.item is None], speaker, "h3")]
    for item in items:
        name = speaker.text(model.items[item].label) if item in model.items else item
        parts.append(f"<h3>{escape(name)}</h3>")
        parts.append(_kinds([e for e in entries if e.item == item], speaker, "h4"))
    return "".join(parts)


def _kinds(entries: Sequence[RecordEntry], speaker: Speaker, tag: str) -> str:
    parts = []
    for kind in _KINDS:
        lines = [entry for entry in entries if entry.kind == kind]
        if lines:
            parts.append(f"<{tag}>{escape(speaker(f'wsx.kind_{kind}'))}</{tag}>")
            parts.append(_steps(lines, speaker) if kind == "step" else _list(lines))
    return "".join(parts)


def _list(lines: Sequence[RecordEntry]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line.text)}</li>" for line in lines) + "</ul>"


def _steps(lines: Sequence[RecordEntry], speaker: Speaker) -> str:
    head = "".join(f'<th scope="col">{escape(speaker(f"wsx.{name}"))}</th>' for name in ("what", "who", "until"))
    rows = [
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in (line.text, line.role, line.due)) + "</tr>"
        for line in lines
    ]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def record_of(entries: Sequence[RecordEntry]) -> list[dict[str, Any]]:
    """Return the lines of the record as plain values, for JSON."""
    names = ("round_id", "item", "kind", "text", "role", "due")
    return [{name: getattr(entry, name) for name in names} for entry in entries]
