"""The pages themselves: headers, weight, language and direction, hygiene, and who may see what."""

import asyncio
import gzip
import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from starlette.routing import Router

from typology.language import languages
from typology.respond import gate, pages
from typology.respond.static import asset

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Reading(HTMLParser):
    """Reads a page as a strict browser would, and notes what must not be there."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.ids, self.labels, self.fields = [], [], [], set(), []
        self.described, self.addresses = set(), []
        self.feed(text)
        self.faults += [f"open at the end: {tag}" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if len(found) != len(attrs):
            self.faults.append(f"attribute twice: {tag} {attrs}")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script" and "src" not in found:
            self.faults.append("inline script")
        if "style" in found or any(name.startswith("on") for name in found):
            self.faults.append(f"inline style or handler: {tag} {found}")
        if "id" in found:
            self.ids.append(found["id"])
        if "for" in found:
            self.labels.add(found["for"])
        self.described |= set(found.get("aria-describedby", "").split())
        self.addresses += [found[name] for name in ("href", "src", "action") if name in found]
        if tag in ("input", "textarea") and found.get("type") != "hidden":
            self.fields.append((found.get("id"), "label" in self.open))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed in the wrong order: {tag}")


@pytest.fixture
def every_page(hall, phone):
    """One of each kind of page."""
    from typology.workshop.rounds import ask_again, close, reveal

    found = {
        "code": hall.phone().get("/w"), "join": hall.phone().get(hall.scanned), "wrong": hall.phone().get("/a/nobody"),
        "consent": hall.phone().get(
            f"{hall.scanned}&tisch={hall.stations[0].id}&blickwinkel={hall.workshop.perspectives[1]}"
        ),
        "item": phone.get(""), "refused": phone.post("", {"item": hall.items[0], "antwort": "x"}),
    }  # fmt: skip
    for item in hall.items:
        phone.tap(item, "dk", notiz="n")
    found |= {"done": phone.get(""), "answered": phone.get(f"?f={hall.items[1]}")}
    hall.change(close)
    found["closed"] = phone.get("")
    hall.change(reveal)
    found["wall"] = phone.get("")
    hall.change(ask_again, [hall.items[0]])
    found["second"] = phone.get("")
    return found


def test_every_page_is_sound_and_labelled(every_page):
    """Nothing inline, no id twice, every field with a label, every description there, every mark closed."""
    for name, answer in every_page.items():
        page = Reading(answer.text)
        assert page.faults == [], name
        assert len(set(page.ids)) == len(page.ids), name
        assert page.described <= set(page.ids), name
        assert all(inside or field in page.labels for field, inside in page.fields), name
        assert answer.text.count("<h1") == 1, name
        assert answer.text.count("<main") == 1, name


def test_every_page_brings_its_headers(every_page):
    """No script in the page may run, no style but our own, no other site may frame it, no cache may keep it."""
    for answer in every_page.values():
        policy = answer.header("content-security-policy")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
        assert b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.header("referrer-policy") == "no-referrer"
        assert answer.header("cache-control") == "no-store"
        assert answer.header("x-content-type-options") == "nosniff"


def test_no_page_names_a_place_elsewhere(every_page):
    """All addresses are relative, so that a path in front of them does no harm."""
    for name, answer in every_page.items():
        for address in Reading(answer.text).addresses:
            assert address.startswith(("?", "../", "antworten/", "data:")) or address in ("", "w"), (name, address)


def test_everything_works_behind_a_path(hall):
    """A proxy shows the program under /spiegel/: the phone never leaves it."""
    hall.prefix = "/spiegel"
    phone = hall.phone()
    page = phone.join()
    assert page.status == 200
    assert phone.address.startswith("/spiegel/a/")
    [script] = re.findall(r'<script src="([^"]+)"', page.text)
    assert phone.get(script).header("content-type").startswith("text/javascript")
    typing = hall.phone()
    typing.get("/spiegel/w")
    assert typing.follow(typing.post("w", {"code": hall.workshop.code})).status == 200
    assert typing.address.startswith("/spiegel/w/")


def test_the_first_question_weighs_less_than_fifteen_kilobytes(hall, phone):
    """Page, style and script as they go over the air, headers included."""
    page = phone.get("", accept_encoding="gzip")
    weight = _weight(page)
    for address in re.findall(r'(?:<link rel="stylesheet" href|<script src)="([^"]+)"', page.text):
        found = phone.get(address, accept_encoding="gzip")
        assert found.header("content-encoding") == "gzip"
        assert "immutable" in found.header("cache-control")
        weight += _weight(found)
        phone.get(f"/a/{phone.cookie.split('=')[1]}")
    assert weight < 15_000


def _weight(answer):
    return len(answer.body) + sum(len(k) + len(v) + 4 for k, v in answer.headers)


def test_a_style_that_was_kept_has_another_name_than_a_new_one(hall):
    """The name follows from the content; an old name leads nowhere."""
    phone = hall.phone()
    assert phone.get("/" + asset("respond.css")).status == 200
    assert phone.get("/antworten/0000000000000000.css").status == 404
    assert phone.get("/antworten/..%2f..%2froutes.py").status == 404
    assert re.fullmatch(r"antworten/[0-9a-f]{16}\.js", asset("respond.js"))


def test_the_part_for_the_script_is_the_middle_of_the_page(phone):
    """With teil=1 nothing but <main>, the same as in the whole page."""
    part, whole = phone.get("?teil=1").text, phone.get("").text
    assert part.startswith("<main")
    assert part in whole


def test_a_phone_that_takes_no_compression_gets_none(phone):
    """And one that does gets the same page."""
    plain, packed = phone.get(""), phone.get("", accept_encoding="gzip, br")
    assert plain.header("content-encoding") is None
    assert gzip.decompress(packed.body) == plain.body


def test_a_language_from_right_to_left_turns_the_page(hall, phone, monkeypatch):
    """Another language is a folder of sentences; its direction is known by itself."""
    for module in ("typology.respond.pages", "typology.respond.phone", "typology.respond.desk"):
        monkeypatch.setattr(f"{module}.languages", lambda: (*languages(), "ar"))
    page = phone.get("?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert 'dir="auto"' in page
    assert (pages.direction("he"), pages.direction("de"), pages.direction("zz-unknown")) == ("rtl", "ltr", "ltr")


def test_style_sheets_use_logical_sides_alone():
    """Else a page from right to left would be half turned; the mark of a tick is the same in every direction."""
    style = files("typology.respond").joinpath("static", "respond.css").read_text(encoding="utf-8")
    sides = r"(?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right)"
    assert re.findall(rf"[{{;]\s*({sides})\s*:", style) in ([], ["left"])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(hall, phone, method):
    """Without a trace in the log."""
    assert hall.ask(method, f"/a/{phone.token}", b"", {}, "203.0.113.7").status == 405


def test_addresses_that_lead_nowhere_are_not_found(hall):
    """Of ours, that is; others belong to the workbench."""
    assert hall.phone().get("/a").status == 404
    assert hall.phone().get("/a/x/y/z").status == 404
    assert hall.phone().get("/").body == b"workbench"


def test_a_link_with_a_slash_at_its_end_still_leads_there(hall, phone):
    """Some programs add one when a link is shared."""
    assert phone.follow(phone.get(f"/a/{phone.token}/?f={hall.items[1]}")).status == 200
    assert hall.items[1] in phone.address


# ------------------------------------------------------------------ who may see what
def _gate(hall, monkeypatch, setting):
    monkeypatch.setenv(gate.OPEN_SETTING, setting)
    monkeypatch.setattr(gate, "lan_addresses", lambda: ("192.168.1.5",))
    hall.app = gate.Gate(hall.app._app, Router(hall.respond.routes()), hall.respond._stranger)


@pytest.mark.parametrize(
    ("client", "headers", "sees"),
    [
        ("127.0.0.1", {}, True), ("::1", {}, True), ("::ffff:127.0.0.1", {}, True), ("192.168.1.5", {}, True),
        ("192.168.1.77", {}, False), ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False), ("nonsense", {}, False),
    ],
)  # fmt: skip
def test_on_a_hotspot_the_workbench_is_for_the_laptop_alone(hall, monkeypatch, client, headers, sees):
    """Other machines get a sentence, whatever they ask for; phones still join."""
    _gate(hall, monkeypatch, "answers")
    for address in ("/", "/einschaetzen?e=x", "/_stcore/health", "/static/x.js"):
        assert (hall.ask("GET", address, None, headers, client).status == 200) is sees
    assert hall.ask("GET", hall.scanned, None, {}, client).status == 200
    assert hall.ask("GET", "/gesundheit", None, headers, client).status == 200


def test_without_the_setting_everybody_sees_the_workbench(hall, monkeypatch):
    """As on a server with a sign-in in front of it."""
    _gate(hall, monkeypatch, "")
    assert hall.ask("GET", "/", None, {}, "198.51.100.1").status == 200


def test_a_stranger_opens_no_websocket(hall, monkeypatch):
    """The workbench speaks through one."""
    _gate(hall, monkeypatch, "answers")

    def sent(client):
        found = []

        async def send(message):
            found.append(message["type"])

        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "client": (client, 1)}
        asyncio.run(hall.app(scope, None, send))
        return found

    assert sent("192.168.1.77") == ["websocket.close"]
    assert sent("127.0.0.1") == ["websocket.accept"]
