"""With a real server process: what was acknowledged survives its death, and it ends when it is asked to."""

from __future__ import annotations

import http.client
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from tests.e2e.servers import Server
from tests.respond.hall import FORM, shipped
from typology.store import open_store
from typology.workshop import codes
from typology.workshop.rounds import RoundState, open_round


@pytest.fixture
def running(tmp_path):
    """A server with a workshop; yields it with the number of its round and the address to scan."""
    data = tmp_path / "data"
    model, questionnaires = shipped()
    asked = next(q for q in questionnaires.values() if q.form == "short")
    with open_store(folder=data) as store:
        workshop = store.create_workshop(
            "W", lead_hash="a" * 64, wall_hash="b" * 64, code=codes.new_code(), join_key=codes.new_key(),
            perspectives=list(asked.perspectives), group_from=5, public=False, language="de",
        )  # fmt: skip
        case = store.create_case("A", "Stadt")
        station = store.add_station(workshop.id, case.id, store.create_wave(case.id, "Heute", "now", 2026).id, "A")
        found = store.add_round(
            workshop.id, title="", questionnaire=asked.id, questionnaire_version=asked.full_version,
            model=model.info.id, model_version=model.version, perspectives=list(asked.perspectives), stations=[],
            state=RoundState(items=asked.items),
        )  # fmt: skip
        store.choose_round(workshop.id, found.id)
        store.change_round(found.id, found.revision, open_round(found.state, datetime.now(UTC)))
    server = Server(data).start()
    fields = {"tisch": station.id, "blickwinkel": asked.perspectives[0], "nonce": "n"}
    yield server, found.id, asked, (f"/w/{workshop.code}?k={workshop.join_key}", fields)
    server.stop()
    assert "Traceback" not in server.log_text(), server.log_text()


def send(server, address, fields=None, accept="*/*"):
    """Send one request; return status, headers and text."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    body = None if fields is None else urlencode(fields)
    connection.request("GET" if body is None else "POST", address, body, {"Content-Type": FORM, "Accept": accept})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read().decode()
    connection.close()
    return found


def test_an_answer_that_was_acknowledged_survives_kill_9(running):
    """The process dies right after the answer; the same link goes on exactly where it was."""
    server, number, asked, scanned = running
    _, headers, _ = send(server, *scanned)
    address = headers["location"].removeprefix("..")
    token = address.removeprefix("/a/")
    for item in asked.items[:3]:
        assert send(server, address, {"item": item, "antwort": "dk"}, "application/json")[0] == 200
    server.kill()
    server.start()
    with open_store(folder=server.data) as store:
        seat = store.seat_by_token(codes.hash_of(token))
        assert {item for _, item in store.answers_of_seat(seat.id, number)} == set(asked.items[:3])
    status, _, page = send(server, address)
    assert status == 200
    assert f'data-item="{asked.items[3]}"' in page
    assert send(server, address, {"item": asked.items[3], "antwort": "na"}, "application/json")[0] == 200


def test_the_server_ends_though_phones_are_listening(running):
    """Open streams are ended first; else it would wait for the phones of the room."""
    server, _, _, scanned = running
    _, headers, _ = send(server, *scanned)
    stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    stream.request("GET", headers["location"].removeprefix("..") + "/strom")
    answer = stream.getresponse()
    assert answer.readline().startswith(b"retry:")
    server._process.terminate()
    server._process.wait(20)
    answer.read()
    stream.close()


def test_the_workbench_still_answers_beside_the_phones(running):
    """The short way for phones leaves everything else to Streamlit, with its own headers and language."""
    server, _, _, _ = running
    status, headers, page = server.get("", **{"Accept-Language": "de"})
    assert status == 200
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert '<html lang="de"' in page
    assert server.get("_stcore/health")[0] == 200
