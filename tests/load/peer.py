"""The same load on a peer, oTree: installed into an environment of its own, as it is run in production, 40 items.

One item a page, one submit an answer, as ours. The app is written at run time and thrown away with its folder.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from tests.e2e.servers import free_port
from tests.load.forms import Form, forms
from tests.load.http1 import HOST, Link, LinkError, Reply
from tests.load.line import BROWSER_HEADERS

ITEMS = 40
_FOLDER = Path(tempfile.gettempdir()) / "verbundspiegel-load-otree"
_SETTINGS = """
SESSION_CONFIGS = [dict(name="items", app_sequence=["items"], num_demo_participants=1)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.0, participation_fee=0)
PARTICIPANT_FIELDS = []
SESSION_FIELDS = []
LANGUAGE_CODE = "de"
REAL_WORLD_CURRENCY_CODE = "EUR"
USE_POINTS = False
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = "load"
SECRET_KEY = "load"
"""
_APP = f"""
from otree.api import *

class C(BaseConstants):
    NAME_IN_URL = "items"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1

class Subsession(BaseSubsession):
    pass

class Group(BaseGroup):
    pass

class Player(BasePlayer):
    for _n in range({ITEMS}):
        locals()[f"q{{_n}}"] = models.IntegerField(
            label=f"Frage {{_n}}", choices=[[v, f"Stufe {{v}}"] for v in range(7)], widget=widgets.RadioSelect
        )
    del _n

page_sequence = [
    type(f"Item{{n}}", (Page,), dict(form_model="player", form_fields=[f"q{{n}}"], template_name="items/Item.html"))
    for n in range({ITEMS})
]
"""
_PAGE = """{{ block title }}Frage{{ endblock }}
{{ block content }}
{{ formfields }}
{{ next_button }}
{{ endblock }}
"""


class PeerError(Exception):
    """The peer cannot be installed or started; the message says why."""


def install() -> str:
    """Install oTree if it is not there yet, never into the project's environment; return its version.

    Raises:
        PeerError: If the package index does not give it.
    """
    if not (_FOLDER / "bin" / "otree").exists():
        venv.create(_FOLDER, with_pip=True, clear=True)
        done = subprocess.run(
            [_FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet", "otree>=6,<7"],
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise PeerError(f"oTree could not be installed: {done.stderr.strip()[-300:]}")
    found = subprocess.run(
        [_FOLDER / "bin" / "python", "-c", "from importlib.metadata import version; print(version('otree'))"],
        capture_output=True, text=True,
    )  # fmt: skip
    return found.stdout.strip()


@contextmanager
def running(participants: int) -> Iterator[tuple[int, str]]:
    """Start oTree as in production with a session; yield its port and the path of its link for everybody.

    Raises:
        PeerError: If it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="verbund-peer-") as name:
        folder = Path(name)
        for part in ("items", "_static", "_templates/global"):
            (folder / part).mkdir(parents=True)
        (folder / "settings.py").write_text(_SETTINGS)
        (folder / "items" / "__init__.py").write_text(_APP)
        (folder / "items" / "Item.html").write_text(_PAGE)
        port = free_port()
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTHONPATH", "VIRTUAL_ENV")}
        environment |= {
            "PATH": f"{_FOLDER / 'bin'}{os.pathsep}{environment.get('PATH', '')}",  # it starts parts of itself by name
            "OTREE_PRODUCTION": "1", "OTREE_REST_KEY": "load",
        }  # fmt: skip
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [_FOLDER / "bin" / "otree", "prodserver", f"{HOST}:{port}"],
                cwd=folder, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        try:
            yield port, _session(port, participants, server, folder)
        finally:
            _stop(server)


def _session(port: int, participants: int, server: subprocess.Popen, folder: Path) -> str:
    body = json.dumps({"session_config_name": "items", "num_participants": participants}).encode()
    request = urllib.request.Request(
        f"http://{HOST}:{port}/api/sessions", body, {"otree-rest-key": "load", "Content-Type": "application/json"}
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return urlsplit(json.load(answer)["session_wide_url"]).path
        except OSError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(errors="replace")[-400:]
                raise PeerError(f"oTree did not start ({error}): {log}") from None
            time.sleep(0.2)


def _stop(server: subprocess.Popen) -> None:
    import psutil

    try:
        family = [*psutil.Process(server.pid).children(recursive=True), psutil.Process(server.pid)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=10)


@dataclass
class PeerFigures:
    """What participants of the peer measured; times in milliseconds.

    Attributes:
        submits: From sending an answer to the redirect that follows its storage.
        acknowledged: Moments of these.
        failures: What went wrong, by kind.
    """

    submits: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)


class Participant:
    """Somebody who answers the peer's pages one after another, as fast as it serves them, or every few seconds."""

    def __init__(self, port: int, door: str, figures: PeerFigures, every: float, seed: str) -> None:
        self.port, self.door, self.figures, self.every = port, door, figures, every
        self.random = random.Random(seed)
        self.link: Link | None = None

    async def live(self, until: float) -> None:
        """Join and answer until a moment; who is through begins again as somebody else."""
        while time.monotonic() < until:
            try:
                await self._visit(until)
            except LinkError as error:
                self.figures.failures[error.kind] = self.figures.failures.get(error.kind, 0) + 1
                await asyncio.sleep(0.5)
        if self.link is not None:
            self.link.cut()

    async def _visit(self, until: float) -> None:
        path, reply = await self._follow(self.door, await self._ask("GET", self.door))
        while time.monotonic() < until:
            form = next((f for f in forms(reply.text) if any(c.kind == "radio" for c in f.controls)), None)
            if form is None:
                return
            if self.every:
                await asyncio.sleep(self.every * self.random.uniform(0.5, 1.5))
            started = time.monotonic()
            reply = await self._ask("POST", urljoin(path, form.action) or path, urlencode(self._chosen(form)).encode())
            if reply.status != 302:
                raise LinkError(str(reply.status))
            self.figures.submits.append(1e3 * (time.monotonic() - started))
            self.figures.acknowledged.append(time.monotonic())
            path, reply = await self._follow(path, reply)

    def _chosen(self, form: Form) -> dict[str, str]:
        fields = form.hidden()
        for name in {c.name for c in form.controls if c.kind == "radio"}:
            fields[name] = self.random.choice(form.choices(name))
        return fields

    async def _follow(self, path: str, reply: Reply) -> tuple[str, Reply]:
        for _ in range(5):
            if reply.status not in (301, 302, 303, 307):
                break
            target = urlsplit(urljoin(path, reply.headers["location"]))
            path = target.path + (f"?{target.query}" if target.query else "")
            reply = await self._ask("GET", path)
        if reply.status != 200:
            raise LinkError(str(reply.status))
        return path, reply

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        if self.link is None or not self.link.usable:
            self.link = await Link.open(self.port, 30)
        more = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        return await self.link.ask(method, path, {**BROWSER_HEADERS, **more}, body, timeout=60)

