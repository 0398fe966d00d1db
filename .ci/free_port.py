"""Prints the first free port on this machine from a given one on; Streamlit itself only exits if its port is taken."""

import socket
import sys

_TRIED = 50


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port."""
    with socket.socket() as probe:
        # As servers do: a port that was closed a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


if __name__ == "__main__":
    first = int(sys.argv[1])
    found = next((port for port in range(first, min(first + _TRIED, 65536)) if is_free(port)), None)
    if found is None:
        sys.exit(f"Kein freier Port ab {first}. (No free port from {first} on; try: make run PORT=9000)")
    sys.stdout.write(f"{found}\n")
