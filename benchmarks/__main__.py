"""Runs all measurements and prints one table: ``python -m benchmarks [--write FILE] [kernel|workshop|start …]``."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rows import Row, as_row, table

_PARTS = ("kernel", "workshop", "phone", "start", "screens", "maps", "comparison")
_USED = ("streamlit", "numpy", "pandas", "plotly", "sqlalchemy", "networkx")
_BUSY = 0.7  # processes waiting for a processor, above which figures are not to be trusted
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def measure(parts: list[str]) -> Iterator[Row]:
    """Measure the parts named, one after the other."""
    # Imported when needed: each part brings what the next one must not find loaded.
    if "kernel" in parts:
        from benchmarks import kernel

        yield from (as_row(found) for found in kernel.rows())
    if "workshop" in parts:
        from benchmarks import workshop_store

        yield from workshop_store.rows()
    if "phone" in parts:
        from benchmarks import phone

        yield from phone.rows()
    if "maps" in parts:
        from benchmarks import map_screens, structure_maps

        yield from structure_maps.rows()
        yield from map_screens.rows()
    if "comparison" in parts:
        from benchmarks import comparison

        yield from comparison.rows()
    if {"start", "screens"} & set(parts):
        from benchmarks import screens, start

        with screens.example_place() as place:
            if "start" in parts:
                yield from start.rows(place.environment)
            if "screens" in parts:
                yield from screens.rows(place)


def machine(used: Iterable[str] = _USED) -> str:
    """Return what the figures depend on: date, processor, versions of the packages used, how busy the machine is."""
    from importlib.metadata import version

    packages = ", ".join(f"{name} {version(name)}" for name in used)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    busy = f"{load:.1f}"
    if load > _BUSY:
        busy += " (the machine was busy with other things: times are too long, and ratios rough)"
    return (
        f"{datetime.now(UTC):%Y-%m-%d} · {os.cpu_count()} processors ({_processor()}) · {platform.system()} · "
        f"Python {platform.python_version()} · {packages} · load before the run: {busy}"
    )


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def write(file: Path, text: str) -> None:
    """Put the result between the two marks of a document."""
    head, _, rest = file.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    file.write_text(f"{head}{_BEGIN}\n\n{text}\n\n{_END}{tail}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Measure and print; a missed target is said in the table and is no failure: figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(_PARTS)}; all of them if none is given")
    parser.add_argument("--write", type=Path, metavar="FILE", help="document whose marked part is replaced")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(_PARTS):
        parser.error(f"There is no part {', '.join(sorted(unknown))}.")
    about = machine()
    rows = []
    for row in measure(options.parts or list(_PARTS)):
        print(f"  {row.name}: {row.figure:.4g} {row.unit}", file=sys.stderr)
        rows.append(row)
    text = f"{about}\n\n{table(rows)}"
    print(text)
    if options.write:
        write(options.write, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
