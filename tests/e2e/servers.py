"""A real server for the browser tests: started on a free port of this machine, killed and started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
_WAIT = 60.0  # seconds until a server must answer; a busy machine needs a while

# Somebody who may do everything on this machine (root, in many containers) may also write to every file.
# The system's answer to "may I write?" is what the program goes by, so that is what is changed.
_WITHOUT_WRITING = """
import os, runpy, sys
asked = os.access
os.access = lambda path, mode, **more: not mode & os.W_OK and asked(path, mode, **more)
sys.argv = ["streamlit", *sys.argv[1:]]
runpy.run_module("streamlit", run_name="__main__")
"""

# A disk cannot be filled without harm to others; the system's limit for the size of files has the same effect.
_WITH_LIMIT = """
import resource, runpy, sys, threading, time
from pathlib import Path
limit = Path(sys.argv.pop(1))
def follow():
    while True:
        size = int(limit.read_text() or 0) if limit.exists() else 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (size or resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        time.sleep(0.02)
threading.Thread(target=follow, daemon=True).start()
sys.argv = ["streamlit", *sys.argv[1:]]
runpy.run_module("streamlit", run_name="__main__")
"""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The program as ``streamlit run app.py`` starts it, with a data folder of its own.

    Args:
        data: Folder of its database.
        model: Folder of another typology; that of the project if None.
        questionnaires: Folder of its questionnaires.
        may_write: False opens the database as the program does where it has no right to write.
        limited: Whether ``fill_disk`` is to work.
    """

    def __init__(
        self, data: Path, *, model: Path | None = None, questionnaires: Path | None = None,
        may_write: bool = True, limited: bool = False,
    ) -> None:
        self.data = data
        self.port = free_port()
        self.log = data.parent / f"{data.name}-{self.port}.log"
        self._limit = data.parent / f"{data.name}-limit"
        self._program = ["-m", "streamlit"]
        if not may_write:
            self._program = ["-c", _WITHOUT_WRITING]
        elif limited:
            self._program = ["-c", _WITH_LIMIT, str(self._limit)]
        self._environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self._environment |= {"VERBUNDSPIEGEL_DATA": str(data), "PYTHONUNBUFFERED": "1"}
        if model is not None:
            self._environment["VERBUNDSPIEGEL_MODEL"] = str(model)
        if questionnaires is not None:
            self._environment["VERBUNDSPIEGEL_QUESTIONNAIRES"] = str(questionnaires)
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Address of the start page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def address(self, page: str = "", **parameters: object) -> str:
        """Return the address of a page with query parameters."""
        query = urlencode({key: value for key, value in parameters.items() if value is not None})
        return f"{self.url}/{page}{'?' + query if query else ''}"

    def start(self) -> Server:
        """Start the process and wait until it answers."""
        command = [sys.executable, *self._program, "run", "app.py", "--server.port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        deadline = time.monotonic() + _WAIT
        while self.health() is None:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"The server did not start:\n{self.log_text()}")
            time.sleep(0.05)
        return self

    def health(self) -> tuple[int, dict] | None:
        """Return status and content of the health page; None while nobody answers."""
        try:
            with urllib.request.urlopen(self.address("gesundheit"), timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None

    def get(self, page: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers (small letters) and text of one request."""
        request = urllib.request.Request(f"{self.url}/{page}", headers=headers)
        try:
            answer = urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()

    def fill_disk(self) -> None:
        """Let no file of the process grow beyond the size that the log of its database has now."""
        self._set_limit((self.data / "verbundspiegel.db-wal").stat().st_size)

    def free_disk(self) -> None:
        """Let files grow again."""
        self._set_limit(0)

    def _set_limit(self, size: int) -> None:
        self._limit.write_text(str(size))
        time.sleep(0.2)  # ten times as long as the process waits before it looks again

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask the process to end; end it if it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def log_text(self) -> str:
        """Return what the process has written so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""
