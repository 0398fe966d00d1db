"""Loads the server and prints one table: ``python -m tests.load [--write FILE] [--json FILE] [rooms|joining|…]``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.__main__ import machine, write
from tests.load.results import Line, table

_VERSIONS = ("streamlit", "starlette", "uvicorn", "uvloop", "httptools", "sqlalchemy", "psycopg")
_SHORT = ("room", "large", "saturation", "joining", "crashes", "servers")
_ALL = (*_SHORT, "hours")
_CURVE = Path("docs") / "load_memory.svg"


def _parts(options: argparse.Namespace) -> dict[str, Callable[[], list[Line]]]:
    # Imported here: --help and a wrong name need none of it.
    from tests.load import bursts, hours, steady, two_servers

    seconds, times = (15.0, 2) if options.quick else (90.0, 10)
    curve = options.curve or (_CURVE if options.write else None)
    return {
        "room": lambda: steady.rooms(300, seconds, seed=options.seed),
        "large": lambda: steady.rooms(1_000, seconds, seed=options.seed),
        "saturation": lambda: bursts.saturation(seconds=min(20.0, seconds)),
        "joining": lambda: bursts.joining(seed=options.seed),
        "crashes": lambda: steady.crashes(times=options.times or times),
        "servers": lambda: two_servers.two_servers(seconds=60.0, seed=options.seed),
        "hours": lambda: hours.hours(options.minutes, seed=options.seed, curve=curve),
    }


def main(arguments: list[str]) -> int:
    """Run scenarios and print; a missed aim is said in the table and is no failure: figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    named = f"{', '.join(_ALL)}; all but the last if none is given"
    parser.add_argument("parts", nargs="*", metavar="PART", help=named)
    parser.add_argument("--write", type=Path, metavar="FILE", help="document whose marked part is replaced")
    parser.add_argument("--json", type=Path, metavar="FILE", help="file for the figures; those of other parts stay")
    parser.add_argument("--curve", type=Path, metavar="FILE", help="SVG file for the curve of memory")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long 'hours' lasts (60)")
    parser.add_argument("--times", type=int, default=0, help="how often 'crashes' kills the server (10)")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another room")
    parser.add_argument("--quick", action="store_true", help="short runs, to try things out")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(_ALL):
        parser.error(f"There is no part {', '.join(sorted(unknown))}.")
    if not 0.5 <= options.minutes <= 110:
        parser.error("Between half a minute and 110.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever ends a run ends its servers with it
    about = machine(_VERSIONS)
    available = _parts(options)
    found: dict[str, list[dict]] = _kept(options.json)
    for part in options.parts or _SHORT:
        print(f"{part} …", file=sys.stderr, flush=True)
        lines = available[part]()
        for line in lines:
            sign = " (missed)" if line.missed else ""
            print(f"  {line.what}: {line.figure:.4g} {line.unit}{sign}  {line.note}", file=sys.stderr, flush=True)
        found[part] = [line.as_json() | {"machine": about} for line in lines]
        if options.json:
            options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    text = _document(found, about)
    print(text)
    if options.write:
        write(options.write, text)
    return 0


def _kept(file: Path | None) -> dict[str, list[dict]]:
    if file is None or not file.exists():
        return {}
    return {part: lines for part, lines in json.loads(file.read_text(encoding="utf-8")).items() if part in _ALL}


def _document(found: dict[str, list[dict]], about: str) -> str:
    """Return the table of all parts, and under which circumstances parts were measured that are older than this run."""
    lines: list[Line] = []
    older: dict[str, list[str]] = {}
    for part in _ALL:
        for entry in found.get(part, []):
            fields = {name: value for name, value in entry.items() if name not in ("missed", "machine")}
            lines.append(replace(Line("", "", 0.0), **fields))
        circumstances = {entry["machine"] for entry in found.get(part, [])} - {about}
        for words in circumstances:
            older.setdefault(words, []).append(part)
    notes = [f"Measured in a run of its own ({', '.join(parts)}): {words}" for words, parts in older.items()]
    picture = [f"![Memory of the server over the hour]({_CURVE.name})"] if "hours" in found and _CURVE.exists() else []
    return "\n\n".join([about, table(lines), *notes, *picture])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
