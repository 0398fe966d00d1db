"""What the server adds around Streamlit: headers, the language of the page, health, and what it hides."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit import config

from tests.e2e.servers import ROOT, Server


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A real server on an empty database."""
    server = Server(tmp_path_factory.mktemp("server") / "data").start()
    yield server
    server.stop()


def test_health_names_the_model(running):
    """Monitoring learns that model and store can be used."""
    status, content = running.health()
    assert (status, content["status"]) == (200, "ok")
    assert set(content) == {"status", "model", "version"}


@pytest.mark.parametrize("page", ["", "verbund?v=1", "gesundheit", "_stcore/health", "static/none.js"])
def test_every_answer_carries_the_headers_of_a_careful_site(running, page):
    """No guessing of types, no frames of others, no address passed on."""
    _, headers, _ = running.get(page)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), microphone=(), geolocation=()"


@pytest.mark.parametrize(
    ("page", "accepted", "language"),
    [
        ("", "de-DE,de;q=0.9", "de"), ("", "en-GB,en;q=0.9", "en"), ("", "fr-FR", "de"), ("", "", "de"),
        ("?lang=en", "de-DE", "en"), ("methode?lang=de", "en-GB", "de"), ("?lang=%22%3E%3Cb%3E", "en-US", "en"),
    ],
)  # fmt: skip
def test_the_page_says_its_language_before_any_script_has_run(running, page, accepted, language):
    """The language of the address, else that of the browser, else German."""
    status, headers, text = running.get(page, **{"Accept-Language": accepted})
    assert status == 200
    assert f'<html lang="{language}"' in text
    assert int(headers["content-length"]) == len(text.encode())


def test_the_icon_of_the_tab_stands_in_the_page_itself(running):
    """No file of Streamlit's, and none from anywhere else, is asked for."""
    _, _, text = running.get("")
    assert '<link rel="shortcut icon" href="data:image/svg+xml,' in text
    assert "favicon.png" not in text


@pytest.mark.parametrize("folder", [ROOT / "typology" / "definition", ROOT / "tests" / "toy" / "definition"])
def test_a_made_up_reading_can_be_worked_out_and_drawn_before_anybody_asks(folder, monkeypatch):
    """It happens in the background, where nobody would see it fail."""
    from typology.model.loading import load_model
    from typology.ui import server, session

    model = load_model(folder)
    monkeypatch.setattr(session, "current_model", lambda: model)
    server.rehearse()


def test_the_open_metrics_are_closed(running):
    """What Streamlit would show to everybody is shown to nobody."""
    assert running.get("_stcore/metrics")[0] == 404


def test_streamlit_still_knows_the_hidden_option_that_saves_most_of_the_time():
    """If a new version drops it, every answer would cost ten times as much; better to learn it here."""
    assert config.get_option("runner.postScriptGC") is not None


def test_streamlit_still_says_whether_a_whole_page_is_waited_for():
    """A tap on another page right after a number was typed must lead there, not to an empty page."""
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

    from typology.ui.navigation import full_run_waits

    requests = ScriptRequests()
    assert not full_run_waits(requests)
    requests.request_rerun(RerunData(fragment_id="a part"))
    assert not full_run_waits(requests)
    requests.request_rerun(RerunData(page_name="methode"))
    assert full_run_waits(requests)


def test_a_folder_without_a_model_is_unwell_but_answers(tmp_path_factory, monkeypatch):
    """Health says 503 and what kind of problem it is, without its text."""
    from typology.ui import server, session

    monkeypatch.setenv("VERBUNDSPIEGEL_MODEL", str(tmp_path_factory.mktemp("empty")))
    session.settings.cache_clear()
    session.current_model.cache_clear()
    # In a thread of its own: browser tests of the same run keep a loop going in this one.
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: asyncio.run(server.health(None))).result()
    assert answer.status_code == 503
    assert json.loads(answer.body) == {"status": "unavailable", "problem": "ModelError"}
