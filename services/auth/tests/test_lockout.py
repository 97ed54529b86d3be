"""Whoever fails often waits, and hardly anybody else: an account's guessers and those of one network."""

import asyncio

import pyotp
import pytest

from voicera.auth.v1 import profile_service_pb2 as profile_pb
from voicera_auth.account.attempts import AttemptStore
from voicera_auth.account.lockout import ALL_GUESSERS, ONE_GUESSER, ONE_NETWORK, Lockout
from voicera_kit.errors import FailedPrecondition, ResourceExhausted, ServiceError, Unauthenticated


async def fail(auth, email: str, **headers: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await auth.sign_in(email, "wrong password", **headers)
    assert refusal.value.reason == "SIGN_IN_FAILED"


async def wait_of(auth, email: str, password: str = "wrong password", **headers: str) -> float:  # noqa: S107 - it is wrong
    with pytest.raises(ResourceExhausted) as refusal:
        await auth.sign_in(email, password, **headers)
    assert refusal.value.reason == "TOO_MANY_ATTEMPTS"
    return refusal.value.retry_after.total_seconds()


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
async def test_each_further_failure_doubles_the_wait(auth, email):
    for _ in range(5):
        await fail(auth, email)
    for seconds in (1, 2, 4):
        assert await wait_of(auth, email) == seconds
        await auth.clock.advance(seconds)
        await fail(auth, email)


async def test_the_right_password_waits_too_and_then_makes_failures_forgotten(auth):
    for _ in range(5):
        await fail(auth, auth.email)
    assert await wait_of(auth, auth.email, auth.password) == 1
    await auth.clock.advance(1)
    assert await auth.sign_in()
    await fail(auth, auth.email)
    assert await auth.sign_in()


@pytest.fixture
def lockout(auth) -> Lockout:
    """What another replica counts with."""
    documents = auth.app.organizations._organizations._documents
    return Lockout(AttemptStore(documents, auth.clock), auth.clock)


async def guess(lockout: Lockout, email: str, address: str = "") -> str:
    try:
        async with lockout.attempt(email, address):
            raise Unauthenticated("wrong", reason="SIGN_IN_FAILED")
    except ServiceError as refusal:
        return refusal.reason


async def test_nobody_waits_longer_than_a_quarter_of_an_hour(auth, lockout):
    for _ in range(4):
        await guess(lockout, auth.email)
    waits = []
    for _ in range(12):
        assert await guess(lockout, auth.email) == "SIGN_IN_FAILED"
        with pytest.raises(ResourceExhausted) as refusal:
            async with lockout.attempt(auth.email):
                pass
        waits.append(refusal.value.retry_after)
        await auth.clock.advance(waits[-1].total_seconds())
    assert [each.total_seconds() for each in waits[8:]] == [256, 512, 900, 900]


async def test_replicas_count_together_and_forget_after_an_hour(auth, lockout):
    for _ in range(5):
        await guess(lockout, auth.email)
    assert await wait_of(auth, auth.email) == 1
    await auth.clock.advance(3602)
    await fail(auth, auth.email)
    await fail(auth, auth.email)


async def test_many_guesses_at_once_are_no_more_than_many_in_a_row(auth, lockout):
    outcomes = await asyncio.gather(*(guess(lockout, auth.email) for _ in range(30)))
    assert 1 <= outcomes.count("SIGN_IN_FAILED") <= 5
    assert set(outcomes) == {"SIGN_IN_FAILED", "TOO_MANY_ATTEMPTS"}


async def test_an_address_that_tries_many_accounts_waits(auth, lockout):
    for each in range(ONE_NETWORK.free):
        assert await guess(lockout, f"{each}@example.com", "198.51.100.7") == "SIGN_IN_FAILED"
    assert await wait_of(auth, auth.email, auth.password, x_forwarded_for="spoofed, 198.51.100.7") == 1
    assert await auth.sign_in(x_forwarded_for="198.51.100.7, 198.51.100.8")


async def test_a_subscriber_cannot_use_up_ipv6_addresses(auth, lockout):
    for each in range(ONE_NETWORK.free):
        await guess(lockout, f"{each}@example.com", f"2001:db8::{each:x}")
    assert await guess(lockout, "another@example.com", "2001:db8::ffff") == "TOO_MANY_ATTEMPTS"
    assert await guess(lockout, "another@example.com", "2001:db8:0:1::1") == "SIGN_IN_FAILED"


async def test_a_stranger_does_not_keep_the_owner_waiting(auth):
    for _ in range(ONE_GUESSER.free):
        await fail(auth, auth.email, x_forwarded_for="198.51.100.7")
    assert await wait_of(auth, auth.email, x_forwarded_for="198.51.100.7") == 1
    assert await auth.sign_in(x_forwarded_for="198.51.100.8")
    assert await wait_of(auth, auth.email, auth.password, x_forwarded_for="198.51.100.7") == 1


async def test_a_guesser_cannot_change_addresses_within_a_network(auth, lockout):
    for each in range(ONE_GUESSER.free):
        await guess(lockout, auth.email, f"2001:db8::{each:x}")
    assert await guess(lockout, auth.email, "2001:db8::ffff") == "TOO_MANY_ATTEMPTS"
    assert await guess(lockout, auth.email, "2001:db8:0:1::1") == "SIGN_IN_FAILED"


async def guess_from_everywhere(lockout: Lockout, email: str) -> None:
    for each in range(ALL_GUESSERS.free):
        assert await guess(lockout, email, f"198.51.100.{each}") == "SIGN_IN_FAILED"


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
async def test_guessers_from_everywhere_are_slowed_down_together(lockout, clock, email):
    await guess_from_everywhere(lockout, email)
    waits = []
    for each in range(7):
        with pytest.raises(ResourceExhausted) as refusal:
            async with lockout.attempt(email, f"203.0.113.{each}"):
                pass
        waits.append(refusal.value.retry_after.total_seconds())
        await clock.advance(waits[-1])
        assert await guess(lockout, email, f"203.0.113.{each}") == "SIGN_IN_FAILED"
    assert waits == [1, 2, 4, 8, 16, 30, 30]


async def test_the_owner_waits_half_a_minute_at_most_for_guessers_from_everywhere(auth, lockout):
    await guess_from_everywhere(lockout, auth.email)
    for each in range(10):
        await auth.clock.advance(30)
        assert await guess(lockout, auth.email, f"203.0.113.{each}") == "SIGN_IN_FAILED"
    assert await wait_of(auth, auth.email, auth.password, x_forwarded_for="192.0.2.1") == 30
    await auth.clock.advance(30)
    assert await auth.sign_in(x_forwarded_for="192.0.2.1")
    assert await auth.sign_in(x_forwarded_for="192.0.2.1")


async def test_who_waits_for_their_own_failures_makes_nobody_else_wait(auth, lockout):
    for _ in range(ALL_GUESSERS.free + ONE_GUESSER.free):
        await guess(lockout, auth.email, "198.51.100.7")
    assert await auth.sign_in(x_forwarded_for="192.0.2.1")


async def test_what_was_no_guess_does_not_count(auth, lockout):
    for _ in range(9):
        with pytest.raises(ResourceExhausted, match="busy"):
            async with lockout.attempt(auth.email):
                raise ResourceExhausted("busy")
    assert await auth.sign_in()


async def test_a_stolen_token_cannot_guess_the_password(auth):
    owner = await auth.sign_in()
    request = profile_pb.ChangePasswordRequest(
        current_password="wrong password", new_password="a new one 123"
    )
    for _ in range(5):
        with pytest.raises(FailedPrecondition) as refusal:
            await auth.profiles.ChangePassword(request, metadata=auth.mesh.forward(owner))
        assert refusal.value.reason == "PASSWORD_WRONG"
    with pytest.raises(ResourceExhausted):
        await auth.profiles.ChangePassword(request, metadata=auth.mesh.forward(owner))
    assert await auth.sign_in()


async def test_a_stranger_keeps_nobody_from_changing_their_password_or_second_factor(auth):
    owner = await auth.sign_in()
    for _ in range(ONE_GUESSER.free):
        await fail(auth, auth.email)
    assert await wait_of(auth, auth.email, auth.password) == 1
    enrolment = await auth.profiles.StartSecondFactor(
        profile_pb.StartSecondFactorRequest(password=auth.password), metadata=auth.mesh.forward(owner)
    )
    code = pyotp.TOTP(enrolment.secret).at(auth.clock.now())
    await auth.profiles.ConfirmSecondFactor(
        profile_pb.ConfirmSecondFactorRequest(code=code), metadata=auth.mesh.forward(owner)
    )
    await auth.profiles.ChangePassword(
        profile_pb.ChangePasswordRequest(current_password=auth.password, new_password="seven mangoes"),
        metadata=auth.mesh.forward(owner),
    )
