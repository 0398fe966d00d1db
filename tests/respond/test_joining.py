"""Joining: by scanning, by typing, once per phone, and never by guessing."""

import re
from datetime import UTC, datetime

import pytest

from typology.language import Speaker
from typology.workshop import codes
from typology.workshop.guessing import PER_CLIENT
from typology.workshop.rounds import RoundState, open_round

SAY = Speaker("de")


def seats(hall):
    """Return how many seats are taken."""
    return sum(hall.store.arrivals(hall.round.id).seats.values())


def test_whoever_scans_the_code_sees_the_first_question_after_one_form(any_hall):
    """Table and perspective, one tap, and the first question is there; nothing else is asked."""
    phone = any_hall.phone()
    page = phone.join()
    assert page.status == 200
    assert f'data-item="{any_hall.items[0]}"' in page.text
    assert any_hall.stations[0].label in page.words
    assert seats(any_hall) == 1


@pytest.mark.parametrize("write", [str.upper, lambda c: f" {c[:3]}-{c[3:]} "], ids=["capitals", "dash"])
def test_a_typed_code_leads_to_the_workshop_however_it_is_written(hall, write):
    """Capital letters, blanks and dashes do not matter."""
    phone = hall.phone()
    phone.get("/w")
    page = phone.follow(phone.post("w", {"code": write(hall.workshop.code)}))
    assert page.status == 200
    assert hall.stations[1].label in page.words


def test_a_code_that_is_none_is_said_in_a_sentence_and_can_be_mended(hall):
    """What was typed stays in the field."""
    answer = hall.phone().post("/w", {"code": "abc"})
    assert answer.status == 404
    assert SAY("respond_error.unknown_code") in answer.words
    assert 'value="abc"' in answer.text


def test_guessing_is_slowed_down_and_scanning_is_not(hall):
    """After some wrong codes even the right one is refused where it is typed; the QR code still works."""
    phone = hall.phone()
    for _ in range(PER_CLIENT):
        assert phone.post("/w", {"code": codes.new_code()}).status == 404
    refused = phone.post("/w", {"code": hall.workshop.code})
    assert refused.status == 429
    assert int(refused.header("retry-after")) >= 1
    assert phone.get(f"/w/{hall.workshop.code}").status == 429
    assert phone.join().status == 200


def test_guessing_links_is_slowed_down_and_a_real_link_is_not(hall, phone):
    """Wrong tokens count as guesses; whoever has a seat goes on all the same."""
    other = hall.phone()
    other.client = phone.client
    for _ in range(PER_CLIENT):
        assert other.get(f"/a/{codes.new_token()}").status == 404
    assert other.get(f"/a/{codes.new_token()}").status == 429
    assert other.get(f"/a/{codes.new_token()}/strom").status == 429
    assert phone.get("").status == 200


def test_a_wrong_key_beside_a_code_is_no_way_round_the_limit(hall):
    """Who adds any key to a guessed address is counted like everybody who types."""
    phone = hall.phone()
    for _ in range(PER_CLIENT):
        assert phone.get(f"/w/{codes.new_code()}?k={codes.new_key()}").status == 404
    assert phone.get(f"/w/{hall.workshop.code}?k={codes.new_key()}").status == 429


def test_the_same_phone_that_scans_again_gets_its_seat(hall, phone):
    """The cookie leads back to the seat; scanning, reloading and sending the form again count once."""
    token = phone.token
    again = phone.get(hall.scanned)
    assert again.status == 303
    assert again.header("location") == f"../a/{token}"
    fields = {"tisch": hall.stations[1].id, "blickwinkel": hall.workshop.perspectives[0], "nonce": "another"}
    assert phone.post(hall.scanned, fields).header("location") == f"../a/{token}"
    assert seats(hall) == 1


def test_a_form_that_is_sent_twice_is_one_seat(any_hall):
    """A double tap on the button, on a phone that keeps no cookie."""
    fields = {"tisch": any_hall.stations[0].id, "blickwinkel": any_hall.workshop.perspectives[0], "nonce": "n" * 16}
    tokens = {any_hall.phone().post(any_hall.scanned, fields).header("location") for _ in range(2)}
    assert len(tokens) == 2
    assert seats(any_hall) == 1


def test_every_form_has_a_key_of_its_own(hall):
    """Pages are kept for all, keys are not: else two phones were one person."""
    found = {re.search(r'name="nonce" value="([^"]+)"', hall.phone().get(hall.scanned).text)[1] for _ in range(3)}
    assert len(found) == 3


@pytest.mark.parametrize("fields", [{}, {"tisch": "999999"}, {"tisch": "x"}, {"blickwinkel": "nobody"}])
def test_a_form_with_something_missing_or_made_up_gives_no_seat(hall, fields):
    """The page says what is missing."""
    whole = {"tisch": str(hall.stations[0].id), "blickwinkel": hall.workshop.perspectives[0], "nonce": "n"}
    sent = fields and whole | fields
    assert hall.phone().post(hall.scanned, sent).status == 400
    assert seats(hall) == 0


def test_a_table_of_another_workshop_is_refused(hall, sqlite_store):
    """Numbers of tables are no secret; they only count in their own workshop."""
    other = sqlite_store.create_workshop(
        "Anderer", lead_hash="a" * 64, wall_hash="b" * 64, code=codes.new_code(), join_key=codes.new_key(),
        perspectives=list(hall.workshop.perspectives), group_from=5, public=False, language="de",
    )  # fmt: skip
    case = sqlite_store.create_case("C", "Stadt")
    wave = sqlite_store.create_wave(case.id, "Heute", "now", 2026)
    station = sqlite_store.add_station(other.id, case.id, wave.id, "C")
    fields = {"tisch": station.id, "blickwinkel": hall.workshop.perspectives[0], "nonce": "n"}
    assert hall.phone().post(hall.scanned, fields).status == 400


def test_a_perspective_of_few_is_asked_whether_it_may_be_named_and_the_default_is_no(hall):
    """The question comes before the seat is taken, and nothing is agreed to by leaving it as it stands."""
    phone = hall.phone()
    fields = {"tisch": hall.stations[0].id, "blickwinkel": hall.workshop.perspectives[1], "nonce": "n1"}
    phone.get(hall.scanned)
    page = phone.follow(phone.post(hall.scanned, fields))
    assert SAY("join.consent_title") in page.words
    assert re.search(r'value="nein" checked', page.text)
    assert seats(hall) == 0
    phone.follow(phone.post("", fields | {"zustimmung": "nein", "amt": "Amt für alles"}))
    seat = hall.store.seat_by_token(codes.hash_of(phone.token))
    assert (seat.consent, seat.attribution) == (False, "")


def test_who_agrees_to_be_named_says_as_what(hall):
    """Yes without an office is asked for once more; with one both are kept."""
    phone = hall.phone()
    fields = {"tisch": hall.stations[0].id, "blickwinkel": hall.workshop.perspectives[1], "nonce": "n1"}
    phone.get(hall.scanned)
    missing = phone.post(hall.scanned, fields | {"zustimmung": "ja", "amt": "  "})
    assert missing.status == 400
    assert SAY("join.office_missing") in missing.words
    phone.follow(phone.post(hall.scanned, fields | {"zustimmung": "ja", "amt": "Fachbereich Soziales"}))
    seat = hall.store.seat_by_token(codes.hash_of(phone.token))
    assert (seat.consent, seat.attribution) == (True, "Fachbereich Soziales")


def test_nobody_joins_a_workshop_that_has_ended(hall, phone):
    """The QR code leads to a sentence; who was there sees that it is over."""
    hall.store.end_workshop(hall.workshop.id)
    hall.forget()
    assert hall.phone().get(hall.scanned).status in (404, 410)
    assert SAY("phone.ended_title") in phone.get("").words


def test_a_deleted_workshop_knows_its_links_no_more(hall, phone):
    """Tokens are gone with the answers; the cookie of such a seat does not get in the way."""
    phone.tap(hall.items[0], "dk")
    hall.store.delete_workshop(hall.workshop.id)
    hall.forget()
    assert phone.get("").status == 404
    assert phone.tap(hall.items[0], "na").status == 404


def test_table_and_perspective_can_be_changed_until_the_first_answer(hall, phone):
    """Afterwards they stay, and a sentence says why."""
    fields = {"tisch": hall.stations[1].id, "blickwinkel": hall.workshop.perspectives[0]}
    assert hall.stations[1].label in phone.get("?platz=1").words
    assert hall.stations[1].label in phone.follow(phone.post("", fields)).words
    phone.tap(hall.items[0], "dk")
    refused = phone.post("", fields | {"tisch": hall.stations[0].id})
    assert refused.status == 409
    assert SAY("join.seat_settled") in refused.words


def test_rounds_that_are_only_prepared_do_not_settle_a_seat(hall, phone):
    """Whoever chose the wrong table sees the way to another one, however many rounds are to come."""
    later = hall.add_round(RoundState(items=hall.items))
    hall.store.choose_round(hall.workshop.id, hall.round.id)
    hall.forget()
    assert SAY("phone.change_seat") in phone.get("?").words
    hall.store.change_round(later.id, later.revision, open_round(later.state, datetime.now(UTC)))
    hall.forget()
    assert SAY("phone.change_seat") not in phone.get("?").words


@pytest.mark.parametrize(("accepts", "lang"), [("en-GB,de;q=0.5", "en"), ("fr,en;q=0.2,de;q=0.8", "de"), ("", "de")])
def test_the_page_speaks_the_language_the_phone_prefers(hall, accepts, lang):
    """Without a cookie: the browser says which; else German."""
    assert f'<html lang="{lang}" dir="ltr">' in hall.phone(accept_language=accepts).get(hall.scanned).text


def test_a_language_chosen_while_joining_stays_with_the_seat(hall):
    """The link to the other language keeps the key of the code, and the seat remembers the language."""
    phone = hall.phone()
    assert f'name="k" value="{hall.workshop.join_key}"' in phone.get(hall.scanned).text
    fields = {"tisch": hall.stations[0].id, "blickwinkel": hall.workshop.perspectives[0], "nonce": "n"}
    page = phone.follow(phone.post(f"{hall.scanned}&lang=en", fields))
    assert '<html lang="en"' in page.text
