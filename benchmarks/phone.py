"""The first question on a mid-range phone: bytes over the air and time until it can be tapped, in a real browser.

As ``docs/benchmarks.md`` says of all phones: Chromium with a processor four times slower, 4 Mbit/s and 100 ms latency.
The limit is a page that holds the same words and nothing else: no style, no script, one request.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.client import ROOT, running
from benchmarks.rows import Row, median

_TIMES = 7
_MBIT = 1_000_000 / 8
_NETWORK = {"offline": False, "latency": 100, "downloadThroughput": 4 * _MBIT, "uploadThroughput": 4 * _MBIT}
# When the question is on the screen, and when the script listens. Radio buttons need none.
_READY = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return JSON.stringify({ready: page.domContentLoadedEventEnd, paint: paint ? paint.startTime : 0});
}"""


def rows() -> Iterator[Row]:
    """Measure the page with and without its script."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.screen import NO_BROWSER, browser_arguments, find_browser

    program = find_browser()
    if program is None:
        raise SystemExit(NO_BROWSER)
    with _workshop() as (server, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=browser_arguments())
        found = [_first_visit(browser, server + address) for _ in range(_TIMES)]
        with _words_alone(server + address) as bare:
            limit = median([max(v["ready"], v["paint"]) for v in (_first_visit(browser, bare) for _ in range(_TIMES))])
        browser.close()
    note = "the same words without style and script, one request"
    weight = max(visit["bytes"] for visit in found)
    yield Row("phone, first question: everything on the wire", weight / 1000, "kB", target=40)
    yield Row(
        f"phone, first question: on the screen, radio buttons and all, median of {_TIMES}",
        median([v["paint"] for v in found]), target=600, limit=limit, note=note,
    )  # fmt: skip
    yield Row(
        "… and the script that saves taps (what was tapped before is saved as well)",
        median([v["ready"] for v in found]), target=600, limit=limit, note="the same",
    )  # fmt: skip


@contextmanager
def _workshop() -> Iterator[tuple[str, str]]:
    """Start a server with a workshop that somebody has joined; yield its address and that of the seat."""
    from typology.model import load_model, load_questionnaires
    from typology.store import open_store
    from typology.workshop import codes
    from typology.workshop.rounds import RoundState, open_round

    model = load_model(ROOT / "typology" / "definition")
    asked = next(q for q in load_questionnaires(ROOT / "questionnaires", model).values() if q.form == "short")
    with tempfile.TemporaryDirectory() as folder:
        token = codes.new_token()
        with open_store(f"sqlite:///{folder}/verbundspiegel.db") as store:
            workshop = store.create_workshop(
                "Regionalkonferenz", lead_hash="a" * 64, wall_hash="b" * 64, code=codes.new_code(),
                join_key=codes.new_key(), perspectives=list(asked.perspectives), group_from=5, public=False,
                language="de",
            )  # fmt: skip
            case = store.create_case("Verbund", "Stadt")
            wave = store.create_wave(case.id, "Heute", "now", 2026)
            station = store.add_station(workshop.id, case.id, wave.id, "Verbund")
            found = store.add_round(
                workshop.id, title="", questionnaire=asked.id, questionnaire_version=asked.full_version,
                model=model.info.id, model_version=model.version, perspectives=list(asked.perspectives), stations=[],
                state=RoundState(items=asked.items),
            )  # fmt: skip
            store.choose_round(workshop.id, found.id)
            store.change_round(found.id, found.revision, open_round(found.state, datetime.now(UTC)))
            store.take_seat(
                workshop.id, station.id, asked.perspectives[0], token_hash=codes.hash_of(token), nonce="n",
                language="de", consent=False,
            )  # fmt: skip
        environment = {"DATABASE_URL": f"sqlite:///{folder}/verbundspiegel.db", "VERBUNDSPIEGEL_DATA": folder}
        with running(Path(ROOT / "app.py"), environment) as server:
            server.settle()
            yield f"http://127.0.0.1:{server.port}", f"/a/{token}"


def _first_visit(browser: Any, address: str) -> dict[str, float]:
    """Open an address in a new, slow browser with nothing kept; return bytes and milliseconds."""
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, locale="de-DE", is_mobile=True, has_touch=True)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", _NETWORK)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    weight = [0]
    protocol.on("Network.loadingFinished", lambda event: weight.__setitem__(0, weight[0] + event["encodedDataLength"]))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(400)
    found = json.loads(page.evaluate(_READY))
    context.close()
    return found | {"bytes": weight[0]}


@contextmanager
def _words_alone(address: str) -> Iterator[str]:
    """Serve the same page without anything that is loaded with it."""
    import urllib.request

    with urllib.request.urlopen(address) as answer:
        text = answer.read().decode()
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    body = re.sub(r"<(?:script|link)[^>]*>(?:</script>)?", "", text).encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
