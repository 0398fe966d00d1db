"""A process of its own that stores responses and prints each one once it is acknowledged; started by tests.

Usage: answering_process.py URL ASSESSMENT PREFIX COUNT [NOTE_LENGTH] [FILE_SIZE_LIMIT]

Prints ``<item> <note>`` after each response, or ``error <code>`` and stops.
"""

import resource
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from typology.store import StoreError, open_store


def main(url, assessment, prefix, count, note_length="6", file_size_limit="0"):
    """Give ``count`` responses to different items, each with a random note."""
    store = open_store(url, patience=20)
    print("ready", flush=True)
    sys.stdin.readline()
    if int(file_size_limit):  # the system's own limit: every file may grow to this size and no further
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_size_limit), resource.RLIM_INFINITY))
    for number in range(int(count)):
        note = secrets.token_hex(int(note_length) // 2)
        try:
            response = store.give_response(int(assessment), f"{prefix}{number}", "answer", "s1", note=note)
        except StoreError as error:
            print("error", error.code, flush=True)
            break
        print(response.item, response.note, flush=True)


main(*sys.argv[1:])
