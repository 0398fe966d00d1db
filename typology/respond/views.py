"""From what a phone shows to the values of its template."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from typology.language import Speaker
from typology.respond import pages
from typology.respond.answering import NOT_APPLICABLE, UNSURE
from typology.respond.desk import other_languages
from typology.respond.sheet import END, Given, Same, Sheet
from typology.store.cleaning import NOTE_LIMIT

# What the script says, with its fields left open. Read from attributes: nothing stands between script tags.
_WORDS = {
    "gespeichert": ("phone.saved", {"time": "{time}"}), "speichert": ("phone.saving", {}),
    "leer": ("phone.nothing_yet", {}), "wartet-eins": ("phone.kept_one", {}),
    "wartet-viele": ("phone.kept_many", {"n": "{n}"}), "kein-netz": ("phone.no_net_page", {}),
    "neu": ("phone.new_question", {}),
    "frist": ("phone.time_left", {"minutes": "{minutes}", "seconds": "{seconds}"}),
    "um": ("phone.time_up", {}), "minute": ("phone.last_minute", {}),
    "offen": ("phone.is_open", {}), "fertig": ("phone.is_done", {}), "offen-eins": ("phone.open_one", {}),
    "offen-viele": ("phone.open_many", {"n": "{n}"}), "offen-null": ("phone.open_none", {}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Whose page it is.

    Attributes:
        heading: Name of the workshop, or of the Verbund.
        place: Table and perspective.
        outside: Whether the perspective looks from outside.
        workshop: Whether the page belongs to a workshop.
        finished: Whether an assessment outside of a workshop was marked as finished.
        may_move: Whether table and perspective can still be changed.
        kind: How the point in time is meant: ``past`` (in retrospect) and ``goal`` are said beside the place.
    """

    heading: str
    place: str
    outside: bool
    workshop: bool
    finished: bool = False
    may_move: bool = False
    kind: str = "now"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be saved: it is shown once more beside the sentence that says why."""

    problem: str
    number: str | None = None
    note: str | None = None


def link(lang: str | None, item: str | None = None, **more: str) -> str:
    """Return the address of an item on the same page."""
    query = ({"f": item} if item is not None else {}) | more | ({"lang": lang} if lang else {})
    return "?" + urlencode(query)


_KEPT_PAGES = 800
_kept: OrderedDict[tuple[object, ...], pages.Packed] = OrderedDict()


def packed(
    sheet: Sheet, about: About, say: Speaker, lang: str | None, typed: Typed | None = None, *, part: bool = False
) -> pages.Packed:
    """Return the page, or its middle part, ready to be sent.

    A room that answers the same questions in the same order sees the same few pages; each is drawn and compressed once.

    Args:
        sheet: What is shown.
        about: Whose page it is.
        say: Speaker of the language.
        lang: Language that the address names, to go with links.
        typed: What was sent and could not be saved.
        part: Whether the script of the page asks for the middle part alone.
    """
    key = (_key_of(sheet), about, say, lang, part)
    found = _kept.get(key) if typed is None else None
    if found is None:
        main = main_part(sheet, about, say, lang, typed)
        if not part:
            item = sheet.item if sheet.kind == "item" and not sheet.led else None
            found = pages.Packed(whole_page(sheet, about, say, lang, main, {"f": item} if item else {}))
        else:
            found = pages.Packed(main.encode())
        if typed is None:
            _kept[key] = found
            while len(_kept) > _KEPT_PAGES:
                _kept.popitem(last=False)
    return found


def _key_of(sheet: Sheet) -> tuple[object, ...]:
    """Return everything that a page shows of a sheet: of the other questions no more than whether they are answered."""
    asking, item = sheet.asking, sheet.item
    asked = None if asking is None else (Same(asking.questionnaire), asking.perspective)
    of_item: tuple[object, ...] = ()
    if item is not None:
        given, first = sheet.given.get(item), sheet.first.get(item)
        # When it was said is shown to the minute only, below.
        of_item = (given and given[:4], first and first[:4], item in sheet.outdated)
    return (
        sheet.kind, sheet.reason, sheet.stand, asked, sheet.shown, sheet.item, of_item, sheet.open if asking else (),
        sheet.round, sheet.vote, sheet.led, sheet.closes_in, _saved_at(sheet),
    )  # fmt: skip


def main_part(sheet: Sheet, about: About, say: Speaker, lang: str | None, typed: Typed | None = None) -> str:
    """Return the changing part of the page as markup.

    Args:
        sheet: What is shown.
        about: Whose page it is.
        say: Speaker of the language.
        lang: Language that the address names, to go with links.
        typed: What was sent and could not be saved.
    """
    if sheet.kind == "item":
        return pages.template("item.html").render(_item(sheet, about, say, lang, typed))
    if sheet.kind == "done":
        return pages.template("done.html").render(_done(sheet, about, say, lang))
    return pages.template("wait.html").render(
        _shared(sheet, about, say, lang)
        | {
            "reason": sheet.reason,
            "heading_text": say(f"phone.{sheet.reason}_title"),
            "text": say(f"phone.{sheet.reason}_text"),
        }
    )


def whole_page(sheet: Sheet, about: About, say: Speaker, lang: str | None, main: str, kept: Mapping[str, str]) -> bytes:
    """Return the whole page.

    Args:
        sheet: What is shown.
        about: Whose page it is.
        say: Speaker of the language.
        lang: Language that the address names.
        main: What ``main_part`` returned.
        kept: Fields that go with a change of the language.
    """
    item = sheet.item if sheet.kind == "item" else None
    previous = _previous(sheet)
    forward = None
    if item is not None:
        forward = say("phone.save" if sheet.led else "phone.save_next")
    values = {
        "lang": say.language, "dir": pages.direction(say.language), "title": _title(sheet, about, say),
        "heading": about.heading, "place": _place(about, say), "say": say, "main": Markup(main),  # noqa: S704 - escaped above
        "script": True, "refresh": 12 if sheet.kind == "wait" and sheet.reason != "ended" else None,
        "words": _words(say), "others": other_languages(say.language), "kept": kept, "here": link(lang), "root": "../",
        "status": _status(sheet, say), "back": link(lang, previous) if previous else None, "forward": forward,
    }  # fmt: skip
    return pages.render("page.html", values)


def _place(about: About, say: Speaker) -> str:
    meant = "" if about.kind == "now" else say(f"wave.{about.kind}")
    return " · ".join(part for part in (about.place, meant) if part)


def _words(say: Speaker) -> dict[str, str]:
    return {name: say(key, **fields) for name, (key, fields) in _WORDS.items()}


def _title(sheet: Sheet, about: About, say: Speaker) -> str:
    if sheet.kind == "wait":
        return f"{say(f'phone.{sheet.reason}_title')} · {about.heading}"
    if sheet.kind == "done" or sheet.item is None or sheet.asking is None:
        return about.heading
    return f"{say.text(sheet.asking.model.items[sheet.item].label)} · {about.heading}"


def _previous(sheet: Sheet) -> str | None:
    if sheet.led or not sheet.shown:
        return None
    if sheet.kind == "done":
        return sheet.shown[-1]
    return sheet.before(sheet.item) if sheet.item is not None else None


def _saved_at(sheet: Sheet) -> str:
    if not sheet.given:
        return ""
    found = sheet.given.get(sheet.item) if sheet.item is not None else None
    if sheet.kind == "done":
        found = max((g for g in sheet.given.values() if g.given_at), key=lambda g: str(g.given_at), default=None)
    if found is None or found.given_at is None or (found.state == "none" and not found.note):
        return ""
    return pages.clock(found.given_at)


def _status(sheet: Sheet, say: Speaker) -> str:
    if sheet.kind == "wait":
        return ""
    at = _saved_at(sheet)
    return say("phone.saved", time=at) if at else say("phone.nothing_yet")


def _shared(sheet: Sheet, about: About, say: Speaker, lang: str | None) -> dict[str, Any]:
    move = ""
    if about.may_move:
        move = Markup('<p class="mittig"><a class="leise" href="{}">{}</a></p>').format(
            link(lang, platz="1"), say("phone.change_seat")
        )
    return {
        "say": say, "here": link(lang), "stand": sheet.stand, "round": sheet.round, "vote": sheet.vote,
        "title": _title(sheet, about, say), "closes_in": sheet.closes_in, "time_left": _time_left(sheet, say),
        "saved_at": _saved_at(sheet),
        "workshop": about.workshop, "change_seat": move, "item": sheet.item,
    }  # fmt: skip


def _time_left(sheet: Sheet, say: Speaker) -> str:
    if sheet.closes_in is None:
        return ""
    minutes, seconds = divmod(sheet.closes_in, 60)
    return say("phone.time_left", minutes=minutes, seconds=f"{seconds:02}")


def _overview(sheet: Sheet, say: Speaker, lang: str | None) -> dict[str, Any]:
    assert sheet.asking is not None
    still_open = set(sheet.open)
    items = sheet.asking.model.items
    entries = [
        {"item": i, "href": link(lang, i), "label": say.text(items[i].label), "done": i not in still_open}
        for i in sheet.shown
    ]
    n = len(still_open)
    count = say("phone.open_many", n=n) if n > 1 else say("phone.open_one") if n else say("phone.open_none")
    return {"overview": entries, "open_count": count, "count": len(sheet.shown), "open_items": n}


def _done(sheet: Sheet, about: About, say: Speaker, lang: str | None) -> dict[str, Any]:
    found = _shared(sheet, about, say, lang) | _overview(sheet, say, lang)
    n = found["open_items"]
    if n:
        heading, text = say("phone.done_open_title"), say("phone.done_open_text", n=n)
    elif about.finished:
        heading, text = say("phone.finished_title"), say("phone.finished_text")
    elif about.workshop:
        heading, text = say("phone.done_title"), say("phone.done_text")
    else:
        heading, text = say("phone.done_title"), say("phone.finish_text")
    return found | {
        "heading_text": heading, "text": text, "overview_open": bool(n), "previous": _previous(sheet),
        "finish": not about.workshop and not about.finished, "item": END,
    }  # fmt: skip


def _item(sheet: Sheet, about: About, say: Speaker, lang: str | None, typed: Typed | None) -> dict[str, Any]:
    assert sheet.asking is not None
    assert sheet.item is not None
    item, asked = sheet.item, sheet.asking.ask(sheet.item)
    given, first = sheet.given.get(item), sheet.first.get(item)
    number, count = sheet.shown.index(item) + 1, len(sheet.shown)
    following = "" if sheet.led else sheet.after(item) or END
    note = given.note if given else ""
    numeric = asked.scale.kind == "number"
    unit = say.text(asked.scale.unit)
    return _shared(sheet, about, say, lang) | _overview(sheet, say, lang) | {
        "led": sheet.led, "previous": _previous(sheet), "following": following,
        "forward_script": "" if sheet.led else say("phone.done" if following == END else "phone.next"),
        "number": number, "count": count, "label": say.text(asked.item.label) if count > 1 or not sheet.led else "",
        "progress": say("phone.question", number=number, count=count) if count > 1 else say("phone.one_question"),
        "second": sheet.vote == 2, "question": say.text(asked.question), "hint": say.text(asked.hint),
        "problem": typed.problem if typed else "", "changed": item in sheet.outdated,
        "numeric": numeric, "number_label": say("phone.number_unit", unit=unit) if unit else say("phone.number"),
        "inputmode": "numeric" if asked.scale.whole else "decimal",
        "number_value": typed.number if typed and typed.number is not None else _as_typed(given, say),
        "first_number": _first_number(first, say) if numeric else "",
        "options": _options(sheet, about, say, given, first),
        "note": typed.note if typed and typed.note is not None else note, "note_limit": NOTE_LIMIT,
        "evidence_who": say("phone.evidence_who" if about.workshop else "phone.evidence_own"),
        "answered": given is not None and given.state != "none", "overview_open": False,
    }  # fmt: skip


def _options(
    sheet: Sheet, about: About, say: Speaker, given: Given | None, first: Given | None
) -> list[dict[str, Any]]:
    assert sheet.asking is not None
    assert sheet.item is not None
    asked = sheet.asking.ask(sheet.item)
    words = {o.id: say.text(asked.anchors[o.id]) for o in asked.scale.options}
    apart = {UNSURE: say("phone.dk"), NOT_APPLICABLE: say("phone.na_outside" if about.outside else "phone.na")}
    return [
        {
            "value": value, "text": text, "checked": _chosen(given) == value, "first": _chosen(first) == value,
            "apart": value in apart, "opens": value == UNSURE,
        }
        for value, text in (words | apart).items()
    ]  # fmt: skip


def _chosen(given: Given | None) -> str | None:
    if given is None or given.state == "none":
        return None
    return given.option if given.state == "answer" else given.state


def _as_typed(given: Given | None, say: Speaker) -> str:
    """Return a number as somebody would type it: all of its digits, and the language's decimal sign."""
    if given is None or given.state != "answer" or given.number is None:
        return ""
    plain = f"{given.number:.12g}"
    return say.number(given.number, len(plain.partition(".")[2])) if "e" not in plain else plain


def _first_number(first: Given | None, say: Speaker) -> str:
    number = _as_typed(first, say)
    return say("phone.first_answer_number", answer=number) if number else ""
