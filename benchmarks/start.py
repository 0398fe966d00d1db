"""From starting the process to the first finished page, and what is loaded by then, against an empty Streamlit app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.client import ROOT, Server, Tab, empty_app
from benchmarks.rows import Row, median

_TIMES = 7

# Runs as a process of its own: the whole program on an ASGI server, but without the thread that fetches in the
# background what result pages will need; then one tab on the pages named. Prints what was loaded, page by page.
_LOADED = """
import json, sys, threading, time
import streamlit
own = set(sys.modules)
import uvicorn
import typology.ui.server as around
around._warm_up = lambda: None
from app import app
from benchmarks.client import Tab, free_port
port, found = free_port(), {}
server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
threading.Thread(target=server.run, daemon=True).start()
while not server.started:
    time.sleep(0.01)
for page, query in json.loads(sys.argv[1]):
    with Tab(port, page, query):
        found[page] = sorted(set(sys.modules) - own)
json.dump(found, sys.stdout)
"""


def rows(data: Mapping[str, str]) -> Iterator[Row]:
    """Measure starts, alternating between ours and the empty app so that both meet the same load.

    Args:
        data: Environment that names a database with the example data.
    """
    ours: list[tuple[float, float, float]] = []
    empty: list[tuple[float, float, float]] = []
    with empty_app() as script:
        for _ in range(_TIMES):
            empty.append(_first_page(script, {}))
            ours.append(_first_page(ROOT / "app.py", data))
    wall, cpu, memory = (median([run[k] for run in ours]) for k in range(3))
    empty_wall, empty_cpu, empty_memory = (median([run[k] for run in empty]) for k in range(3))
    yield Row(
        f"process start to first page, median of {_TIMES}", wall, target=1.5 * empty_wall, limit=empty_wall,
        note="empty Streamlit app, same configuration; target is 1.5 times it",
    )  # fmt: skip
    yield Row(
        f"… processor time until then, median of {_TIMES}", cpu, limit=empty_cpu,
        note="the same; hardly moved by what else the machine does",
    )  # fmt: skip
    yield Row("memory after the first page", memory, "MB", limit=empty_memory, note="the empty app")


def _first_page(script: Path, environment: Mapping[str, str]) -> tuple[float, float, float]:
    """Return milliseconds, milliseconds of processor time, and MB, from start to the first finished page."""
    started = time.perf_counter()
    server = Server(script, environment)
    try:
        server.wait()
        with Tab(server.port):
            wall = time.perf_counter() - started
            return 1e3 * wall, 1e3 * server.cpu_seconds, server.megabytes
    finally:
        server.stop()


def loaded_by(pages: Sequence[tuple[str, str]], data: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the modules that are loaded when a page has been shown, beside those ``import streamlit`` loads itself.

    Args:
        pages: Paths with their query strings, shown one after the other by one process.
        data: Environment that names a database with the example data.
    """
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, json.dumps(pages)],
        cwd=ROOT, env={**os.environ, **data}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return {page: set(names) for page, names in json.loads(done.stdout).items()}
