"""Keys are replaced while the service runs."""

import asyncio
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from voicera.agents.v1 import credential_service_pb2 as pb
from voicera_agents.rotation import rotate_sealing
from voicera_agents.settings import AgentsSettings
from voicera_kit.documents import EVERY_ORGANIZATION, open_documents
from voicera_kit.errors import FailedPrecondition
from voicera_kit.sealing import SealingKeyMissing, credential_place
from voicera_kit.sealing.canary import SEALING_KEYS
from voicera_kit.settings import SettingsError, child_environment

OLD, NEW = (f"{name}:{b64encode(name.encode() * 8).decode()}" for name in ("old1", "new1"))


def with_keys(folder: Path, *keys: str) -> AgentsSettings:
    return AgentsSettings(data_dir=folder, sealing_keys=",".join(keys))


@pytest.fixture
def settings(tmp_path: Path) -> AgentsSettings:
    return with_keys(tmp_path, OLD, NEW)


async def create(agents, value: str, organization_id: str = "org_1") -> pb.Credential:
    request = pb.CreateCredentialRequest(vendor="openai", values={"api_key": value})
    return await agents.credentials.CreateCredential(request, metadata=agents.member(organization_id))


async def replace(agents, credential: pb.Credential, value: str) -> pb.Credential:
    request = pb.ReplaceCredentialRequest(
        id=credential.id, values={"api_key": value}, revision=credential.revision
    )
    return await agents.credentials.ReplaceCredential(request, metadata=agents.member())


async def resolved(agents, settings: AgentsSettings, organization_id: str = "org_1") -> str:
    found = await agents.credentials.ResolveCredential(
        pb.ResolveCredentialRequest(vendor="openai"), metadata=agents.service(organization_id)
    )
    place = credential_place(organization_id, found.id, "api_key")
    return settings.sealer().open(found.sealed["api_key"], place).decode()


async def test_everything_is_readable_with_the_new_key_alone(agents, tmp_path: Path, capsys) -> None:
    created = await create(agents, "the-first-of-keys")
    await create(agents, "the-other-of-keys", "org_2")
    alone = with_keys(tmp_path, NEW)
    with pytest.raises(SealingKeyMissing, match="old1"):
        await resolved(agents, alone)
    with pytest.raises(SettingsError, match="the key old1 is missing"):
        await rotate_sealing(alone)
    await rotate_sealing(with_keys(tmp_path, NEW, OLD))
    assert capsys.readouterr().out == "2 credentials are now sealed under new1\n"
    assert await resolved(agents, alone) == "the-first-of-keys"
    assert await resolved(agents, alone, "org_2") == "the-other-of-keys"
    await rotate_sealing(alone)
    assert (await replace(agents, created, "a-key-after-that")).revision == 2


async def test_replacing_meanwhile_loses_nothing(agents, tmp_path: Path) -> None:
    """The service here still seals under the old key; what it seals in between is found by the next run."""
    kept = [await create(agents, f"key-number-{n}") for n in range(20)]
    both = with_keys(tmp_path, NEW, OLD)

    async def renew() -> list[pb.Credential]:
        return [await replace(agents, each, f"renewed-{each.id}") for each in reversed(kept)]

    _, renewed = await asyncio.gather(rotate_sealing(both), renew())
    with pytest.raises(SettingsError, match="the key old1 is missing"):
        await rotate_sealing(with_keys(tmp_path, NEW))
    assert [each.revision for each in renewed] == [2] * 20
    await rotate_sealing(both)
    newest = kept[-1]
    assert await resolved(agents, with_keys(tmp_path, NEW)) == f"renewed-{newest.id}"
    for each in kept:
        shown = await agents.credentials.GetCredential(
            pb.GetCredentialRequest(id=each.id), metadata=agents.member()
        )
        assert shown.masked["api_key"] == f"…{each.id[-4:]}"


async def test_two_rotations_do_not_run_at_once(agents, tmp_path: Path) -> None:
    both = with_keys(tmp_path, NEW, OLD)
    await rotate_sealing(both)
    async with open_documents("sqlite:", "agents", tmp_path, (SEALING_KEYS,)) as documents:
        assert await documents.claim(EVERY_ORGANIZATION, SEALING_KEYS, (), owner="other", lease_s=60)
        with pytest.raises(FailedPrecondition, match="another rotation"):
            await rotate_sealing(both)


async def test_the_command_names_a_missing_key(agents, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voicera_agents", "rotate-sealing"),
        env=child_environment({"VOICERA_DATA_DIR": str(tmp_path), "VOICERA_SEALING_KEYS": NEW}),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(20):
        _, said = await process.communicate()
    assert process.returncode == 2
    assert b"the key old1 is missing" in said
    assert b"Traceback" not in said
