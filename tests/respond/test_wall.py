"""The wall: how many, never what, until it is revealed; and gone again when it is hidden."""

from __future__ import annotations

import asyncio
import gzip
import re
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from typology.figures.diverging import colours
from typology.model.loading import load_model, load_questionnaires
from typology.reports.workshop_results import publish_round
from typology.respond.routes import Respond
from typology.respond.services import Services
from typology.respond.wall_page import results_revealed
from typology.store import open_store
from typology.store.workshop_records import AnswerJob
from typology.workshop import rounds
from typology.workshop.codes import hash_of, new_code, new_key, new_token, wall_token

ROOT = Path(__file__).parents[2]
MODEL = load_model(ROOT / "typology" / "definition")
QUESTIONNAIRES = load_questionnaires(ROOT / "questionnaires", MODEL)
FRAME = next(q for q in QUESTIONNAIRES.values() if q.form == "frame")
ITEMS = FRAME.items
OWN, CITY = list(MODEL.perspectives)[:2]
NOTE = "Wir haben <b>eine</b> Vereinbarung & zwei Ansprechpersonen."


class Room:
    """A workshop with two tables, its wall, and a way to ask the program for a page."""

    def __init__(self, store) -> None:
        self.store = store
        self.respond = Respond(Services(
            model=lambda: MODEL, questionnaires=lambda: QUESTIONNAIRES, store=lambda: store,
            old_model=lambda *_: None, old_questionnaire=lambda *_: None, versions=dict,
        ))  # fmt: skip
        self.app = Starlette(routes=self.respond.routes())
        self.lead = new_token()
        self.wall = wall_token(self.lead)
        self.workshop = store.create_workshop(
            "Was <i>sehen</i> wir?", lead_hash=hash_of(self.lead), wall_hash=hash_of(self.wall), code=new_code(),
            join_key=new_key(), perspectives=[OWN, CITY], group_from=5, public=False, language="de",
        )  # fmt: skip
        self.stations = []
        for name in ("Tisch Hafen", "Tisch Neustadt"):
            case = store.create_case(name, "Musterstadt", invented=True)
            wave = store.create_wave(case.id, "Heute", "now")
            self.stations.append(store.add_station(self.workshop.id, case.id, wave.id, name))
        self.seats = []

    def prepare(self, *, pace="free", form=FRAME, items=ITEMS):
        state = rounds.RoundState(items=items, pace=pace)
        made = self.store.add_round(
            self.workshop.id, title="Erste Runde", questionnaire=form.id, questionnaire_version=form.full_version,
            model=MODEL.info.id, model_version=MODEL.version, perspectives=[OWN, CITY], stations=[], state=state,
        )  # fmt: skip
        self.store.choose_round(self.workshop.id, made.id)
        self.round_id = made.id

    def step(self, action, *arguments, **more) -> None:
        found = self.store.round(self.round_id)
        self.store.change_round(
            found.id, found.revision, action(found.state, *arguments, datetime.now(UTC), **more)
        )

    def sit(self, people, perspective=OWN):
        for place in range(people):
            station = self.stations[place % 2]
            self.seats.append(self.store.take_seat(
                self.workshop.id, station.id, perspective, token_hash=hash_of(new_token()), nonce=secrets.token_hex(8),
                language="de", consent=False))

    def answer(self, item, options):
        jobs = [AnswerJob(s.id, self.round_id, item, "answer", o, note=NOTE)
                for s, o in zip(self.seats, options, strict=False)]
        self.store.give_answers(jobs, datetime.now(UTC))

    def reveal(self):
        self.step(rounds.reveal)
        publish_round(self.store, MODEL, self.store.round(self.round_id), datetime.now(UTC))

    def ask(self, path, query="", **more):
        return asyncio.run(call(self.app, path, query, **more))

    def see(self, query=""):
        """What the wall shows, after the hub's second has passed."""
        self.respond.desk.hub._kept.clear()
        status, _, body = self.ask(f"/wand/{self.wall}", query)
        assert status == 200
        return body


async def call(app, path, query="", *, client="127.0.0.1", until=None):
    """Send one request; of a stream that never ends, return what came until then."""
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "", "scheme": "http", "client": (client, 1), "server": ("x", 80),
        "headers": [(b"host", b"testserver:8501")],
    }  # fmt: skip
    sent, enough = [], asyncio.Event()

    async def receive():
        if not sent:
            return {"type": "http.request", "body": b"", "more_body": False}
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
        if until is not None and any(until in m.get("body", b"") for m in sent):
            enough.set()

    await asyncio.wait_for(app(scope, receive, send), 10)
    headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]).decode()


@pytest.fixture
def room(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'wall.db'}") as store:
        yield Room(store)


def pictures(html):
    return re.findall(r'<figure class="form-(\w+)">', html)


def plain(html):
    return re.sub(r"<[^>]+>", " ", html)


# What a distribution would look like: the description of an option, or its letter with a number.
DESCRIPTIONS = [
    text for item in ITEMS for anchor in MODEL.items[item].anchors.values() for text in (anchor.in_language("de"),)
]


def gives_nothing_away(html):
    assert not pictures(html)
    assert "<svg" not in html.replace('<svg class="qr"', "")
    assert not [text for text in DESCRIPTIONS if text in html]
    assert not re.search(r">[a-e]\xa0?\d*<", html)
    assert "Vereinbarung" not in html


def test_before_a_round_the_wall_invites(room):
    """A QR code, the address, the code in two groups, three sentences; the title is escaped."""
    html = room.see()
    code = room.workshop.code
    assert 'class="qr"' in html
    assert f"<span>{code[:3]}</span> <span>{code[3:]}</span>" in html
    assert html.count("<li>") == 3
    assert "<i>" not in html
    assert "Was &lt;i&gt;sehen&lt;/i&gt; wir?" in html


def test_the_wall_knows_no_secret_but_its_own(room):
    """Neither the facilitator's link nor a seat's stands anywhere; the key of the QR code is drawn and not written."""
    room.prepare()
    html = room.see()
    assert room.lead not in html
    assert room.workshop.join_key not in html
    assert hash_of(room.lead) not in html


def test_while_it_is_open_the_wall_counts_and_says_nothing_else(room):
    """Twelve have answered, each the same in one item and all five options in another; no trace of either is sent."""
    room.prepare()
    room.sit(15)
    room.step(rounds.open_round, lasts=timedelta(minutes=5))
    gives_nothing_away(room.see())
    room.answer(ITEMS[0], ["s3"] * 12)
    room.answer(ITEMS[1], ["s0", "s1", "s2", "s3", "s4"] * 2)
    html = room.see()
    gives_nothing_away(html)
    assert "von 15 haben geantwortet" in html
    assert "<b>12</b>" in html
    for query in ("teil=1", "ansicht=plenum", "ansicht=ueberblick", "lang=en", f"ansicht=tisch-{room.stations[0].id}"):
        gives_nothing_away(room.see(query))


def test_who_is_done_is_counted_only_where_everybody_is_asked_everything(room):
    """A question that a condition hides from some would make all of them look unfinished."""
    room.prepare(items=ITEMS[:2])
    room.sit(6)
    room.step(rounds.open_round)
    for item in ITEMS[:2]:
        room.answer(item, ["s3"] * 5)
    assert "<b>5</b> <span>sind mit allen Fragen fertig" in room.see()
    asked = ((form, e) for form in QUESTIONNAIRES.values() for page in form.pages for e in page.entries)
    full, hidden = next((form, entry) for form, entry in asked if entry.show_if)
    items = (hidden.show_if.item, hidden.item)
    room.prepare(form=full, items=items)
    room.step(rounds.open_round)
    for item in items:
        room.answer(item, ["s3"] * 5)
    html = room.see()
    assert "von 6 haben geantwortet" in html
    assert "sind mit allen Fragen fertig" not in html


def test_the_events_of_the_wall_hold_numbers_of_people_alone(room):
    """No option, no description, no note."""
    room.prepare()
    room.sit(12)
    room.step(rounds.open_round)
    room.answer(ITEMS[0], ["s3"] * 12)
    _, headers, body = room.ask(f"/wand/{room.wall}/strom", until=b'"answered": 12')
    assert headers["content-type"].startswith("text/event-stream")
    assert '"answered": 12' in body
    assert not re.search(r'"s\d"', body)
    assert ITEMS[0] not in body
    gives_nothing_away(body)


def test_a_closed_round_gives_nothing_away_either(room):
    """Not even if it was published already."""
    room.prepare()
    room.sit(12)
    room.step(rounds.open_round)
    room.answer(ITEMS[0], ["s0", "s4"] * 6)
    room.step(rounds.close)
    publish_round(room.store, MODEL, room.store.round(room.round_id), datetime.now(UTC))
    html = room.see()
    gives_nothing_away(html)
    assert "Gleich decken wir gemeinsam auf." in html


def test_a_round_whose_timer_has_run_out_is_closed_on_the_wall(room):
    """Whether anybody pressed a button."""
    room.prepare()
    room.sit(6)
    room.step(rounds.open_round, lasts=timedelta(seconds=1))
    state = room.store.round(room.round_id)
    past = rounds.set_timer(state.state, timedelta(seconds=1), datetime.now(UTC) - timedelta(seconds=0.9))
    room.store.change_round(state.id, state.revision, past)
    time.sleep(0.15)
    assert "Gleich decken wir gemeinsam auf." in room.see()


@pytest.mark.parametrize("phase", rounds.PHASES)
def test_one_place_decides_by_the_phase_alone_whether_results_may_be_looked_at(room, phase):
    """Revealed, discussed, released: nothing else, and not before a round."""
    room.prepare()
    found = room.store.round(room.round_id)
    state = replace(found.state, phase=phase, asked=ITEMS)
    now = datetime.now(UTC)
    assert results_revealed(replace(found, state=state), now) is (phase in ("revealed", "discussed", "released"))
    assert not results_revealed(None, now)


def test_a_public_workshop_says_that_it_needs_larger_groups(room):
    """Ten instead of five, by the model's method."""
    room.prepare()
    room.step(rounds.open_round)
    room.step(rounds.close)
    assert "mindestens 5 Personen" in room.see()
    room.store.update_workshop(room.workshop.id, public=True)
    assert "mindestens 10 Personen" in room.see()


def revealed(room):
    room.prepare()
    room.sit(12)
    room.sit(3, CITY)
    room.step(rounds.open_round)
    room.answer(ITEMS[0], ["s0", "s4"] * 6)
    room.answer(ITEMS[1], ["s1", "s1", "s2", "s2"] * 3 + ["s4", "s4", "s0"])
    room.step(rounds.close)
    room.reveal()


def test_revealed_results_begin_with_the_largest_disagreement(room):
    """In three forms, of which the stylesheet takes one; small groups in words."""
    revealed(room)
    html = room.see()
    assert pictures(html) == ["weit", "mittel", "schmal"]
    first, second = (MODEL.items[item].label.in_language("de") for item in ITEMS[:2])
    assert 0 < plain(html).index(first) < plain(html).index(second)
    assert "zwei Lager" in html


def test_the_item_that_the_facilitator_shows_is_on_the_wall(room):
    """With its question and its descriptions; all together first, then table by table."""
    revealed(room)
    room.step(rounds.show, ITEMS[0])
    html = room.see()
    assert MODEL.items[ITEMS[0]].question.in_language("de") in html
    assert "Alle Tische" in html
    assert "1 von 3" in html
    assert "Tisch Hafen" in room.see(f"ansicht=tisch-{room.stations[0].id}")
    assert "Tisch Hafen" not in html


def test_notes_are_on_the_wall_only_once_they_are_released(room):
    """As quotations, and as text whatever stands in them."""
    revealed(room)
    room.step(rounds.show, ITEMS[0])
    assert "Vereinbarung" not in room.see("ansicht=notizen")
    room.store.release_note(room.round_id, ITEMS[0], NOTE)
    html = room.see("ansicht=notizen")
    assert "&lt;b&gt;eine&lt;/b&gt; Vereinbarung &amp; zwei" in html
    assert "<b>eine</b>" not in html


def test_what_is_hidden_again_is_gone(room):
    """A reveal that came too early leaves nothing on the wall."""
    revealed(room)
    assert pictures(room.see())
    room.step(rounds.hide)
    gives_nothing_away(room.see())
    gives_nothing_away(room.see("ansicht=plenum&teil=1"))


def test_a_second_vote_hides_the_results_until_they_are_revealed_again(room):
    """Then the first vote stands above the second; until then not even the first is to be seen."""
    revealed(room)
    room.step(rounds.ask_again, [ITEMS[0]])
    html = room.see()
    gives_nothing_away(html)
    assert "Noch einmal einschätzen" in html
    room.answer(ITEMS[0], ["s2", "s3"] * 6)
    gives_nothing_away(room.see())
    room.step(rounds.close)
    gives_nothing_away(room.see())
    room.step(rounds.reveal)
    gives_nothing_away(room.see())  # revealed, but what was published is still the first vote
    publish_round(room.store, MODEL, room.store.round(room.round_id), datetime.now(UTC))
    room.step(rounds.show, ITEMS[0])
    html = room.see()
    assert "nach dem Gespräch" in html
    assert "Die Antworten liegen jetzt näher beieinander." in html


def test_a_small_group_leaves_no_trace_on_any_page_of_the_wall(room):
    """Three people of the city: neither their answers nor what they would sum up to."""
    revealed(room)
    room.step(rounds.show, ITEMS[1])
    for query in ("", f"ansicht=tisch-{room.stations[0].id}", f"ansicht=tisch-{room.stations[1].id}"):
        html = room.see(query)
        # The city alone chose the first and the last description: no part of a bar has their colours.
        parts = {found for found in re.findall(r"<rect [^>]*>", html) if "rx=" not in found}
        ends = (colours(5)[0], colours(5)[-1])
        assert not [part for part in parts if any(f'fill="{end}"' in part for end in ends)]
        assert any(f'fill="{colours(5)[1]}"' in part for part in parts)


def test_a_led_round_shows_its_question_and_counts_its_answers(room):
    """Of the item all phones show."""
    room.prepare(pace="led")
    room.sit(8)
    room.step(rounds.open_round)
    room.answer(ITEMS[0], ["s1"] * 5)
    html = room.see()
    assert MODEL.items[ITEMS[0]].question.in_language("de") in html
    assert "<b>5</b>" in html
    room.step(rounds.go_to, ITEMS[1])
    html = room.see()
    assert MODEL.items[ITEMS[1]].question.in_language("de") in html
    assert "<b>0</b>" in html


def test_an_ended_workshop_says_thank_you_and_takes_nobody_in(room):
    """Neither code nor QR code are left."""
    revealed(room)
    room.store.end_workshop(room.workshop.id)
    html = room.see()
    assert "Danke!" in html
    assert 'class="qr"' not in html
    assert room.workshop.code not in html


def test_the_language_is_that_of_the_workshop_unless_the_address_asks_for_another(room):
    """Both in the text and in the page's own sign."""
    assert '<html dir="ltr" lang="de">' in room.see()
    html = room.see("lang=en")
    assert '<html dir="ltr" lang="en">' in html
    assert "Join in with your phone" in html
    assert "Mit dem Telefon" in room.see("lang=xx")


def test_an_unknown_token_is_refused_and_counted(room):
    """After so many guesses an address must wait, but the wall that is there stays up in the same network."""
    room.see()
    statuses = [room.ask(f"/wand/{new_token()}")[0] for _ in range(25)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert room.ask(f"/wand/{room.lead}")[0] == 429  # the facilitator's secret opens no wall
    room.respond = Respond(room.respond.desk.services)
    assert room.see()
    assert room.ask(f"/wand/{new_token()}/strom", client="192.0.2.9")[0] == 404


def test_a_wrong_link_to_a_wall_speaks_of_a_wall_and_not_of_a_seat(room):
    """Whoever mistypes the address of the wall is not told about phones."""
    _, _, body = room.ask(f"/wand/{new_token()}")
    assert "führt zu keiner Wand" in body
    assert "Platz" not in body


def test_the_page_runs_nothing_but_its_own_script_and_is_kept_nowhere(room):
    """The same strictness as on phones: nothing inline, nothing of others."""
    _, headers, body = room.ask(f"/wand/{room.wall}")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|<style| style=", body)
    assert all(link.startswith(("../antworten/", "data:", "?")) for link in re.findall(r'(?:src|href)="([^"]*)"', body))


def test_the_qr_code_takes_only_an_address_of_the_program(room):
    """An address that somebody appends cannot lead a room elsewhere."""
    own = room.see()
    assert room.see("adresse=https%3A%2F%2Fexample.org%2F") == own
    assert room.see("adresse=http%3A%2F%2Ftestserver%3A8501%2F").count("testserver:8501/w") == 1


def test_a_page_of_results_is_light(room):
    """Under 50 kB on the wire, with its picture in three forms."""
    revealed(room)
    room.step(rounds.show, ITEMS[0])
    assert len(gzip.compress(room.see().encode(), 4)) < 50_000


def test_the_plane_of_types_is_left_out_where_nobody_has_a_place_on_it(room):
    """Six questions about the city place no Verbund among the types: an empty plane says nothing."""
    revealed(room)
    assert "zwischen den Typen" not in room.see("ansicht=ebene")
    assert "Wo gehen die Antworten auseinander?" in room.see("ansicht=ebene")
