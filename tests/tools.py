"""Says whether this machine has what the tests need beside Python: ``python -m tests.tools``.

``make test`` asks first, so that nobody waits for the last test to learn that a browser is missing.
"""

from __future__ import annotations

import os
import sys

from tests.e2e.screen import NO_BROWSER, find_browser
from tests.postgres import NOT_FOUND, find_binaries


def missing(*, postgres_only: bool = False) -> list[str]:
    """Return a sentence for everything that is missing."""
    found = [] if find_binaries() else [NOT_FOUND]
    if not postgres_only and find_browser() is None:
        found.append(NO_BROWSER)
    return found


def main(arguments: list[str]) -> int:
    """Print what is missing, and return 1 if something is."""
    if "DATABASE_URL" in os.environ:
        print("Note: the tests do not touch the database named by DATABASE_URL.")
    sentences = missing(postgres_only="--postgres-only" in arguments)
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
