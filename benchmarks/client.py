"""A browser tab without a browser: speaks Streamlit's websocket protocol and takes the time of every rerun.

A rerun is timed from sending the message to the server's word that its script has finished. That is what the
server needs, and in addition the way there and back on the same machine and the decoding of the answer.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 120.0


class ScriptError(Exception):
    """The page showed an exception, or could not be finished."""


@dataclass(slots=True)
class Radio:
    """Radio buttons: the words of the options, which one is chosen, and the fragment that runs again for them."""

    id: str
    options: list[str]
    chosen: int | None
    fragment: str


@dataclass
class Tab:
    """One open tab.

    Attributes:
        port: Port of the server on this machine.
        page: Path of the page, without a slash in front.
        query: Query string of its address.
        radios: The radio buttons of the last run, from top to bottom.
        charts: Number of plots that the last run drew.
        seconds: Duration of the last run.
    """

    port: int
    page: str = ""
    query: str = ""
    radios: dict[str, Radio] = field(default_factory=dict)
    charts: int = 0
    seconds: float = 0.0
    _hash: str = ""
    _values: dict[str, WidgetState] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Connect and let the page run for the first time."""
        host = f"127.0.0.1:{self.port}"
        self._socket = connect(
            f"ws://{host}/_stcore/stream", subprotocols=["streamlit"], origin=f"http://{host}",
            max_size=None, compression=None, ping_interval=None, open_timeout=_PATIENCE,
        )  # fmt: skip
        try:
            self.rerun()
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Close the tab."""
        self._socket.close()

    def choose(self, radio: Radio, option: int) -> float:
        """Choose an option, and return how many seconds the page took to follow.

        Args:
            radio: One of ``radios``.
            option: Which of its options, from 0.
        """
        self._values[radio.id] = WidgetState(id=radio.id, string_value=radio.options[option])
        return self.rerun(radio.fragment)

    def rerun(self, fragment: str = "") -> float:
        """Let the page, or one of its fragments, run once more; return the seconds it took.

        All values of the page go with it, as a browser sends them.
        """
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.page_script_hash = self.query, self.page, self._hash
        state.fragment_id = fragment
        state.context_info.timezone, state.context_info.timezone_offset = "Europe/Berlin", -60
        state.context_info.locale = "de-DE"
        state.context_info.url = f"http://127.0.0.1:{self.port}/{self.page}"
        state.widget_states.widgets.extend(self._values.values())
        data = message.SerializeToString()
        started = time.perf_counter()
        self._socket.send(data)
        self._receive_until_finished(started + _PATIENCE, fragment)
        self.seconds = time.perf_counter() - started
        return self.seconds

    def _receive_until_finished(self, deadline: float, fragment: str) -> None:
        seen: dict[str, Radio] = {}
        self.charts = 0
        while True:
            answer = ForwardMsg.FromString(self._socket.recv(timeout=max(0.0, deadline - time.perf_counter())))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self._hash = answer.new_session.page_script_hash
            elif kind == "navigation":
                self._hash = answer.navigation.page_script_hash or self._hash
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._take(answer.delta.new_element, answer.delta.fragment_id, seen)
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise ScriptError("The script could not be compiled.")
                break
        kept = {key: radio for key, radio in self.radios.items() if fragment and radio.fragment != fragment}
        self.radios = kept | seen
        self._values = {key: value for key, value in self._values.items() if key in self.radios}

    def _take(self, element: Any, fragment: str, seen: dict[str, Radio]) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise ScriptError(f"{element.exception.type}: {element.exception.message}")
        if kind == "plotly_chart":
            self.charts += 1
        if kind == "radio":
            widget = element.radio
            options = list(widget.options)
            chosen = options.index(widget.raw_value) if widget.raw_value in options else None
            seen[widget.id] = Radio(widget.id, options, chosen, fragment)
            if widget.set_value and chosen is not None:
                self._values[widget.id] = WidgetState(id=widget.id, string_value=widget.raw_value)


# ------------------------------------------------------------------------------ servers
def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A Streamlit server in a process of its own.

    Args:
        script: What ``streamlit run`` starts.
        environment: Variables beside those of this process.
    """

    def __init__(self, script: Path, environment: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the server stops
        # The folder decides which configuration counts: the same for ours and for the empty app.
        self.process = psutil.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(self.port)],
            cwd=ROOT, env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
        )  # fmt: skip

    def wait(self) -> None:
        """Wait until the port answers.

        Raises:
            ScriptError: If the process ends, or does not answer in time.
        """
        deadline = time.perf_counter() + _PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.perf_counter() > deadline:
                    raise ScriptError(f"The server did not start: {self.log()}") from None
                time.sleep(0.005)

    def log(self) -> str:
        """Return what the server has written."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    @property
    def megabytes(self) -> float:
        """Memory that is the server's own (resident), in MB."""
        return float(self.process.memory_info().rss) / 1e6

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def settle(self) -> None:
        """Wait until what the server does in the background is done: it begins a few seconds after the start."""
        deadline = time.perf_counter() + _PATIENCE
        time.sleep(3)
        while time.perf_counter() < deadline:
            before = self.cpu_seconds
            time.sleep(0.7)
            if self.cpu_seconds - before < 0.03:
                return

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except psutil.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


@contextmanager
def running(script: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it at the end."""
    server = Server(script, environment)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@contextmanager
def empty_app() -> Iterator[Path]:
    """The smallest script there is: what Streamlit itself costs with the same configuration."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text("import streamlit as st\n\nst.write('.')\n", encoding="utf-8")
        yield script
