"""A process of its own that releases and withdraws, and prints what was acknowledged; started by tests.

Usage: releasing_process.py URL CASE WAVE

Prints ``<number> <content>`` after each release and ``withdrawn <number>`` after each third one is withdrawn again.
"""

import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from typology.store import open_store


def main(url, case, wave):
    """Release until killed."""
    store = open_store(url, patience=20)
    print("ready", flush=True)
    sys.stdin.readline()
    for count in range(100_000):
        content = {"sign": secrets.token_hex(8), "rest": "x" * 5000}
        about = {"model": "toy", "model_version": "1", "voices": 5, "people": [content["sign"]]}
        made = store.release_for_comparison(int(case), int(wave), "inside", content, **about)
        print(made.id, content["sign"], flush=True)
        if count % 3 == 2:
            store.withdraw_comparison_release(made.id)
            print("withdrawn", made.id, flush=True)


main(*sys.argv[1:])
