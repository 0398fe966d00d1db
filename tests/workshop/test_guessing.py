"""The limit for codes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.workshop import guessing
from typology.workshop.codes import ALPHABET, CODE_LENGTH
from typology.workshop.guessing import Guesses, client_of

YEAR = 365.25 * 24 * 60


def test_twenty_wrong_codes_and_then_one_in_six_seconds():
    """The twenty-first has to wait, and after six seconds there is one, not two."""
    guesses = Guesses()
    for _ in range(20):
        assert guesses.may_try("1.2.3.4", 100.0)
        guesses.failed("1.2.3.4", 100.0)
    assert guesses.wait("1.2.3.4", 100.0) == pytest.approx(6.0)
    assert not guesses.may_try("1.2.3.4", 105.9)
    assert guesses.may_try("1.2.3.4", 106.0)
    guesses.failed("1.2.3.4", 106.0)
    assert not guesses.may_try("1.2.3.4", 106.0)
    assert guesses.may_try("1.2.3.5", 106.0)


def test_right_codes_do_not_count():
    """Who asks whether it may try, and does not fail, can go on for ever."""
    guesses = Guesses()
    assert all(guesses.may_try("1.2.3.4", 0.0) for _ in range(1000))
    assert len(guesses) == 0


def test_whoever_waits_as_long_as_told_may_try():
    """No remainder of a division keeps somebody out."""
    guesses = Guesses(client_seconds=7.3)
    now = 0.1
    for _ in range(200):
        now += guesses.wait("a", now)
        assert guesses.may_try("a", now)
        guesses.failed("a", now)


def test_many_addresses_together_have_a_limit_too():
    """300 at once, then 60 a minute, however many there are."""
    guesses = Guesses()
    tried, now = 0, 0.0
    for second in range(601):
        now = float(second)
        for address in range(50):
            if guesses.may_try(f"10.0.{second % 256}.{address}", now):
                guesses.failed(f"10.0.{second % 256}.{address}", now)
                tried += 1
    assert tried == 300 + 600


def test_a_bounded_number_of_clients_is_remembered():
    """And forgetting the oldest gives nobody more tries than the overall limit."""
    guesses = Guesses(most_clients=100)
    for n in range(10_000):
        guesses.failed(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", 0.0)
    assert len(guesses) == 100
    assert not guesses.may_try("1.1.1.1", 0.0)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("x" * 1000, "x" * 64),
    ],
)
def test_a_client_is_a_connection_not_an_address(address, client):
    """A single IPv6 connection has 2^64 addresses, which must not be as many clients."""
    assert client_of(address) == client


@pytest.mark.parametrize(
    ("per_minute", "running", "years"),
    [(10, 1, 84.4), (10, 50, 3.3), (60, 1, 14.1), (60, 50, 6.7 / 12)],
)
def test_guessing_takes_as_long_as_promised(per_minute, running, years):
    """The table in the module's docstring, from the limits it has."""
    assert {60 / guessing.CLIENT_SECONDS, 60 / guessing.OVERALL_SECONDS} == {10, 60}
    tries = len(ALPHABET) ** CODE_LENGTH / (running + 1)
    assert tries / per_minute / YEAR == pytest.approx(years, rel=0.03)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(-10, 10), st.booleans()), max_size=200))
def test_whatever_the_clock_does_nobody_gets_more_than_there_is(steps):
    """A clock set back gives nothing; what is left is never below 0 or above the limit."""
    guesses = Guesses(per_client=3, client_seconds=2.0, overall=5, overall_seconds=1.0)
    now, latest, tried = 1000.0, 1000.0, 0
    guesses.failed("a", now)  # from here on it knows the time
    for client, passed, fails in steps:
        now += passed
        latest = max(latest, now)
        if guesses.may_try(client, now) and fails:
            guesses.failed(client, now)
            tried += 1
        assert 0 <= guesses.wait(client, now) <= 2.0
    assert tried <= 4 + (latest - 1000.0) / 1.0 + 1e-6
