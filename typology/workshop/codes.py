"""Codes, keys and tokens of a workshop: what opens what, and what of it may be stored or projected.

=============== ========== ==========================================================================
what            random     for
=============== ========== ==========================================================================
code            29.7 bits  typed in by hand; look-ups by it are limited (``typology.workshop.guessing``)
join key        59.4 bits  carried by the QR code beside the code, so that scanning needs no limit
token           144 bits   the link of somebody who takes part, and the secret link of the facilitator
wall token      144 bits   the address of the wall; follows from the facilitator's secret, never back
=============== ========== ==========================================================================

Tokens are never stored, only their hash. They are random enough that a plain SHA-256 cannot be turned round by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from base64 import urlsafe_b64encode

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""What codes are made of: no 0 and o, no 1, i and l, which look alike on a wall."""
CODE_LENGTH = 6
KEY_LENGTH = 12

# A keyboard for another script has letters that look the same; where they can only be meant as one, they are read so.
# Left out is what could be two of ours, such as a small Greek nu (n or v).
_SAME_LOOK = str.maketrans(
    {
        **dict(zip("авсеһнкмрѕтухјԛԝ", "abcehhkmpstyxjqw", strict=True)),  # Cyrillic
        **dict(zip("αβεζκμρτχ", "abezkmptx", strict=True)),  # Greek
    }
)


def new_code() -> str:
    """Return a random code of six characters; the caller makes sure that no other workshop has it."""
    return _random(CODE_LENGTH)


def new_key() -> str:
    """Return a random key of twelve characters for the QR code."""
    return _random(KEY_LENGTH)


def new_token() -> str:
    """Return a random token of 24 characters (144 bits) that is safe in an address."""
    return secrets.token_urlsafe(18)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a token or secret, hexadecimal; all that is stored of it."""
    return hashlib.sha256(text.encode()).hexdigest()


def wall_token(lead_secret: str) -> str:
    """Return the token of the wall that belongs to a facilitator's secret.

    Whoever reads it off the projected address cannot work out the secret (HMAC-SHA256, 144 bits of it).
    """
    digest = hmac.new(lead_secret.encode(), b"wall", hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:18]).decode()


def same_key(given: str, key: str | None) -> bool:
    """Return whether a key is the right one, without telling by the time it takes how much of it is right."""
    return key is not None and hmac.compare_digest(given.encode(), key.encode())


def read_code(text: str) -> str | None:
    """Return a code as it is stored from what somebody typed; None if it cannot be one.

    Case, blanks and dashes do not count. Digits of other scripts and full-width letters are read as ours, and so are
    letters of another keyboard that look the same.
    """
    if len(text) > 100:
        return None
    plain = unicodedata.normalize("NFKC", text).lower().translate(_SAME_LOOK)
    kept = "".join(
        str(unicodedata.digit(sign, sign))
        for sign in plain
        if not (sign.isspace() or unicodedata.category(sign) in ("Pd", "Pc", "Cf") or sign in ".·−")
    )
    return kept if len(kept) == CODE_LENGTH and set(kept) <= set(ALPHABET) else None


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
