"""Prints where phones in the same network reach the program: ``python .ci/addresses.py PORT``."""

import sys

from typology.reports.joining import base_addresses, typed_address

if __name__ == "__main__":
    port = int(sys.argv[1])
    own = f"http://127.0.0.1:{port}/"
    # The server listens on the addresses that people can type.
    found = [base for base in base_addresses(own, port) if base != own and "[" not in base]
    lines = [f"Moderation (nur auf diesem Rechner / on this computer only): {own}"]
    lines += [f"Telefone / phones: {typed_address(base)}" for base in found]
    if not found:
        lines.append(
            "Kein Netz gefunden: bitte WLAN oder Hotspot einschalten und neu starten. "
            "(No network found: switch on wireless or a hotspot and start again.)"
        )
    sys.stdout.write("\n".join(lines) + "\n")
