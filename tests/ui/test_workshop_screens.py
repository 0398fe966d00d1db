"""The facilitator's pages without a browser: what they say, what they store, and what they refuse."""

import re
from datetime import timedelta

import pytest

from tests.ui.conftest import forget
from typology.language import Speaker
from typology.store.workshop_records import AnswerJob
from typology.ui import session, workshop_pictures, workshop_state
from typology.workshop.codes import hash_of, new_token, wall_token
from typology.workshop.rounds import RoundState, close, go_to, open_round

PARTS = ("vorbereiten", "leiten", "ergebnisse", "protokoll", "abschluss")
SECRET = "a-secret-of-the-facilitator"


@pytest.fixture
def room(data):
    """A workshop with one table, one perspective of the inside, and a short round."""
    store, model = session.current_store(), session.current_model()
    case = store.create_case("Verbund <b>Beispiel</b>", "Beispielstadt")
    wave = store.create_wave(case.id, "Heute", "now", 2026)
    inside = next(p.id for p in model.perspectives.values() if not p.attributed)
    made = store.create_workshop(
        "Halle *Nord*", lead_hash=hash_of(SECRET), wall_hash=hash_of(wall_token(SECRET)), code="abc234",
        join_key="abcdefghjkmn", perspectives=(inside,), group_from=5, public=False, language="de",
    )  # fmt: skip
    store.add_station(made.id, case.id, wave.id, case.name)
    add_round(made)
    return made


def add_round(made, pace="led", count=3, **more):
    """Prepare a round with the first items of the short form."""
    store, model = session.current_store(), session.current_model()
    form = next(q for q in session.current_questionnaires().values() if q.form == "short")
    return store.add_round(
        made.id, title="", questionnaire=form.id, questionnaire_version=form.full_version, model=model.info.id,
        model_version=model.version, perspectives=made.perspectives, stations=(),
        state=RoundState(form.items[:count], pace, **more),
    )  # fmt: skip


def take_seats(made, count):
    """Let people join at the first table, with the first perspective."""
    store = session.current_store()
    table, who = store.list_stations(made.id)[0], made.perspectives[0]
    common = {"language": "de", "consent": False, "attribution": ""}
    return [
        store.take_seat(made.id, table.id, who, token_hash=hash_of(new_token()), nonce=new_token(), **common)
        for _ in range(count)
    ]


def answer(seats, held, item, options, note=""):
    """Let each seat give its option."""
    jobs = [
        AnswerJob(seat.id, held.id, item, "answer", option, None, note)
        for seat, option in zip(seats, options, strict=True)
    ]
    session.current_store().give_answers(jobs, workshop_state.now())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_step_opens(app, room, language, part):
    """One heading each, in the reader's language, and what people typed stays text."""
    markup = app(language).open("workshop", w=SECRET, t=part).html
    assert markup.count("<h1") == 1
    assert "Halle *Nord*" in markup
    assert "<b>Beispiel" not in markup


def test_the_start_prepares_a_workshop_and_shows_its_link_once(app, room):
    """The secret stands in the address and nowhere in the database; until it is kept, it is shown to be copied."""
    store, say = session.current_store(), Speaker("de")
    shown = app("de").open("workshop")
    assert all(say(f"ws.step{n}_title") in shown.html for n in (1, 2, 3))
    shown.test.text_input(key="ws-neu-titel").set_value("Halle Süd")
    tables = shown.widget("multiselect", "ws-neu-tische")
    tables.set_value([tables.options[0]])
    shown.test.button(key=f"FormSubmitter:ws-neu-form-{say('ws.create')}").click().run()
    made = max(store.list_workshops(), key=lambda w: w.id)
    secret = shown.test.query_params["w"]
    secret = secret[0] if isinstance(secret, list) else secret
    assert (made.title, store.workshop_by_lead(hash_of(secret))) == ("Halle Süd", made)
    assert [s.label for s in store.list_stations(made.id)] == ["Verbund <b>Beispiel</b>"]
    shown.open("workshop", w=secret, t="vorbereiten")
    assert say("ws.your_link_text") in shown.html
    assert secret in shown.html
    shown.widget("button", "ws-gesichert").click().run()
    assert say("ws.your_link_text") not in shown.html


def test_a_workshop_without_a_title_is_not_made(app, room):
    """What is missing is named, and nothing is stored."""
    say, shown = Speaker("de"), app("de").open("workshop")
    shown.test.button(key=f"FormSubmitter:ws-neu-form-{say('ws.create')}").click().run()
    assert say("ws.field_title") in shown.html
    assert len(session.current_store().list_workshops()) == 1


def test_a_wrong_link_is_answered_kindly_and_not_without_end(app, room, monkeypatch):
    """Nothing of the workshop is shown; after many wrong ones it says to wait, and the right link still opens."""
    say = Speaker("de")
    monkeypatch.setattr(workshop_state, "_guesses", workshop_state._Guesses())
    shown = app("de").open("workshop", w="not-the-link")
    assert say("ws.unknown_link") in shown.html
    assert "Halle" not in shown.html
    for number in range(400):  # from everywhere, as somebody with many addresses would
        workshop_state._guesses.wrong(f"10.0.{number // 250}.{number % 250}")
    assert say("ws.too_many_tries") in shown.open("workshop", w="not-the-link-either").html
    assert "Halle *Nord*" in shown.open("workshop", w=SECRET).html


def test_the_wall_link_does_not_hold_the_secret(app, room):
    """The address that goes to a projector leads to the wall and to nothing else."""
    markup = app("de").open("workshop", w=SECRET, t="vorbereiten").html
    links = re.findall(r'href="([^"]*/wand/[^"]*)"', markup)
    assert links
    assert all(wall_token(SECRET) in link and SECRET not in link for link in links)


def test_the_secret_goes_to_no_other_page(app, room):
    """The links of the header keep it for the page of the workshop alone."""
    shown = app("de").open("workshop", w=SECRET)
    with_secret = [link for link in shown.test.get("page_link") if SECRET in link.proto.query_string]
    assert {link.proto.page for link in with_secret} == {"workshop"}


def test_a_round_is_prepared_changed_doubled_and_removed(app, room):
    """All of it with the forms; a round that has begun can only be doubled."""
    store, say = session.current_store(), Speaker("de")
    shown = app("de").open("workshop", w=SECRET, t="vorbereiten")
    key = "ws-runde-neu-1-de"
    shown.test.text_input(key=f"{key}-titel").set_value("Zweite")
    shown.widget("radio", f"{key}-tempo").set_value("free")
    shown.widget("selectbox", f"{key}-minuten").set_value(10)
    shown.test.button(key=f"{key}-los").click().run()
    first, second = store.list_rounds(room.id)
    assert (second.title, second.state.pace, second.state.minutes) == ("Zweite", "free", 10)
    assert say("ws.round_added") in shown.html

    shown.test.button(key=f"ws-runde-aendern-{second.id}").click().run()
    shown.test.text_input(key=f"ws-runde-{second.id}-de-titel").set_value("Umbenannt")
    shown.test.button(key=f"ws-runde-{second.id}-de-los").click().run()
    assert store.round(second.id).title == "Umbenannt"
    shown.test.button(key=f"ws-runde-doppelt-{second.id}").click().run()
    shown.test.button(key=f"ws-runde-weg-{second.id}").click().run()
    assert [r.title for r in store.list_rounds(room.id)] == ["", "Umbenannt"]

    store.change_round(first.id, first.revision, open_round(first.state, workshop_state.now()))
    shown.test.run()
    keys = {b.key for b in shown.test.button}
    assert f"ws-runde-doppelt-{first.id}" in keys
    assert not {f"ws-runde-weg-{first.id}", f"ws-runde-aendern-{first.id}"} & keys


def test_leading_offers_what_is_possible_now_and_nothing_else(app, room):
    """From the draft to the closed round: every step says what it did, and closing can be taken back."""
    store, say = session.current_store(), Speaker("de")
    [held] = store.list_rounds(room.id)
    items = held.state.items
    shown = app("de").open("workshop", w=SECRET, t="leiten")

    def actions():
        return {b.key.removeprefix("ws-tun-").removesuffix(f"-{held.id}")
                for b in shown.test.button if (b.key or "").startswith("ws-tun-")}

    assert actions() == {"open"}
    shown.test.button(key=f"ws-tun-open-{held.id}").click().run()
    assert store.workshop(room.id).current_round == held.id
    assert actions() == {"close", "weiter", "zurueck"}
    assert say("ws.did_open") in shown.html
    assert say("ws.phones_item", n=1, of=3) in shown.html
    shown.test.button(key=f"ws-tun-weiter-{held.id}").click().run()
    assert store.round(held.id).state.current == items[1]
    shown.widget("button", "ws-zurueck-knopf").click().run()
    assert store.round(held.id).state.current == items[0]
    assert say("ws.undone") in shown.html
    shown.test.button(key=f"ws-tun-close-{held.id}").click().run()
    assert actions() == {"reveal", "reopen"}
    shown.widget("button", "ws-zurueck-knopf").click().run()
    assert store.round(held.id).state.phase == "open"


def test_the_timer_is_begun_lengthened_and_taken_away(app, room):
    """Each press counts from the moment it is pressed."""
    store = session.current_store()
    [held] = store.list_rounds(room.id)
    store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    store.choose_round(room.id, held.id)

    def left():
        ends = store.round(held.id).state.closes_at
        return None if ends is None else (ends - workshop_state.now()).total_seconds()

    shown = app("de").open("workshop", w=SECRET, t="leiten")
    shown.test.button(key=f"ws-zeit-ab120-{held.id}").click().run()
    assert 100 < left() <= 120
    shown.test.button(key=f"ws-zeit-mehr-{held.id}").click().run()
    assert 160 < left() <= 180
    shown.test.button(key=f"ws-zeit-aus-{held.id}").click().run()
    assert left() is None
    shown.widget("button", "ws-zurueck-knopf").click().run()
    assert 150 < left() <= 180


def test_two_windows_cannot_undo_one_another_unseen(app, room):
    """The second press finds the round changed, changes nothing, and says so."""
    store, say = session.current_store(), Speaker("de")
    [held] = store.list_rounds(room.id)
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    store.choose_round(room.id, held.id)
    shown = app("de").open("workshop", w=SECRET, t="leiten")
    store.change_round(held.id, held.revision, go_to(held.state, held.state.items[2], workshop_state.now()))
    shown.test.button(key=f"ws-tun-close-{held.id}").click().run()
    assert say("ws.changed_elsewhere") in shown.html
    assert store.round(held.id).state.phase == "open"
    assert say("ws.phones_item", n=3, of=3) in shown.html


def test_counts_arrive_and_say_what_a_small_group_still_needs(app, room):
    """How many, never what: no option and no text of anybody stands on the page while the round is open."""
    store, model, say = session.current_store(), session.current_model(), Speaker("de")
    [held] = store.list_rounds(room.id)
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    store.choose_round(room.id, held.id)
    seats, item = take_seats(room, 5), held.state.items[0]
    option = model.scale_of(item).options[2].id
    answer(seats[:3], held, item, [option] * 3)
    shown = app("de").open("workshop", w=SECRET, t="leiten")
    assert say("ws.answered_item", n=3, of=5) in shown.html
    assert say("ws.hint_missing", n=2) in shown.html
    anchor = say.text(model.items[item].anchors[option])
    assert anchor not in shown.html
    answer(seats[3:], held, item, [option] * 2)
    shown.test.run()
    assert say("ws.answered_item", n=5, of=5) in shown.html
    assert say("ws.hint_missing", n=2) not in shown.html


def test_nothing_is_shown_before_the_reveal(app, room):
    """Results, profiles and files say that it is too early, on every page."""
    store, say = session.current_store(), Speaker("de")
    [held] = store.list_rounds(room.id)
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    seats = take_seats(room, 6)
    for item in held.state.items:
        options = session.current_model().scale_of(item).options
        answer(seats, held, item, [options[n % len(options)].id for n in range(6)])
    store.change_round(held.id, held.revision, close(held.state, workshop_state.now()))
    shown = app("de")
    assert say("ws.results_none") in shown.open("workshop", w=SECRET, t="ergebnisse").html
    assert say("ws.profiles_none") in shown.open("workshop", w=SECRET, t="abschluss").html
    assert "data:image/svg" not in shown.open("workshop", w=SECRET, t="ergebnisse").html


def test_a_line_of_the_record_is_saved_when_its_field_is_left_and_comes_back(app, room):
    """A step has a role and a date; taking it away can be undone, and the store has every change at once."""
    store, say = session.current_store(), Speaker("de")
    shown = app("de").open("workshop", w=SECRET, t="protokoll")
    shown.test.text_input(key="ws-zeile-neu-0--step").set_value("Raum <i>mieten</i>").run()
    [line] = store.list_entries(room.id)
    assert (line.kind, line.text, line.round_id) == ("step", "Raum <i>mieten</i>", None)
    assert shown.test.text_input(key="ws-zeile-neu-0--step").value == ""
    assert say("assess.saved", time=session.clock(line.changed_at)) in shown.html
    shown.test.text_input(key=f"ws-zeile-{line.key}-role").set_value("Vorstand").run()
    shown.test.text_input(key=f"ws-zeile-{line.key}-due").set_value("Ende März").run()
    [line] = store.list_entries(room.id)
    assert (line.role, line.due) == ("Vorstand", "Ende März")
    shown.test.button(key=f"ws-zeile-{line.key}-weg").click().run()
    assert not store.list_entries(room.id)
    shown.test.button(key="ws-zeile-zurueck-knopf").click().run()
    assert [e.text for e in store.list_entries(room.id)] == ["Raum <i>mieten</i>"]


def test_a_free_text_is_shown_escaped_and_goes_to_the_wall_only_when_released(app, room):
    """Markup stays text; release and withdrawal are one press each."""
    store, say = session.current_store(), Speaker("de")
    [held] = store.list_rounds(room.id)
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    store.choose_round(room.id, held.id)
    item, written = held.state.items[0], "<script>alert(1)</script> Frau *Muster*"
    option = session.current_model().scale_of(item).options[0].id
    answer(take_seats(room, 1), held, item, [option], written)
    shown = app("de").open("workshop", w=SECRET, t="leiten")
    assert "<script>alert" not in shown.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Frau *Muster*" in shown.html
    assert not store.released_notes(held.id)
    shown.widget("button", "ws-text-frei-").click().run()
    assert [n.text for n in store.released_notes(held.id)] == [written]
    assert say("ws.note_on_wall") in shown.html
    shown.widget("button", "ws-text-zurueck-").click().run()
    assert not store.released_notes(held.id)


def test_an_ended_workshop_lets_nobody_in_and_asks_nothing(app, room):
    """The code is gone; what was open is closed and can still be revealed."""
    store, say = session.current_store(), Speaker("de")
    [held] = store.list_rounds(room.id)
    store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    shown = app("de").open("workshop", w=SECRET, t="abschluss")
    shown.widget("checkbox", "ws-ende-sicher").check().run()
    shown.widget("button", "ws-ende").click().run()
    assert store.workshop(room.id).code is None
    shown.open("workshop", w=SECRET, t="leiten")
    assert say("ws.ended_text") in shown.html
    keys = {b.key for b in shown.test.button if (b.key or "").startswith("ws-tun-")}
    assert keys == {f"ws-tun-reveal-{held.id}"}


def test_a_new_link_and_a_new_code_replace_the_old_ones(app, room):
    """The page goes on under the new link; the old one leads nowhere."""
    store = session.current_store()
    shown = app("de").open("workshop", w=SECRET, t="abschluss")
    shown.widget("button", "ws-neuer-code").click().run()
    assert store.workshop(room.id).code != "abc234"
    shown.widget("button", "ws-neuer-link").click().run()
    assert store.workshop_by_lead(hash_of(SECRET)) is None
    assert Speaker("de")("ws.your_link_text") in shown.html


def test_deleting_asks_for_the_title_and_leaves_no_way_back(app, room):
    """Another title deletes nothing; the right one does, and says what stays."""
    store, say = session.current_store(), Speaker("de")
    shown = app("de").open("workshop", w=SECRET, t="abschluss")
    press = f"FormSubmitter:ws-loeschen-{say('ws.do_delete')}"
    shown.test.text_input(key="ws-loeschen-titel").set_value("Halle Süd")
    shown.test.button(key=press).click().run()
    assert say("ws.delete_other") in shown.html
    assert store.workshop(room.id).deleted_at is None
    shown.test.text_input(key="ws-loeschen-titel").set_value("halle *nord*")
    shown.test.button(key=press).click().run()
    assert store.workshop(room.id).deleted_at is not None
    assert say("ws.unknown_link") in shown.open("workshop", w=SECRET).html


def test_somebody_elses_assessment_gets_a_link_for_the_phone(app, case):
    """The page of the Verbund shows link and QR code; the link leads to the page of respondents."""
    store = session.current_store()
    shown = app("de").open("verbund", v=case.case_id)
    shown.test.button(key=f"telefon-{case.id}").click().run()
    assert f"/a/{case.token}" in shown.html
    assert "data:image/svg+xml" in shown.html
    shown.test.button(key=f"telefon-los-{case.case_id}").click().run()
    added = max(store.list_assessments(case.case_id), key=lambda a: a.id)
    assert added.id != case.id
    assert f"/a/{added.token}" in shown.html


def test_from_the_reveal_to_the_release_and_its_withdrawal(app, room):
    """Results appear with the reveal, a second vote stands beside the first, and a release stays with the Verbund."""
    store, model, say = session.current_store(), session.current_model(), Speaker("de")
    [held] = store.list_rounds(room.id)
    case_id = store.list_stations(room.id)[0].case_id
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    store.choose_round(room.id, held.id)
    seats, items = take_seats(room, 6), held.state.items
    for item in items:
        options = model.scale_of(item).options
        answer(seats, held, item, [options[n % 3].id for n in range(6)])
    store.change_round(held.id, held.revision, close(held.state, workshop_state.now()))

    shown = app("de").open("workshop", w=SECRET, t="leiten")
    shown.test.button(key=f"ws-tun-reveal-{held.id}").click().run()
    assert say("ws.did_reveal") in shown.html
    assert "data:image/svg+xml" in shown.html
    shown.test.button(key=f"ws-wand-weiter-{held.id}").click().run()
    first = store.round(held.id).state.shown
    assert first in items
    assert say("ws.did_show", item=workshop_state.item_name(held, first, say)) in shown.html

    last = workshop_pictures.wall_order(store.round(held.id))[-1]
    assert last != first
    shown.widget("multiselect", f"ws-nochmal-{held.id}").set_value([last]).run()
    shown.test.button(key=f"ws-tun-ask_again-{held.id}").click().run()
    held = store.round(held.id)
    assert (held.state.phase, held.state.asked, held.state.again) == ("open", (last,), (last,))
    assert 'class="ws-bild"' not in shown.html
    answer(seats, held, last, [model.scale_of(last).options[n % 2 + 1].id for n in range(6)])
    for action in ("close", "reveal"):
        shown.test.button(key=f"ws-tun-{action}-{held.id}").click().run()
    found = workshop_pictures.publication(store.round(held.id))
    assert [v.vote for v in found.item(last).votes] == [1, 2]
    shown.test.button(key=f"ws-wand-weiter-{held.id}").click().run()
    assert store.round(held.id).state.shown == last  # what was asked again comes first
    shown.test.button(key=f"ws-tun-discuss-{held.id}").click().run()

    assert shown.test.button(key=f"ws-tun-release-{held.id}").disabled
    shown.widget("checkbox", f"ws-sicher-{held.id}").check().run()
    shown.test.button(key=f"ws-tun-release-{held.id}").click().run()
    assert store.round(held.id).state.phase == "released"
    [release] = store.list_releases(case_id)
    assert say("case.workshops") in shown.open("verbund", v=case_id).html
    [drawer] = [e for e in shown.test.expander if "freigegeben am" in e.label]
    assert str(store.wave(release.wave_id).year) in drawer.label
    shown.open("workshop", w=SECRET, t="abschluss")
    shown.test.button(key=f"ws-freigabe-weg-{release.id}").click().run()
    assert say("case.workshops") not in shown.open("verbund", v=case_id).html
    shown.open("workshop", w=SECRET, t="protokoll")
    assert {b.key for b in shown.test.get("download_button")} >= {"ws-laden-protokoll.html", "ws-laden-runde-1.csv"}


def test_results_of_one_question_stand_in_the_address(app, room):
    """A link to one question opens it; choosing another changes the address."""
    store, model = session.current_store(), session.current_model()
    [held] = store.list_rounds(room.id)
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    seats, items = take_seats(room, 6), held.state.items
    for item in items:
        options = model.scale_of(item).options
        answer(seats, held, item, [options[n % 3].id for n in range(6)])
    store.change_round(held.id, held.revision, close(held.state, workshop_state.now()))
    shown = app("de").open("workshop", w=SECRET, t="leiten")
    shown.test.button(key=f"ws-tun-reveal-{held.id}").click().run()
    say = Speaker("de")
    shown.open("workshop", w=SECRET, t="ergebnisse", f=items[1])
    assert f"<h2>{workshop_state.item_name(held, items[1], say)}</h2>" in shown.html
    shown.widget("selectbox", "ws-ergebnis-").set_value(items[0]).run()
    assert f"<h2>{workshop_state.item_name(held, items[0], say)}</h2>" in shown.html


def test_the_time_running_out_closes_the_round_by_itself(app, room):
    """Nobody has to press anything; more time or the reveal are what is offered then."""
    store = session.current_store()
    [held] = store.list_rounds(room.id)
    began = workshop_state.now() - timedelta(minutes=3)
    store.change_round(held.id, held.revision, open_round(held.state, began, lasts=timedelta(minutes=2)))
    shown = app("de").open("workshop", w=SECRET, t="leiten")
    assert Speaker("de")("ws.now_closed") in shown.html
    take_seats(room, 1)
    shown.test.button(key=f"ws-tun-reveal-{held.id}").click().run()
    assert store.round(held.id).state.phase == "revealed"


@pytest.mark.parametrize("part", PARTS)
def test_another_typology_holds_its_workshop_without_a_line_of_code(app, data, monkeypatch, part):
    """Its own questionnaires, perspectives and words; numbers and levels alike."""
    toy = session.ROOT / "tests" / "toy"
    monkeypatch.setenv("VERBUNDSPIEGEL_MODEL", str(toy / "definition"))
    forget()
    session.current_model.cache_clear()
    session.current_questionnaires.cache_clear()
    store, model = session.current_store(), session.current_model()
    [form] = session.current_questionnaires().values()
    case = store.create_case("Chor am Hafen", "Hafenstadt")
    wave = store.create_wave(case.id, "Heute", "now", 2026)
    made = store.create_workshop(
        "Probenabend", lead_hash=hash_of(SECRET), wall_hash=hash_of(wall_token(SECRET)), code="abc234",
        join_key="abcdefghjkmn", perspectives=form.perspectives, group_from=5, public=False, language="de",
    )  # fmt: skip
    store.add_station(made.id, case.id, wave.id, case.name)
    held = store.add_round(
        made.id, title="", questionnaire=form.id, questionnaire_version=form.full_version, model=model.info.id,
        model_version=model.version, perspectives=(), stations=(), state=RoundState(form.items, "free"),
    )  # fmt: skip
    held = store.change_round(held.id, held.revision, open_round(held.state, workshop_state.now()))
    seats = take_seats(made, 6)
    for item in form.items:
        scale = model.scale_of(item)
        if scale.kind == "number":
            low = scale.minimum or 0
            jobs = [AnswerJob(s.id, held.id, item, "answer", None, float(low + n)) for n, s in enumerate(seats)]
            store.give_answers(jobs, workshop_state.now())
        else:
            answer(seats, held, item, [scale.options[n % len(scale.options)].id for n in range(6)])
    store.change_round(held.id, held.revision, close(held.state, workshop_state.now()))
    shown = app("de").open("workshop", w=SECRET, t="leiten")
    shown.test.button(key=f"ws-tun-reveal-{held.id}").click().run()
    assert "Probenabend" in shown.open("workshop", w=SECRET, t=part).html
