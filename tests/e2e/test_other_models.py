"""Another typology, a newer version of this one, and one that is broken: the same screens, driven by YAML."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DEFINITION, QUESTIONNAIRES
from tests.e2e.screen import PHONE
from typology.language import Speaker
from typology.model.loading import load_model, read_texts
from typology.store import open_store


def words_of(model):
    """Return ids and names that belong to one model alone."""
    groups = (model.dimensions, model.items, model.axes, model.types, model.phases, model.placements)
    ids = {key for group in groups for key in group if "_" in key}
    labels = {e.label.in_language(lang) for group in groups for e in group.values() for lang in ("de", "en")}
    return ids | {label for label in labels if len(label) >= 9}


def test_a_quite_different_typology_runs_the_same_path(window, toy_server, toy_books, model, language):
    """Choirs: another scale, conditions between questions, other types; its own word for the case; nothing of ours."""
    toy = toy_books.model
    say = Speaker(language, toy.wording)
    foreign = words_of(model) - words_of(toy)
    screen = window(language, PHONE)

    def clean():
        text = screen.text()
        assert [w for w in foreign if w in text] == []
        return screen

    screen.open(toy_server.address())
    expect(screen.page.get_by_role("link", name={"de": "Chor", "en": "choir"}[language], exact=True)).to_be_visible()
    clean().click(say("start.begin"))
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(say("term.case"))
    screen.fill(say("case.name"), f"Hafenchor {language}").click(say("case.create"))
    clean().click(say("case.start"))

    rhythm = toy.response_scales[toy.items["rehearsal_rhythm"].response_scale]
    expect(screen.question("rehearsal_cancelled")).to_have_count(0)
    screen.choose("rehearsal_rhythm", say.text(rhythm.option("mehrmals").label))
    expect(screen.question("rehearsal_cancelled")).to_have_count(1)
    screen.choose("rehearsal_rhythm", say.text(rhythm.option("nie").label))
    expect(screen.question("rehearsal_cancelled")).to_have_count(0)
    screen.choose("rehearsal_rhythm", say.text(rhythm.option("monatlich").label))
    screen.choose("rehearsal_cancelled", say.text(rhythm.option("nie").label))
    screen.choose("singing_by_heart", say.text(toy.items["singing_by_heart"].anchors["c"]))
    screen.choose("sheet_music", say.text(toy.items["sheet_music"].anchors["b"]))
    screen.enter_number("way_to_rehearsal", "12,5")
    clean().click(say("assess.next"))
    screen.enter_number("performances", "0")
    expect(screen.question("audience_joins")).to_have_count(0)
    screen.enter_number("performances", "9")
    screen.choose("audience_joins", say.text(rhythm.option("monatlich").label))
    screen.choose("new_places", say.text(rhythm.option("mehrmals").label))
    clean().click(say("assess.next"))
    screen.choose("shared_songs", say.text(rhythm.option("nie").label))
    screen.choose("song_mentors", say("assess.dk"))
    screen.choose("without_audition", say("assess.na"))
    screen.choose("hall_access", say.text(rhythm.option("monatlich").label))
    clean().click(say("assess.finish")).click(say("assess.to_result"))

    expect(screen.page.locator(".vs-urteil")).to_contain_text(say.text(toy.types["concert_choir"].label))
    expect(screen.page.locator("[data-testid=stPlotlyChart] svg.main-svg").first).to_be_visible()
    clean().click(say.text(toy.dimensions["rehearsing"].label), within=screen.keyed("herkunft"))
    expect(screen.page.locator("#wert-singing_by_heart")).to_be_visible()
    clean().open(toy_server.address("methode"))
    clean().sees(say.text(toy.types["family_choir"].label))


@pytest.fixture(scope="module")
def newer_definition(tmp_path_factory):
    """The definition with one answer of one item described anew; that alone makes it another version."""
    folder = tmp_path_factory.mktemp("newer") / "definition"
    shutil.copytree(DEFINITION, folder)
    changed = 0
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        found = re.search(r"- id: secular\n.*?\n\s+s2:\s*(?:\n\s+de: |\{de: )(?P<words>[^\n]+)", text, re.DOTALL)
        if found:
            start, end = found.span("words")
            words = found.group("words")
            mark = words[0] if words[0] in "\"'" else ""
            text = text[:start] + f"{mark}Neu beschrieben. {words[len(mark):]}" + text[end:]
            changed += 1
            file.write_text(text, encoding="utf-8")
    assert changed == 1
    return folder


def test_a_changed_question_keeps_its_old_answer_readable_and_open(
    window, own_server, tmp_path, model, questionnaires, newer_definition
):
    """The old answer stands there in its old words, counts as missing, and can be given anew, even the same one."""
    say, language = Speaker("de"), "de"
    newer = load_model(newer_definition)
    assert newer.version != model.version
    data = tmp_path / "old"
    form = questionnaires["self_assessment"]
    with open_store(folder=data) as store:
        store.remember_model(model.info.id, model.version, read_texts(DEFINITION))
        case = store.create_case("Verbund von früher", "Beispielstadt")
        wave = store.create_wave(case.id, "Heute", "now", 2026)
        assessment = store.start_assessment(
            case.id, wave.id, "self_view", form.id, form.version, model.info.id, model.version
        )
        for item in ("across_origins", "secular", "party_neutral"):
            store.give_response(assessment.id, item, "answer", "s2")
        store.give_response(assessment.id, "secular", "answer", "s2", note="Satzung, Paragraf 2")
    old_words = say.text(model.items["secular"].anchors["s2"])
    new_words = say.text(newer.items["secular"].anchors["s2"])
    running = own_server(data, model=newer_definition, questionnaires=QUESTIONNAIRES).start()
    screen = window(language, PHONE).open(running.address("ergebnis", v=case.id))
    screen.sees(say("result.older_version", n=3, changed=1))
    screen.unfold(say("result.older_answers"))
    assert old_words in screen.text()

    screen.open(running.address("einschaetzen", e=assessment.token, s="shared_identity"))
    assert screen.chosen("across_origins") is not None
    assert screen.chosen("secular") is None
    screen.sees(say("assess.changed_question", version=model.version, answer=old_words))
    screen.sees(re.compile(rf"^{re.escape(say('assess.progress', done=2, shown=0).split('0')[0])}"))
    screen.write_note("secular", "Satzung, Paragraf 2, und Leitbild")
    assert screen.chosen("secular") is None, "A note does not confirm an answer to another question."
    screen.choose("secular", new_words)
    assert screen.chosen("secular") == new_words
    screen.sees_not(say("assess.changed_question", version=model.version, answer=old_words))
    with open_store(folder=data) as store:
        history = store.response_history(assessment.id, "secular")
        now = store.current_responses(assessment.id)["secular"]
    assert (now.option, now.model_version, now.note) == ("s2", newer.version, "Satzung, Paragraf 2, und Leitbild")
    assert history[0].model_version == model.version
    screen.open(running.address("ergebnis", v=case.id)).sees(say("result.older_version", n=2, changed=0))


def test_a_broken_typology_is_shown_with_its_places(window, own_server, tmp_path):
    """The author of a typology sees every mistake with file, line and column, and no other page pretends to work."""
    say, language = Speaker("en"), "en"
    folder = Path(shutil.copytree(DEFINITION, tmp_path / "definition"))
    file = next(f for f in sorted(folder.rglob("*.yaml")) if "anchors:" in f.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace("response_scale:", "response_skale:", 2), encoding="utf-8")
    running = own_server(model=folder, questionnaires=QUESTIONNAIRES).start()
    assert running.health()[0] == 503
    screen = window(language)
    for page in ("", "ergebnis"):
        screen.open(running.address(page)).sees(say("model.broken"))
        assert len(re.findall(rf"{re.escape(file.name)}:\d+:\d+", screen.text())) >= 2
