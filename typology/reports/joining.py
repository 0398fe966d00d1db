"""How people reach the program: its addresses in a network, the address to join, and that as a QR code."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlsplit

ADDRESS_SETTING = "VERBUNDSPIEGEL_URL"
"""Environment variable with the public address, where a reverse proxy or a name stands before the program."""

# Nothing is ever sent there: the system only says which of its own addresses it would send from.
_ANYWHERE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))


def public_address() -> str | None:
    """Return the address that was set for the program, with a slash at its end; None without one that can be used."""
    found = os.environ.get(ADDRESS_SETTING, "").strip()
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def lan_addresses() -> tuple[str, ...]:
    """Return the addresses of this machine in its networks, the one it would use itself first; no loopback."""
    found: dict[str, None] = {}
    for target, family in _ANYWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((target, 9))
                found[probe.getsockname()[0]] = None
        except OSError:  # no such network
            continue
    try:
        entries = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        entries = []
    found |= {str(entry[4][0]): None for entry in entries}
    return tuple(address for address in found if _is_reachable(address))


def _is_reachable(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def base_addresses(seen: str | None, port: int | None = None) -> tuple[str, ...]:
    """Return the addresses under which phones may reach the program, the likeliest first, each with a slash at its end.

    Args:
        seen: Address under which the facilitator reaches it, without the page, e.g. ``http://localhost:8501/``.
        port: Port the program listens on; that of ``seen`` if None.

    Returns:
        The set address alone if there is one. Where the facilitator comes by a name of this machine only, the
        addresses of its networks come first: no phone can reach ``localhost``.
    """
    if (fixed := public_address()) is not None:
        return (fixed,)
    parts = urlsplit(seen or "")
    port = port if port is not None else parts.port
    scheme = parts.scheme if parts.scheme in ("http", "https") else "http"
    suffix = f":{port}" if port else ""
    path = f"{parts.path.rstrip('/')}/"
    lan = [f"{scheme}://{_host(address)}{suffix}{path}" for address in lan_addresses()]
    own = [f"{scheme}://{parts.netloc}{path}"] if parts.hostname else []
    ordered = lan + own if _is_loopback(parts.hostname or "") else own + lan
    return tuple(dict.fromkeys(ordered))


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def join_address(base: str, code: str, join_key: str | None = None, *, language: str | None = None) -> str:
    """Return the address at which people join a workshop.

    Args:
        base: Address of the program, with a slash at its end.
        code: The code of the workshop.
        join_key: Its longer secret, for the QR code; without it the address is the one to type.
        language: Language the page opens in; None leaves that to the phone.
    """
    query = [f"{name}={quote(value, safe='')}" for name, value in (("k", join_key), ("lang", language)) if value]
    return f"{base}w/{quote(code, safe='')}{'?' + '&'.join(query) if query else ''}"


def typed_address(base: str) -> str:
    """Return the address where the code is typed in, as people write it: without ``http://`` where that is implied."""
    return f"{base}w".removeprefix("http://").removeprefix("https://")


@lru_cache(maxsize=64)
def qr_svg(text: str, *, title: str = "", dark: str = "#1F2A2E") -> str:
    """Return a QR code as markup of an SVG picture that fills its place.

    Medium correction: it must be read off a beamer from the last row, where large modules count for more.

    Args:
        text: What it says.
        title: Its words for people who do not see it; "" hides it from them.
        dark: Colour of the dark modules on white.
    """
    import segno  # here: who only answers needs none

    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=4)[0]
    runs: Iterable[str] = (
        f"M{column} {row}h{length}v1h-{length}z" for row, column, length in _dark_runs(code.matrix_iter(border=4))
    )
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges" {label}><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="{escape(dark)}" d="{"".join(runs)}"/></svg>'
    )


def _dark_runs(rows: Iterable[Iterable[int]]) -> Iterable[tuple[int, int, int]]:
    """Yield row, column and length of each run of dark modules."""
    for number, row in enumerate(rows):
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield number, start, column - start
                start = None
