"""A second factor: switched on by the app's code, asked for at every sign-in, no code works twice."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from voicera_auth.account.attempts import ATTEMPTS, AttemptStore
from voicera_auth.account.lockout import Lockout
from voicera_auth.account.model import User
from voicera_auth.account.store import USERS, UserStore
from voicera_auth.second_factor.service import SecondFactors
from voicera_auth.second_factor.store import (
    SECOND_FACTORS,
    SecondFactorStore,
    second_factors_sealed_with,
)
from voicera_kit.errors import FailedPrecondition, ServiceError, Unauthenticated
from voicera_kit.sealing import KeyRing, Sealer, SealingKey
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_kit.sealing.rotation import rotate
from voicera_kit.testing import open_documents_in

OLD, NEW = SealingKey("old", b"1" * 32), SealingKey("new", b"2" * 32)


@pytest.fixture
async def documents(tmp_path, clock):
    async with open_documents_in(tmp_path, (USERS, SECOND_FACTORS, ATTEMPTS, SEALING_KEYS), clock) as opened:
        yield opened


@pytest.fixture
async def person(documents) -> User:
    user = User("user_1", "owner@example.com", "Owner", "", "org_1")
    await UserStore(documents).add(user)
    return user


@pytest.fixture
def factors(documents, clock) -> SecondFactors:
    return factors_with(documents, clock, OLD)


def factors_with(documents, clock, *keys: SealingKey) -> SecondFactors:
    store = SecondFactorStore(documents, Sealer(KeyRing(keys)))
    lockout = Lockout(AttemptStore(documents, clock), clock)
    return SecondFactors(store, UserStore(documents), lockout, clock)


def shown(secret: str, clock, steps: int = 0) -> str:
    """What the app shows, some steps of 30 seconds from now."""
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * steps))


async def switched_on(factors, person, clock) -> tuple[str, tuple[str, ...]]:
    secret = (await factors.start(person)).secret
    return secret, await factors.confirm(person, shown(secret, clock))


async def refused(awaitable) -> str:
    with pytest.raises(ServiceError) as refusal:
        await awaitable
    return refusal.value.reason


async def test_it_counts_once_it_is_confirmed(factors, person, clock, documents):
    enrolment = await factors.start(person)
    url = urlsplit(enrolment.otpauth_url)
    assert (url.scheme, url.netloc) == ("otpauth", "totp")
    assert parse_qs(url.query) == {"secret": [enrolment.secret], "issuer": ["VoiceERA"]}
    await factors.check(person.id, "")
    assert await refused(factors.confirm(person, "000000")) == "CODE_WRONG"
    await factors.check(person.id, "")
    await factors.confirm(person, shown(enrolment.secret, clock))
    assert (await UserStore(documents).get(person.id)).has_second_factor
    assert await refused(factors.check(person.id, " ")) == "SECOND_FACTOR_NEEDED"


async def test_a_code_works_once_and_none_before_it_does(factors, person, clock):
    secret, _ = await switched_on(factors, person, clock)
    assert await refused(factors.check(person.id, shown(secret, clock))) == "SIGN_IN_FAILED"
    await clock.advance(60)
    code = shown(secret, clock)
    await factors.check(person.id, f" {code[:3]} {code[3:]} ")
    assert await refused(factors.check(person.id, code)) == "SIGN_IN_FAILED"
    assert await refused(factors.check(person.id, shown(secret, clock, -1))) == "SIGN_IN_FAILED"


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_clocks_may_differ_by_one_step(factors, person, clock, steps, is_right):
    secret, _ = await switched_on(factors, person, clock)
    await clock.advance(300)
    check = factors.check(person.id, shown(secret, clock, steps))
    if is_right:
        await check
    else:
        assert await refused(check) == "SIGN_IN_FAILED"


async def test_replicas_do_not_both_take_a_code(person, clock, documents):
    replicas = [factors_with(documents, clock, OLD) for _ in range(5)]
    secret, recovery = await switched_on(replicas[0], person, clock)
    await clock.advance(60)
    for code in (shown(secret, clock), recovery[0]):
        outcomes = await asyncio.gather(
            *(each.check(person.id, code) for each in replicas), return_exceptions=True
        )
        assert outcomes.count(None) == 1
        assert sum(isinstance(each, Unauthenticated) for each in outcomes) == 4


async def test_ten_recovery_codes_work_once_each(factors, person, clock, documents):
    _, recovery = await switched_on(factors, person, clock)
    assert len(set(recovery)) == 10
    for code in recovery:
        await factors.check(person.id, code.upper().replace("-", " "))
        assert await refused(factors.check(person.id, code)) == "SIGN_IN_FAILED"


async def test_neither_secret_nor_recovery_codes_are_stored(factors, person, clock, documents):
    secret, recovery = await switched_on(factors, person, clock)
    stored = str((await documents.get("system", SECOND_FACTORS, person.id)).body)
    assert secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in recovery)


async def test_one_that_is_on_is_not_replaced(factors, person, clock, documents):
    secret, _ = await switched_on(factors, person, clock)
    person = await UserStore(documents).get(person.id)
    assert await refused(factors.start(person)) == "SECOND_FACTOR_ON"
    await clock.advance(60)
    assert await refused(factors.confirm(person, shown(secret, clock))) == "SECOND_FACTOR_ON"
    await factors.check(person.id, shown(secret, clock))


async def test_switched_off_no_code_is_asked_for(factors, person, clock, documents):
    await switched_on(factors, person, clock)
    for _ in range(2):
        await factors.stop(person.id)
    await factors.check(person.id, "")
    assert not (await UserStore(documents).get(person.id)).has_second_factor


async def test_what_was_not_started_is_not_confirmed(factors, person):
    with pytest.raises(FailedPrecondition) as refusal:
        await factors.confirm(person, "000000")
    assert refusal.value.reason == "SECOND_FACTOR_NOT_STARTED"


async def test_codes_are_good_under_a_new_sealing_key(factors, person, clock, documents):
    secret, _ = await switched_on(factors, person, clock)
    sealer = Sealer(KeyRing([NEW, OLD]))
    await require_known_keys(documents, sealer)
    assert await rotate(documents, sealer, (second_factors_sealed_with(sealer),)) == 1
    await clock.advance(60)
    await factors_with(documents, clock, NEW).check(person.id, shown(secret, clock))
