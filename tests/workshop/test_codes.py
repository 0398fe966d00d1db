"""Codes, keys, tokens: what they are made of, and how typed codes are read."""

import hashlib
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.workshop import codes


def test_codes_hold_no_letters_that_look_alike():
    """Neither 0 and o nor 1, i and l are in them, and every other sign turns up."""
    seen = set("".join(codes.new_code() for _ in range(2000)))
    assert seen == set(codes.ALPHABET)
    assert not seen & set("01oil")
    assert len(codes.ALPHABET) == 31


@pytest.mark.parametrize(("make", "length", "bits"), [(codes.new_code, 6, 29), (codes.new_key, 12, 59)])
def test_codes_and_keys_are_as_long_as_promised_and_never_alike(make, length, bits):
    """The arithmetic of guessing rests on it."""
    made = {make() for _ in range(500)}
    assert {len(text) for text in made} == {length}
    assert len(made) > 495
    assert math.log2(len(codes.ALPHABET)) * length > bits


def test_a_token_has_144_bits_and_is_safe_in_an_address():
    """24 characters of 6 bits each."""
    made = {codes.new_token() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", token) for token in made)


def test_what_is_stored_of_a_token_is_its_hash():
    """SHA-256 as everybody computes it."""
    assert codes.hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert codes.hash_of("ü") == hashlib.sha256("ü".encode()).hexdigest()


def test_the_wall_has_a_token_that_follows_from_the_secret_and_does_not_hold_it():
    """The same each time, another for another secret, and no part of the secret in it."""
    secret = codes.new_token()
    token = codes.wall_token(secret)
    assert token == codes.wall_token(secret) != codes.wall_token(codes.new_token())
    assert len(token) == 24
    assert secret not in token
    assert codes.hash_of(token) != codes.hash_of(secret)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("abc234", "abc234"),
        (" ABC 234 ", "abc234"),
        ("abc-234", "abc234"),
        ("a.b c–2_3 4", "abc234"),
        ("ABC\u200b234", "abc234"),
        ("ａｂｃ２３４", "abc234"),  # full width
        ("abc٢٣٤", "abc234"),  # Arabic digits
        ("abc۲۳۴", "abc234"),  # Persian digits
        ("авс234", "abc234"),  # Cyrillic letters
        ("АВС234", "abc234"),
        ("ΑΒΖ234", "abz234"),  # Greek letters
        ("abc23", None),
        ("abc2345", None),
        ("abc23o", None),  # 0 or o is in no code: what was meant is anybody's guess
        ("abc231", None),
        ("äbc234", None),
        ("", None),
        ("a" * 100_000, None),
        ("<script>", None),
        ("abc23²", "abc232"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, read):
    """Case, blanks, dashes and keyboards of other scripts do not matter; what cannot be a code is none."""
    assert codes.read_code(typed) == read


@given(st.text(max_size=120))
def test_whatever_is_typed_is_a_code_or_none(text):
    """No input raises, and what comes back is always made of the alphabet."""
    found = codes.read_code(text)
    assert found is None or (len(found) == 6 and set(found) <= set(codes.ALPHABET))


@given(st.text(codes.ALPHABET, min_size=6, max_size=6))
def test_every_code_is_read_back(code):
    """As it is, in capitals, and in two groups."""
    assert codes.read_code(code) == codes.read_code(code.upper()) == codes.read_code(f"{code[:3]} {code[3:]}") == code


def test_a_key_is_right_only_as_a_whole():
    """And nothing is right once there is no key any more."""
    assert codes.same_key("abc", "abc")
    assert not codes.same_key("ab", "abc")
    assert not codes.same_key("", None)
    assert not codes.same_key("ü", "abc")
