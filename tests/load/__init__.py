"""The server under the load of a room full of phones; ``python -m tests.load --help``, ``docs/load.md`` explains it.

Only loopback addresses, a bounded number of phones, and an end by itself: this is no tool to use against others.
"""
