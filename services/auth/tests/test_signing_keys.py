"""The signing key is replaced without anybody being signed out."""

import json
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from voicera_auth.__main__ import rotate_signing_key
from voicera_auth.app import open_app
from voicera_auth.keys.model import OUTLIVED, PUBLISHED_AHEAD
from voicera_auth.keys.ring import Claims
from voicera_auth.keys.store import SIGNING_KEYS
from voicera_auth.settings import AuthSettings
from voicera_kit.clock import VirtualClock
from voicera_kit.identity import TokenVerifier
from voicera_kit.settings import SettingsError
from voicera_kit.testing import open_documents_in

MEMBER = Claims("user_1", "org_1", "member", "admin", "sess_1")


@pytest.fixture
async def replicas(tmp_path: Path, clock: VirtualClock):
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(open_app(AuthSettings(data_dir=tmp_path), clock))
            for _ in range(2)
        ]


def signer_of(app) -> str:
    return jwt.get_unverified_header(app.keys.sign(MEMBER, 900))["kid"]


async def test_the_next_key_is_published_before_it_signs(replicas, clock):
    first, second = replicas
    old = signer_of(first)
    following = await first.rotation.rotate()
    await second.rotation.turn()
    for app in replicas:
        assert set(await app.keys.keys()) == {old, following.id}
        assert signer_of(app) == old
    assert following.signs_from - clock.now() == PUBLISHED_AHEAD >= timedelta(seconds=300)
    await clock.advance(PUBLISHED_AHEAD.total_seconds())
    assert {signer_of(app) for app in replicas} == {following.id}


async def test_tokens_of_the_old_key_are_good_until_they_expire(replicas, clock):
    app = replicas[0]
    verifier = TokenVerifier(app.keys, clock)
    old = signer_of(app)
    following = await app.rotation.rotate()
    await clock.advance(PUBLISHED_AHEAD.total_seconds() - 1)
    last = app.keys.sign(MEMBER, 3600)
    await clock.advance(3600)
    await app.rotation.turn()
    assert await verifier.verify(last)
    await clock.advance(OUTLIVED.total_seconds())
    await app.rotation.turn()
    assert set(await app.keys.keys()) == {following.id} != {old}


async def test_replicas_that_rotate_at_once_agree_on_one_key(replicas):
    keys = [await app.rotation.rotate() for app in replicas]
    assert keys[0].id == keys[1].id
    for app in replicas:
        await app.rotation.turn()
        assert len(await app.keys.keys()) == 2


async def test_a_key_is_replaced_after_the_days_of_the_setting(tmp_path, clock, monkeypatch):
    monkeypatch.setenv("VOICERA_SIGNING_KEY_DAYS", "1")
    async with open_app(AuthSettings(data_dir=tmp_path), clock) as app:
        old = signer_of(app)
        await clock.advance(timedelta(days=1).total_seconds() - 660)
        await app.rotation.turn()
        assert signer_of(app) == old
        await clock.advance(60)
        await app.rotation.turn()
        await clock.advance(600)
        assert signer_of(app) != old


async def test_the_command_says_which_key_signs_next(tmp_path, capsys):
    settings = AuthSettings(data_dir=tmp_path)
    await rotate_signing_key(settings)
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    await rotate_signing_key(settings)
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == first
    async with open_app(settings) as app:
        assert first["kid"] in await app.keys.keys()
        assert signer_of(app) != first["kid"]


async def test_private_keys_are_stored_sealed(replicas):
    [document] = (await replicas[0].keys._store._documents.find("system", SIGNING_KEYS)).items
    [key] = replicas[0].keys._keys
    assert key.private.private_bytes_raw().hex() not in str(document.body)
    assert document.body["sealed"].startswith("v1.")


async def test_a_key_that_was_stored_in_the_clear_is_sealed_and_signs_on(tmp_path, clock):
    seed = "11" * 32
    async with open_documents_in(tmp_path, (SIGNING_KEYS,), clock) as documents:
        await documents.insert("system", SIGNING_KEYS, "key_first", {"kid": "kid_old", "seed": seed})
    settings = AuthSettings(data_dir=tmp_path, documents_url=f"sqlite:{tmp_path / 'test.db'}")
    async with open_app(settings, clock) as app:
        assert signer_of(app) == "kid_old"
        [document] = (await app.keys._store._documents.find("system", SIGNING_KEYS)).items
        assert seed not in str(document.body)
    async with open_app(settings, clock) as app:
        assert signer_of(app) == "kid_old"


async def test_without_the_sealing_key_auth_does_not_start(tmp_path):
    async with open_app(AuthSettings(data_dir=tmp_path)):
        pass
    (tmp_path / "sealing.keys").unlink()
    with pytest.raises(SettingsError, match="VOICERA_SEALING_KEYS"):
        async with open_app(AuthSettings(data_dir=tmp_path)):
            pass
