"""A process of its own that answers in a workshop and prints each answer once it is acknowledged; started by tests.

Usage: workshop_process.py URL ROUND FIRST_SEAT SEATS BATCHES PREFIX [SAME_TAPS]

Each batch has one answer of every seat, each with a random note. Prints ``<seat> <item> <note>`` after each, or
``closed`` once the round takes no more. With SAME_TAPS two processes send the very same answers.
"""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from typology.store import AnswerClosedError, AnswerJob, open_store


def main(url, round_id, first, seats, batches, prefix, same_taps=""):
    """Answer until killed, closed or done."""
    store = open_store(url, patience=20)
    items = [f"i{number}" for number in range(20)]
    print("ready", flush=True)
    sys.stdin.readline()
    for batch in range(int(batches)):
        item = items[batch % len(items)]
        jobs = []
        for seat in range(int(first), int(first) + int(seats)):
            note = f"n{batch}" if same_taps else f"{prefix}{secrets.token_hex(4)}"
            tap = f"{item}-{batch}" if same_taps else f"{prefix}{batch}"
            jobs.append(AnswerJob(seat, int(round_id), item, "answer", f"s{batch % 5}", None, note, tap))
        if not same_taps and batch % 2:
            jobs.reverse()  # the order in which phones are heard is never the same
        for result in store.give_answers(jobs, datetime.now(UTC)):
            if isinstance(result, AnswerClosedError):
                print("closed", flush=True)
                return
            if isinstance(result, Exception):
                raise result
            print(result.seat_id, result.item, result.note, flush=True)


main(*sys.argv[1:])
