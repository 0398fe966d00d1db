"""Answering: what is saved, what is refused, and that nothing is lost or counted twice."""

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from tests.respond.hall import FORM
from typology.language import Speaker
from typology.respond.requests import BODY_LIMIT
from typology.store.cleaning import NOTE_LIMIT
from typology.store.workshop_records import AnswerJob
from typology.workshop import codes
from typology.workshop.rounds import RoundState, ask_again, close, go_to, open_round, reopen, reveal

SAY = Speaker("de")
OTHER_SITE = {"sec_fetch_site": "cross-site"}


def options(hall, item):
    """Return the options of an item."""
    return [option.id for option in hall.model.scale_of(item).options]


def test_a_tap_is_saved_when_the_answer_says_so(any_hall):
    """The script is told the time of saving and the next question; both come from the database."""
    phone = any_hall.phone()
    phone.join()
    item, following = any_hall.items[:2]
    answer = phone.tap(item, options(any_hall, item)[2], tap="t1")
    assert answer.status == 200
    told = answer.json
    stored = any_hall.answers(phone)[1, item]
    assert (told["saved"], told["item"], told["next"]) == (True, item, following)
    assert re.fullmatch(r"\d\d:\d\d", told["at"])
    assert stored.option == options(any_hall, item)[2]


def test_the_page_shows_what_is_stored_wherever_it_is_opened(hall, phone):
    """A second device with the same link, or the same one after a restart, sees the answer and its time."""
    item = hall.items[0]
    phone.tap(item, options(hall, item)[1])
    other = hall.phone()
    page = other.get(f"/a/{phone.token}?f={item}").text
    assert f'value="{options(hall, item)[1]}" checked' in page
    assert SAY("phone.saved", time="")[:-1] in page
    assert f'data-item="{hall.items[1]}"' in other.get(f"/a/{phone.token}").text


def test_a_form_without_script_saves_and_goes_on(hall, phone):
    """Choose, press the button, and the next question is there; at the end all are done."""
    for n, item in enumerate(hall.items):
        fields = {"item": item, "antwort": options(hall, item)[n], "notiz": "", "weiter": "1"}
        page = phone.follow(phone.post("", fields))
    assert SAY("phone.done_title") in page.words
    assert {i for _, i in hall.answers(phone)} == set(hall.items)


def test_a_form_sent_without_a_choice_goes_on_and_saves_nothing(hall, phone):
    """Who skips a question finds it open at the end."""
    page = phone.follow(phone.post("", {"item": hall.items[0], "notiz": "", "weiter": "1"}))
    assert f'data-item="{hall.items[1]}"' in page.text
    assert hall.answers(phone) == {}
    assert SAY("phone.open_many", n=3) in page.words


def test_the_last_tap_counts_though_another_process_has_heard_the_one_before(any_hall):
    """What this process knows of a phone may be old; what it calls saved is what counts in the database."""
    phone = any_hall.phone()
    phone.join()
    item = any_hall.items[0]
    first, second = options(any_hall, item)[1:3]
    phone.tap(item, first, tap="t1")
    seat = any_hall.answers(phone)[1, item].seat_id
    any_hall.store.give_answers([AnswerJob(seat, any_hall.round.id, item, "answer", second)], datetime.now(UTC))
    assert phone.tap(item, first, tap="t3").json["saved"]
    assert any_hall.answers(phone)[1, item].option == first


def test_a_page_older_than_the_second_vote_decides_nothing_in_it(any_hall):
    """The pages look at the database every moment, not at every tap; the vote is settled when the answer is stored."""
    phone = any_hall.phone()
    phone.join()
    item = any_hall.items[0]
    phone.tap(item, options(any_hall, item)[1], tap="t1")
    seen = any_hall.respond.desk.hub._kept[any_hall.workshop.id]
    before, stands = any_hall.round, seen.snapshot
    for step in (close, reveal):
        any_hall.change(step)
    any_hall.change(ask_again, [item])
    any_hall.respond.desk.hub._kept[any_hall.workshop.id] = seen
    seen.snapshot, seen.read_at = stands, time.monotonic() + 60
    answer = phone.tap(item, options(any_hall, item)[3], runde=before.id, wahl="1")
    assert (answer.status, answer.json["reason"]) == (409, "changed")
    assert [(vote, a.option) for (vote, _), a in any_hall.answers(phone).items()] == [(1, options(any_hall, item)[1])]


def test_the_same_tap_twice_counts_once(any_hall):
    """The answer was on its way back when the net broke: the phone sends again, and nothing is written."""
    phone = any_hall.phone()
    phone.join()
    item = any_hall.items[0]
    first, second = (phone.tap(item, options(any_hall, item)[1], tap="same") for _ in range(2))
    assert first.json["saved"]
    assert second.json["saved"]
    changed = phone.tap(item, options(any_hall, item)[3], tap="other")
    replayed = phone.tap(item, options(any_hall, item)[1], tap="same")
    assert changed.json["saved"]
    assert replayed.json["saved"]
    assert any_hall.answers(phone)[1, item].option == options(any_hall, item)[3]


def test_an_answer_can_be_changed_and_withdrawn(hall, phone):
    """The last one counts; an empty one takes it back and leaves the note."""
    item = hall.items[0]
    phone.tap(item, options(hall, item)[1], notiz="Protokoll")
    phone.tap(item, "dk")
    assert hall.answers(phone)[1, item].state == "dk"
    phone.tap(item, "")
    stored = hall.answers(phone)[1, item]
    assert (stored.state, stored.note) == ("none", "Protokoll")
    assert f'data-item="{item}"' in phone.get("").text


def test_a_note_alone_leaves_the_answer(hall, phone):
    """The script sends a note when somebody pauses typing."""
    item = hall.items[0]
    phone.tap(item, "na")
    phone.tap(item, notiz="a\r\nb")
    stored = hall.answers(phone)[1, item]
    assert (stored.state, stored.note) == ("na", "a\nb")


def test_markup_in_a_note_is_shown_as_text(hall, phone):
    """Whatever somebody writes, the page shows its letters."""
    phone.tap(hall.items[0], "dk", notiz="</textarea><script>alert(1)</script>\"'&")
    page = phone.get(f"?f={hall.items[0]}").text
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page
    assert "Konferenz &lt;Nord&gt;" in page


@pytest.mark.parametrize("letter", ["x", "م", "語"])
def test_the_longest_note_fits_in_any_script(hall, phone, letter):
    """The limit is counted in letters, not in bytes on the way."""
    note = letter * NOTE_LIMIT
    assert phone.tap(hall.items[0], notiz=note).status == 200
    assert hall.answers(phone)[1, hall.items[0]].note == note


def test_a_note_that_is_too_long_is_refused_and_not_cut(hall, phone):
    """The script is told the limit; the form shows the note once more, so that it can be shortened."""
    long = "x" * (NOTE_LIMIT + 1)
    refused = phone.tap(hall.items[0], "dk", notiz=long)
    assert (refused.status, refused.json["saved"]) == (400, False)
    assert str(NOTE_LIMIT) in refused.json["sentence"]
    shown = phone.post("", {"item": hall.items[0], "antwort": "dk", "notiz": long})
    assert shown.status == 400
    assert long in shown.text
    assert hall.answers(phone) == {}


def test_a_megabyte_is_refused_in_a_sentence(hall, phone):
    """Nothing of it is kept, and what was saved before stays."""
    phone.tap(hall.items[0], "dk")
    refused = phone.tap(hall.items[0], "na", notiz="x" * 1_000_000)
    assert refused.status == 413
    assert refused.json["sentence"] == SAY("respond_error.too_large")
    assert hall.answers(phone)[1, hall.items[0]].state == "dk"
    assert BODY_LIMIT < 1_000_000


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"item": "no_such_item", "antwort": "dk"}, 400),
        ({"antwort": "dk"}, 400),
        ({"item": "FIRST", "antwort": "no_such_option"}, 400),
        ({"item": "FIRST", "antwort": "<b>"}, 400),
        ({"item": "FIRST", "zahl": "3"}, 400),
        ({"item": "OUTSIDE", "antwort": "dk"}, 400),
    ],
)
def test_what_is_not_asked_is_not_taken(hall, phone, fields, status):
    """Items outside of the round, options outside of the scale, and kinds of answers that do not fit."""
    outside = next(i for i in hall.model.items if i not in hall.items)
    named = {"FIRST": hall.items[0], "OUTSIDE": outside}
    sent = {k: named.get(v, v) for k, v in fields.items()}
    refused = phone.post("", sent, accept="application/json")
    assert (refused.status, refused.json["saved"]) == (status, False)
    assert hall.answers(phone) == {}


def test_nobody_answers_from_a_seat_they_have_no_link_to(hall, phone):
    """Another token, a part of one, and the secrets of facilitator and wall open nothing."""
    stranger = hall.phone()
    tokens = (codes.new_token(), phone.token[:-1], hall.lead, codes.wall_token(hall.lead), codes.hash_of(phone.token))
    for token in tokens:
        sent = stranger.post(f"/a/{token}", {"item": hall.items[0], "antwort": "dk"}, accept="application/json")
        assert sent.status == 404
    assert hall.answers(phone) == {}


@pytest.mark.parametrize("headers", [OTHER_SITE, {"sec_fetch_site": "same-site"}, {"origin": "https://evil.example"}])
def test_nothing_is_taken_from_another_website(hall, phone, headers):
    """Neither answers nor seats nor codes."""
    for address, fields in (
        ("", {"item": hall.items[0], "antwort": "dk"}),
        (hall.scanned, {"tisch": hall.stations[0].id, "blickwinkel": hall.workshop.perspectives[0], "nonce": "n"}),
        ("/w", {"code": hall.workshop.code}),
    ):
        assert phone.post(address, fields, **headers).status == 403
        phone.get(f"/a/{phone.cookie.split('=')[1]}")
    assert hall.answers(phone) == {}


def test_our_own_forms_are_taken_however_a_browser_names_them(hall, phone):
    """With the modern sign, with an origin, and with the null that older browsers send for want of a referrer."""
    own = ({"sec_fetch_site": "same-origin"}, {"origin": "http://hall.example"}, {"origin": "null"}, {})
    for answer, headers in zip(("dk", "na", "dk", "na"), own, strict=True):
        assert phone.post("", {"item": hall.items[0], "antwort": answer}, **headers).status == 303
        assert hall.answers(phone)[1, hall.items[0]].state == answer


def test_looking_changes_nothing(hall, phone):
    """An answer in an address is only an address; scanners of links must not answer."""
    phone.get(f"?item={hall.items[0]}&antwort=dk&weiter=1&sprache=en&tisch=1")
    assert hall.answers(phone) == {}
    assert '<html lang="de"' in phone.get("").text


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_forms_are_read(hall, phone, kind):
    """Anything else is refused in a sentence."""
    body = urlencode({"item": hall.items[0], "antwort": "dk"}).encode()
    assert phone.post("", body, content_type=kind, accept="application/json").status == 415


def test_a_form_of_nonsense_is_refused(hall, phone):
    """Bytes that are no text, and thousands of fields."""
    assert phone.post("", b"\xff\xfe=\x00", content_type=FORM, accept="application/json").status == 400
    assert phone.post("", b"&".join(b"a=%d" % n for n in range(5000)), accept="application/json").status == 400


def test_after_the_close_nothing_counts_and_the_phone_is_told(hall, phone):
    """An answer that was kept on a phone and comes too late is refused in a sentence; what was there stays."""
    item = hall.items[0]
    phone.tap(item, "dk")
    hall.change(close)
    late = phone.tap(item, "na")
    assert (late.status, late.json["reason"]) == (409, "closed")
    assert late.json["sentence"] == SAY("respond_error.closed")
    assert hall.answers(phone)[1, item].state == "dk"
    assert SAY("phone.closed_title") in phone.get("").words


def test_an_answer_for_another_round_does_not_slip_into_this_one(hall, phone):
    """What a phone has kept through a dead spot says which round and vote it was meant for."""
    before, item = hall.round.id, hall.items[0]
    hall.change(close)
    hall.round = hall.add_round(RoundState(items=hall.items))
    hall.change(open_round)
    kept = phone.tap(item, "dk", runde=before, wahl=1)
    assert (kept.status, kept.json["reason"]) == (409, "changed")
    assert hall.answers(phone) == {}
    assert phone.tap(item, "dk", runde=hall.round.id, wahl=1).status == 200


def test_a_second_vote_is_one_of_its_own(hall, phone):
    """It says so, shows what was chosen first, starts empty, and leaves the first vote as it was."""
    item, first = hall.items[1], options(hall, hall.items[1])[0]
    phone.tap(item, first)
    hall.change(close)
    hall.change(reveal)
    assert SAY("phone.wall_title") in phone.get("").words
    hall.change(ask_again, [item])
    page = phone.get("").text
    assert SAY("phone.second") in page
    assert " checked>" not in page
    assert re.search(rf'value="{first}".*?{SAY("phone.first_answer")}', page)
    stale = phone.tap(item, "dk", runde=hall.round.id, wahl=1)
    assert stale.json["reason"] == "changed"
    assert phone.tap(hall.items[0], "dk").status == 400  # not asked again
    assert phone.tap(item, "na", runde=hall.round.id, wahl=2).json["next"] is None
    stored = hall.answers(phone)
    assert (stored[1, item].option, stored[2, item].state) == (first, "na")


def test_in_a_led_round_all_see_the_item_of_the_facilitator(led):
    """The address names no item; an item that has gone by still takes what a phone had kept."""
    phone = led.phone()
    phone.join()
    assert f'data-item="{led.items[0]}"' in phone.get(f"?f={led.items[2]}").text
    led.change(go_to, led.items[1])
    assert f'data-item="{led.items[1]}"' in phone.get("").text
    kept = phone.tap(led.items[0], "dk")
    assert kept.json == kept.json | {"saved": True, "next": None}
    page = phone.follow(phone.post("", {"item": led.items[1], "antwort": "na", "weiter": "1"}))
    assert f'data-item="{led.items[1]}"' in page.text
    assert set(led.answers(phone)) == {(1, led.items[0]), (1, led.items[1])}


def test_the_timer_closes_and_a_tap_of_the_last_moment_counts(hall, phone, monkeypatch):
    """The phone shows what is left; three seconds of grace are for taps that were on their way."""
    hall.change(close)
    hall.change(reopen, lasts=timedelta(minutes=2, seconds=5))
    assert re.search(r"Noch 2:0[3-5]", phone.get("").words)
    hall.change(close)
    hall.change(reopen, lasts=timedelta(seconds=1))
    import time

    time.sleep(1.1)
    assert SAY("phone.closed_title") in phone.get("").words
    assert phone.tap(hall.items[0], "dk").status == 200
    hall.change(close)
    assert phone.tap(hall.items[0], "na").status == 409


def test_a_perspective_that_is_not_asked_waits(hall, sqlite_store):
    """The page says that this round asks others, and takes no answer."""
    phone = hall.phone()
    assert phone.join(perspective=1, zustimmung="nein").status == 200
    asked = sqlite_store.add_round(
        hall.workshop.id, title="", questionnaire=hall.asked.id, questionnaire_version=hall.asked.full_version,
        model=hall.model.info.id, model_version=hall.model.version, perspectives=[hall.workshop.perspectives[0]],
        stations=[], state=RoundState(items=hall.items),
    )  # fmt: skip
    sqlite_store.choose_round(hall.workshop.id, asked.id)
    hall.round = asked
    hall.change(open_round)
    assert SAY("phone.not_you_title") in phone.get("").words
    assert phone.tap(hall.items[0], "dk").status == 409


def test_a_round_that_names_no_perspective_asks_all(hall, sqlite_store):
    """The store and the rules read an empty list as everybody, and so do the phones."""
    phone = hall.phone()
    assert phone.join(perspective=1, zustimmung="nein").status == 200
    asked = sqlite_store.add_round(
        hall.workshop.id, title="", questionnaire=hall.asked.id, questionnaire_version=hall.asked.full_version,
        model=hall.model.info.id, model_version=hall.model.version, perspectives=[], stations=[],
        state=RoundState(items=hall.items),
    )  # fmt: skip
    sqlite_store.choose_round(hall.workshop.id, asked.id)
    hall.round = asked
    hall.change(open_round)
    assert SAY("phone.not_you_title") not in phone.get("").words
    assert phone.tap(hall.items[0], "dk").status == 200
