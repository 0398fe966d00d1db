"""A hall for the tests: a workshop in a real store, the pages as an ASGI application, and phones that ask for them."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from starlette.routing import Router

from typology.model import Model, load_model, load_questionnaires
from typology.reports.stored import Versions
from typology.respond.gate import Gate
from typology.respond.routes import Respond
from typology.respond.services import Services
from typology.store import Store
from typology.store.workshop_records import Round, Station, Workshop
from typology.workshop import codes
from typology.workshop.rounds import RoundState, open_round

ROOT = Path(__file__).parents[2]
FORM = "application/x-www-form-urlencoded"


@cache
def shipped() -> tuple[Model, dict[str, Any]]:
    """Return the shipped model and its questionnaires."""
    model = load_model(ROOT / "typology" / "definition")
    return model, dict(load_questionnaires(ROOT / "questionnaires", model))


@dataclass
class Answer:
    """What came back for a request."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return a header, None if it is not there."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def text(self) -> str:
        """The page as text."""
        return (gzip.decompress(self.body) if self.header("content-encoding") == "gzip" else self.body).decode()

    @property
    def json(self) -> dict[str, Any]:
        """The answer for a script."""
        return json.loads(self.text)

    @property
    def words(self) -> str:
        """The text of the page without its marks, as a reader sees it."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text)))


@dataclass
class Phone:
    """One browser: remembers its cookie and where it is."""

    hall: Hall
    address: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    client: str = "203.0.113.7"

    def get(self, address: str, **headers: str) -> Answer:
        """Ask for an address, relative to where the phone is; follows nothing."""
        return self._ask("GET", address, None, headers)

    def post(self, address: str, fields: dict[str, Any] | bytes, **headers: str) -> Answer:
        """Send a form."""
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        return self._ask("POST", address, body, {"content_type": FORM} | headers)

    def tap(self, item: str, answer: str | None = None, **more: Any) -> Answer:
        """Answer as the script does."""
        fields = {"item": item, **({} if answer is None else {"antwort": answer}), **more}
        return self.post("", fields, accept="application/json")

    def _ask(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        self.address = urljoin(self.address, address) if address else self.address.split("?")[0]
        sent = {"host": "hall.example", **self.headers, **headers}
        if self.cookie:
            sent["cookie"] = self.cookie
        answer = self.hall.ask(method, self.address, body, sent, self.client)
        if (given := answer.header("set-cookie")) is not None:
            self.cookie = given.split(";")[0]
        return answer

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer leads."""
        assert answer.status == 303, (answer.status, answer.words)
        return self.get(answer.header("location") or "")

    def join(self, table: int = 0, perspective: int = 0, **more: str) -> Answer:
        """Scan the code, take a seat and see the first page."""
        hall = self.hall
        fields = {"tisch": hall.stations[table].id, "blickwinkel": hall.workshop.perspectives[perspective]}
        nonce = re.search(r'name="nonce" value="([^"]+)"', self.get(hall.scanned).text)
        assert nonce is not None
        return self.follow(self.post(hall.scanned, fields | {"nonce": nonce[1]} | more))

    @property
    def token(self) -> str:
        """The token of the seat this phone shows."""
        return urlsplit(self.address).path.rsplit("/", 1)[1]


class Hall:
    """A workshop with two tables and a round, and the pages for it.

    Args:
        store: An empty store.
        settings: Pace and number of items of the round, whether it is open.
    """

    def __init__(self, store: Store, *, pace: Any = "free", items: int = 3, opened: bool = True) -> None:
        self.store = store
        self.model, self.questionnaires = shipped()
        self.asked = next(q for q in self.questionnaires.values() if q.form == "short")
        outside = [p.id for p in self.model.perspectives.values() if p.attributed]
        self.lead = codes.new_token()
        self.workshop: Workshop = store.create_workshop(
            "Konferenz <Nord>", lead_hash=codes.hash_of(self.lead),
            wall_hash=codes.hash_of(codes.wall_token(self.lead)),
            code=codes.new_code(), join_key=codes.new_key(), perspectives=[*self.asked.perspectives, outside[0]],
            group_from=5, public=False, language="de",
        )  # fmt: skip
        self.stations: list[Station] = []
        for name in ("Verbund A", "Verbund B"):
            case = store.create_case(name, "Stadt")
            wave = store.create_wave(case.id, "Heute", "now", 2026)
            self.stations.append(store.add_station(self.workshop.id, case.id, wave.id, name))
        self.round = self.add_round(RoundState(items=self.asked.items[:items], pace=pace))
        if opened:
            self.change(open_round)
        self.services = Services(
            model=lambda: self.model, questionnaires=lambda: self.questionnaires, store=lambda: store,
            old_model=lambda *_: None, old_questionnaire=lambda *_: None,
            versions=lambda: Versions(self.model, self.questionnaires, lambda *_: None, lambda *_: None),
        )  # fmt: skip
        self.respond = Respond(self.services)
        self.app: Any = Gate(_elsewhere, Router(self.respond.routes(), redirect_slashes=False), self.respond._stranger)
        self.prefix = ""
        self._runner = asyncio.Runner()

    @property
    def items(self) -> tuple[str, ...]:
        """The items of the round."""
        return self.round.state.items

    @property
    def scanned(self) -> str:
        """Address in the QR code."""
        return f"{self.prefix}/w/{self.workshop.code}?k={self.workshop.join_key}"

    def add_round(self, state: RoundState, questionnaire: Any = None) -> Round:
        """Prepare a round and let the phones follow it."""
        asked = questionnaire or self.asked
        found = self.store.add_round(
            self.workshop.id, title="", questionnaire=asked.id, questionnaire_version=asked.full_version,
            model=self.model.info.id, model_version=self.model.version, perspectives=list(self.workshop.perspectives),
            stations=[], state=state,
        )  # fmt: skip
        self.store.choose_round(self.workshop.id, found.id)
        return found

    def change(self, action: Any, *arguments: Any, **more: Any) -> None:
        """Do something with the round, as the facilitator does; phones see it at once."""
        now = self.store.round(self.round.id)
        state = action(now.state, *arguments, datetime.now(UTC), **more)
        self.round = self.store.change_round(now.id, now.revision, state)
        self.forget()

    def forget(self) -> None:
        """Let the pages look at the database anew, as they do by themselves a moment later."""
        if hasattr(self, "respond"):
            self.respond.desk.hub._kept.clear()

    def phone(self, **headers: str) -> Phone:
        """Return a new phone."""
        return Phone(self, headers=headers)

    def run(self, work: Any) -> Any:
        """Run something on the loop of the pages."""
        return self._runner.run(work)

    def ask(self, method: str, address: str, body: bytes | None, headers: dict[str, str], client: str) -> Answer:
        """Send one request."""
        return self.run(exchange(self.app, method, address, body, headers, client, self.prefix))

    def answers(self, phone: Phone) -> dict[tuple[int, str], Any]:
        """Return what is stored from the seat of a phone."""
        seat = self.store.seat_by_token(codes.hash_of(phone.token))
        assert seat is not None
        return self.store.answers_of_seat(seat.id, self.round.id)

    def close(self) -> None:
        """End the writer and the loop."""
        self.run(self.respond.desk.hub.stop())
        self.respond.desk.writer.stop()
        self._runner.close()


async def _elsewhere(scope: Any, receive: Any, send: Any) -> None:
    """Stand for the workbench."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"workbench"})


async def exchange(
    app: Any, method: str, address: str, body: bytes | None, headers: dict[str, str], client: str, prefix: str = ""
) -> Answer:
    """Send one request to an ASGI application; a proxy takes the prefix off the path."""
    parts = urlsplit(address)
    path = parts.path.removeprefix(prefix)
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": parts.query.encode(), "http_version": "1.1", "scheme": "http",
        "headers": [(k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items()],
        "client": (client, 50000), "server": ("127.0.0.1", 8501), "app": object(),
    }  # fmt: skip
    pieces = [body or b""]
    found: dict[str, Any] = {"body": b""}

    async def receive() -> dict[str, Any]:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found["status"], found["headers"] = message["status"], message["headers"]
        else:
            found["body"] += message.get("body", b"")

    await app(scope, receive, send)
    heard = [(k.decode().lower(), v.decode("latin-1")) for k, v in found["headers"]]
    return Answer(found["status"], heard, found["body"])


@contextmanager
def open_hall(store: Store, **settings: Any) -> Iterator[Hall]:
    """Return a hall that is closed afterwards."""
    hall = Hall(store, **settings)
    try:
        yield hall
    finally:
        hall.close()
