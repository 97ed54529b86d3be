"""Hashing is bounded, and a password that was lost can be replaced."""

import asyncio
import json
from contextlib import closing
from dataclasses import replace

import pytest
import structlog
from argon2 import PasswordHasher

from voicera_auth.__main__ import reset_password
from voicera_auth.account.password import Passwords
from voicera_auth.account.store import UserStore
from voicera_auth.organization.service import OrganizationService
from voicera_auth.organization.store import OrganizationStore
from voicera_kit.errors import AlreadyExists, NotFound, ResourceExhausted, Unauthenticated


@pytest.fixture
def passwords():
    opened = Passwords(at_once=1, waiting=1)
    yield opened
    opened.close()


async def test_more_than_may_wait_are_told_to_come_back(passwords):
    asked = [passwords.verify(None, "wrong password") for _ in range(5)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    refusals = [each for each in outcomes if isinstance(each, ResourceExhausted)]
    assert (outcomes.count(False), len(refusals)) == (2, 3)
    assert refusals[0].retry_after


async def test_whoever_leaves_makes_room(passwords):
    asked = [asyncio.create_task(passwords.verify(None, "wrong password")) for _ in range(2)]
    await asyncio.sleep(0)
    for each in asked:
        each.cancel()
    await asyncio.wait(asked)
    assert await passwords.verify(await passwords.hash("right password"), "right password")


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
async def test_a_refused_sign_in_is_logged_without_the_address(auth, email):
    with structlog.testing.capture_logs() as logs, pytest.raises(Unauthenticated):
        await auth.app.sessions.sign_in(email, "wrong password")
    assert [each["event"] for each in logs] == ["sign_in_refused"]
    assert "example.com" not in str(logs)


async def test_a_reset_password_replaces_the_old_one_and_ends_every_session(auth, capsys):
    sessions = [await auth.app.sessions.sign_in(auth.email, auth.password) for _ in range(2)]
    await reset_password(auth.app.settings, " OWNER@example.com")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["organization_id"], told["email"]) == (auth.organization_id, auth.email)
    for session in sessions:
        with pytest.raises(Unauthenticated) as ended:
            await auth.app.sessions.refresh(session.refresh_token)
        assert ended.value.reason == "SESSION_ENDED"
    with pytest.raises(Unauthenticated):
        await auth.app.sessions.sign_in(auth.email, auth.password)
    assert await auth.app.sessions.sign_in(auth.email, told["password"])


async def test_a_password_is_hashed_anew_when_hashing_has_become_dearer(auth):
    users = auth.app.organizations._users
    user = await users.find(auth.email)
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(auth.password)
    await users.replace(replace(user, password_hash=weak))
    assert await auth.app.sessions.sign_in(auth.email, auth.password)
    settings = auth.app.settings
    today = PasswordHasher(settings.password_time_cost, settings.password_memory_kib)
    assert not today.check_needs_rehash((await users.find(auth.email)).password_hash)
    assert await auth.app.sessions.sign_in(auth.email, auth.password)


async def test_a_password_changed_during_a_sign_in_keeps_the_session_from_outliving_it(auth):
    user = await auth.app.organizations._users.find(auth.email)
    await auth.app.organizations.reset_password(auth.email)
    with pytest.raises(Unauthenticated):
        await auth.app.sessions.open(user)


async def test_sessions_of_others_live_through_a_reset(auth):
    password = await auth.app.organizations.add_person(auth.organization_id, "viewer@example.com", "viewer")
    session = await auth.app.sessions.sign_in("viewer@example.com", password)
    await reset_password(auth.app.settings, auth.email)
    assert await auth.app.sessions.refresh(session.refresh_token)


@pytest.mark.parametrize("hasher", [PasswordHasher(), PasswordHasher(time_cost=2, memory_cost=19456)])
def test_an_unknown_address_is_compared_with_a_hash_as_dear_as_a_real_one(hasher):
    with closing(Passwords(hasher)) as passwords:
        assert not hasher.check_needs_rehash(passwords._nobody)


async def test_an_unknown_address_has_no_password_to_reset(auth):
    with pytest.raises(NotFound):
        await reset_password(auth.app.settings, "nobody@example.com")


class CutShort(OrganizationStore):
    """A store whose process dies before it adds a member."""

    async def add_member(self, *_values):
        raise ConnectionError


async def test_an_organization_whose_creation_was_cut_short_can_be_created_again(auth, passwords):
    documents = auth.app.organizations._organizations._documents
    cut_short = OrganizationService(CutShort(documents), UserStore(documents), passwords, auth.clock)
    with pytest.raises(ConnectionError):
        await cut_short.create("Moonrise", "moon@example.com")
    with pytest.raises(AlreadyExists):  # for all anybody knows, it is being created at this moment
        await auth.app.organizations.create("Moonrise", "moon@example.com")
    await auth.clock.advance(61)
    organization, password = await auth.app.organizations.create("Moonrise", "moon@example.com")
    assert await auth.app.sessions.sign_in("moon@example.com", password)
    assert (await auth.app.organizations.get(organization.id)).display_name == "Moonrise"
    with pytest.raises(AlreadyExists):
        await auth.app.organizations.create("Moonrise", "moon@example.com")
