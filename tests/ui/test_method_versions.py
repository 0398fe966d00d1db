"""Versions of the model on the method page: what stands there with one, with two, and with one that cannot be read."""

from html import escape, unescape
from zoneinfo import ZoneInfo

import pytest

from typology.language import Speaker
from typology.model.loading import load_model_from_texts, read_texts
from typology.ui import navigation, session
from typology.ui.method_versions import marked

BEFORE = "Was verbindet die Mitglieder heute?"


def remember(question=BEFORE, version="0.0.9"):
    """Keep an earlier version of the shipped model in which one question was asked in other words; return it."""
    texts = read_texts(session.settings().model)
    asked = first_item().question.in_language("de")
    [file] = [name for name, text in texts.items() if asked in text]
    texts[file] = texts[file].replace(asked, question, 1)
    texts["model.yaml"] = texts["model.yaml"].replace('version: "0.1.0"', f'version: "{version}"', 1)
    old = load_model_from_texts(texts)
    session.current_store().remember_model(old.info.id, old.version, texts)
    return old


def first_item():
    """Return the first question of the shipped model."""
    return next(iter(session.current_model().items.values()))


def options(shown, name):
    """Return what can be chosen, and what is."""
    box = shown.widget("selectbox", f"fassung-{name}")
    return box.options, box.value


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_version_alone_says_what_will_stand_here_and_how_versions_come_about(app, language):
    """Nothing can be compared yet, and nobody has to guess what the page is for."""
    say, shown = Speaker(language), app(language).open(navigation.METHOD, t="fassungen")
    version = session.current_model().version
    for key in ("versions.title", "versions.will_be", "versions.will_be_1", "versions.will_be_2", "versions.will_be_3",
                "versions.how"):  # fmt: skip
        assert escape(say(key)) in shown.html, key
    assert escape(say("versions.only_one", version=version)) in shown.html
    assert not shown.test.selectbox


@pytest.mark.parametrize("language", ["de", "en"])
def test_two_versions_are_told_apart(app, language):
    """The question stands there as it was and as it is; 48 of 49 are shared, and that is enough to compare."""
    old, new, say = remember(), session.current_model(), Speaker(language)
    shown = app(language).open(navigation.METHOD, t="fassungen")
    assert options(shown, "before")[0] == [
        say("versions.in_force", version=new.version),
        say("versions.since", version=old.version, day=_today(say)),
    ]
    assert (options(shown, "before")[1], options(shown, "after")[1]) == (2, 1)
    markup = shown.html
    assert escape(say("diff.versions", old=old.version, new=new.version)) in markup
    assert escape(say("diff.shared", n=48, old=49, new=49, share=say.percent(0.97))) in markup
    assert escape(say("diff.comparable")) in markup
    assert f'id="m-asked"><h2>{escape(say("diff.section.asked"))}</h2>' in markup
    now = first_item().question.in_language("de")
    for side, text in (("before", BEFORE), ("after", now)):
        assert f'<h4>{say(f"versions.{side}")}</h4><blockquote dir="auto">{escape(text)}</blockquote>' in markup
    shares = next(t for t in shown.test.get("html") if escape(say("versions.shares_caption")) in str(t.proto.body))
    assert say.percent(0.8) in unescape(str(shares.proto.body))


def _today(say):
    """Return today as the page writes it, in Berlin."""
    model = session.current_model()
    kept = session.current_store().list_model_versions(model.info.id)[-1].remembered_at
    return kept.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d.%m.%Y" if say.language == "de" else "%d/%m/%Y")


def test_the_choice_stands_in_the_address(app):
    """A link shows the same two versions, whichever was kept first."""
    old, older, say = remember(), remember("Wen vertreten wir?", "0.0.8"), Speaker("de")
    shown = app("de").open(navigation.METHOD, t="fassungen")
    assert (options(shown, "before")[1], options(shown, "after")[1]) == (3, 1)
    shown.widget("selectbox", "fassung-after").set_value(2).run()
    assert (shown.test.query_params["von"], shown.test.query_params["bis"]) == ("3", "2")
    assert escape(say("diff.versions", old=older.version, new=old.version)) in shown.html
    again = app("de").open(navigation.METHOD, t="fassungen", von=3, bis=2)
    assert escape(say("diff.versions", old=older.version, new=old.version)) in again.html


def test_choosing_what_stands_on_the_other_side_swaps_the_two(app):
    """Nobody has to pass through twice the same version to look the other way round."""
    old, new = remember(), session.current_model()
    shown = app("de").open(navigation.METHOD, t="fassungen")
    shown.widget("selectbox", "fassung-after").set_value(2).run()
    assert (options(shown, "before")[1], options(shown, "after")[1]) == (1, 2)
    assert escape(Speaker("de")("diff.versions", old=new.version, new=old.version)) in shown.html


def test_the_other_parts_do_not_keep_the_choice(app):
    """A chosen pair means points in time elsewhere; it goes when the reader turns to another part."""
    remember()
    shown = app("de").open(navigation.METHOD, t="fassungen", von=2, bis=1)
    shown.widget("segmented_control", "teil-").set_value("werte").run()
    assert not {"von", "bis"} & set(shown.test.query_params)


@pytest.mark.parametrize("numbers", [{"von": 99, "bis": 0}, {"von": "x"}, {"bis": "-1"}])
def test_numbers_that_no_version_has_show_the_usual_two(app, numbers):
    """A wrong address is no error."""
    remember()
    shown = app("de").open(navigation.METHOD, t="fassungen", **numbers)
    assert (options(shown, "before")[1], options(shown, "after")[1]) == (2, 1)


def test_the_same_version_twice_says_the_same(app):
    """Whoever chooses it twice reads that there is no difference, and no list follows."""
    remember()
    shown = app("de").open(navigation.METHOD, t="fassungen", von=1, bis=1)
    assert Speaker("de")("diff.same") in shown.html
    assert 'id="m-asked"' not in shown.html


def test_a_version_that_cannot_be_read_is_named_and_the_page_goes_on(app):
    """The files of a version may use keys that this program does not know any more; nothing is lost."""
    store, name = session.current_store(), session.current_model().info.id
    store.remember_model(name, "0.0.1+broken", {"model.yaml": "nothing: 1"})
    shown = app("de").open(navigation.METHOD, t="fassungen")
    assert escape(Speaker("de")("versions.unreadable", version="0.0.1+broken")) in shown.html
    assert len(options(shown, "before")[0]) == 2


def test_what_is_asked_stands_by_itself_and_a_figure_in_a_sentence(app):
    """A question mark inside a sentence would be hard to read; a weight reads well in one."""
    texts = read_texts(session.settings().model)
    texts["model.yaml"] = texts["model.yaml"].replace("least_shared_weight: 0.6", "least_shared_weight: 0.75", 1)
    item = next(i for i in session.current_model().items.values() if len(i.question.in_language("de")) < 40)
    asked = item.question.in_language("de")
    [file] = [name for name, text in texts.items() if asked in text]
    texts[file] = texts[file].replace(asked, "Und was noch?", 1)
    old = load_model_from_texts(texts)
    session.current_store().remember_model(old.info.id, old.version, texts)
    say, markup = Speaker("de"), app("de").open(navigation.METHOD, t="fassungen").html
    assert f'<blockquote dir="auto">{escape(asked)}</blockquote>' in markup
    assert say("versions.short", name=say("diff.what.threshold"), before="0,75", after="0,6") in markup


def test_versions_of_another_typology_are_left_out(app):
    """Another model that once ran on this database is no version of this one."""
    session.current_store().remember_model("another_typology", "1.0.0", {"model.yaml": ""})
    assert not app("de").open(navigation.METHOD, t="fassungen").test.selectbox


def test_a_change_that_moves_no_figure_is_folded_away(app):
    """Another translation changes nothing that was answered; whoever wants to read it opens it."""
    texts = read_texts(session.settings().model)
    texts["model.yaml"] = texts["model.yaml"].replace("Typology of migrant Verbünde", "Types of migrant Verbünde", 1)
    old = load_model_from_texts(texts)
    session.current_store().remember_model(old.info.id, old.version, texts)
    say, shown = Speaker("de"), app("de").open(navigation.METHOD, t="fassungen")
    assert say("versions.places", n=1) in [expander.label for expander in shown.test.expander]
    assert "Types of migrant Verbünde" in shown.html
    assert escape(say("diff.all_comparable")) in shown.html


def test_words_that_the_other_text_has_not_stand_out():
    """Only the changed words are bold, markup in texts is escaped, and two texts without much in common stay plain."""
    assert marked("Wer trifft sich oft?", "Wer trifft sich?") == (
        "Wer trifft sich<strong> oft</strong>?", "Wer trifft sich?")  # fmt: skip
    assert marked("a < b und c", "a < b") == ("a &lt; b<strong> und c</strong>", "a &lt; b")
    assert marked("Alles neu?", "Was trägt uns heute?") == ("Alles neu?", "Was trägt uns heute?")
    assert marked("eins\nzwei", "eins\ndrei") == ("eins\n<strong>zwei</strong>", "eins\n<strong>drei</strong>")
