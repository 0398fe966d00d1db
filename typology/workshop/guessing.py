"""How often somebody may type a code that is none.

Only failed look-ups count, so that three hundred people who type the right code in the same minute are never held up;
scanning carries a longer key and is not limited at all. A client has 20 failures at once and then one in six seconds;
all clients together have 300 at once and then one a second. While nothing is left, right codes are refused as well,
because otherwise the refusal itself would tell right from wrong.

How long guessing takes, with 31^6 = 887,503,681 codes of which ``w`` lead to a running workshop. On average
``31^6 / (w + 1)`` are tried before the first is found:

===================== ============ ============== ==============
who                   per minute   w = 1          w = 50
===================== ============ ============== ==============
one client            10           84.4 years     3.3 years
any number of clients 60           14.1 years     6.7 months
===================== ============ ============== ==============

and whoever finds one may take a seat in it: see results or alter them they cannot, and the facilitator sees one seat
too many. Without a limit, at 1,000 tries a second, the first code would be found in 5 days; with fifty running, in 5
hours.

The price: somebody with many addresses can hold up *typing* for all. Scanning goes on.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass

PER_CLIENT, CLIENT_SECONDS = 20, 6.0
OVERALL, OVERALL_SECONDS = 300, 1.0
MOST_CLIENTS = 4096


@dataclass(slots=True)
class _Bucket:
    """What is left at a moment, refilled by one in ``seconds`` up to ``most``."""

    most: int
    seconds: float
    left: float
    at: float

    def refill(self, now: float) -> float:
        # A clock that is set back refills nothing and takes nothing away.
        self.left = min(float(self.most), self.left + max(0.0, now - self.at) / self.seconds)
        self.at = max(self.at, now)
        return self.left

    def wait(self, now: float) -> float:
        # What a division leaves over would else keep somebody waiting who has waited as long as told.
        missing = 1.0 - self.refill(now)
        return missing * self.seconds if missing > 1e-9 else 0.0


class Guesses:
    """Failed look-ups per client and overall.

    Remembers at most ``most_clients``; the one heard of longest ago is forgotten first. Somebody with thousands of
    addresses gains nothing by that, since new addresses start afresh anyway and the overall limit holds for all.
    """

    def __init__(
        self,
        per_client: int = PER_CLIENT,
        client_seconds: float = CLIENT_SECONDS,
        overall: int = OVERALL,
        overall_seconds: float = OVERALL_SECONDS,
        most_clients: int = MOST_CLIENTS,
    ) -> None:
        self._per_client, self._client_seconds, self._most_clients = per_client, client_seconds, most_clients
        self._all = _Bucket(overall, overall_seconds, float(overall), float("-inf"))
        self._clients: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, address: str, now: float) -> float:
        """Return how many seconds a client must wait before it may try a code; 0 if it may now.

        Args:
            address: Address of the client, as ``host`` of the connection or of a trusted proxy.
            now: Seconds on a clock that does not jump (``time.monotonic``).
        """
        bucket = self._clients.get(client_of(address))
        return max(self._all.wait(now), bucket.wait(now) if bucket else 0.0)

    def may_try(self, address: str, now: float) -> bool:
        """Return whether a client may try a code now."""
        return self.wait(address, now) == 0.0

    def failed(self, address: str, now: float) -> None:
        """Count a failed look-up."""
        client = client_of(address)
        bucket = self._clients.pop(client, None)
        if bucket is None:
            bucket = _Bucket(self._per_client, self._client_seconds, float(self._per_client), now)
            while len(self._clients) >= self._most_clients:
                self._clients.popitem(last=False)
        self._clients[client] = bucket
        for one in (bucket, self._all):
            one.left = max(0.0, one.refill(now) - 1.0)

    def __len__(self) -> int:
        """Return how many clients are remembered."""
        return len(self._clients)


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of 64 bits that an IPv6 connection has."""
    try:
        parsed = ipaddress.ip_address(address.strip("[] ").partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
