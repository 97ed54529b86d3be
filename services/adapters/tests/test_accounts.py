"""Whose credential a call is made with: the organization's, else the process's, and never another's."""

from collections.abc import AsyncIterator, Mapping

import pytest

from voicera.agents.v1 import credential_service_pb2 as pb
from voicera.agents.v1 import credential_service_pb2_grpc as pb_grpc
from voicera_adapters.accounts import KEY_MISSING, Accounts, OrganizationCredentials
from voicera_adapters.app import credentials_of
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_kit.client import Mesh
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import FailedPrecondition, NotFound
from voicera_kit.identity import current_identity
from voicera_kit.sealing import KeyRing, Sealer, credential_place
from voicera_kit.testing import Signer, running_mesh

from .vendors.rigs.anthropic_language_model import RIG, Anthropic
from .vendors.test_language_model import conversation

KEY = "k1:" + "A" * 43 + "="


class Kept(pb_grpc.CredentialServiceServicer):
    """agents' side: one sealed key for each organization that has one."""

    def __init__(self, sealer: Sealer, keys: Mapping[str, str]) -> None:
        self.sealer = sealer
        self.keys = dict(keys)
        self.asked: list[tuple[str, str]] = []

    async def ResolveCredential(self, request: pb.ResolveCredentialRequest, context: object) -> object:  # noqa: N802
        organization_id = current_identity().organization_id
        self.asked.append((organization_id, request.vendor))
        if organization_id not in self.keys:
            raise NotFound("credential", request.vendor)
        place = credential_place(organization_id, "credential_1", "api_key")
        sealed = self.sealer.seal(self.keys[organization_id].encode(), place)
        return pb.ResolveCredentialResponse(id="credential_1", revision=1, sealed={"api_key": sealed})


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def kept() -> Kept:
    return Kept(Sealer(KeyRing.parse(KEY)), {"org_1": "sk-ant-first", "org_2": "sk-ant-second"})


@pytest.fixture
def signer() -> Signer:
    """Of both servers: what the adapter forwards must verify at agents, too."""
    return Signer()


@pytest.fixture
async def accounts(kept: Kept, clock: VirtualClock, signer: Signer) -> AsyncIterator[Accounts]:
    def register(server) -> None:
        pb_grpc.add_CredentialServiceServicer_to_server(kept, server)

    async with running_mesh(register, signer) as mesh:
        yield Accounts(OrganizationCredentials(mesh, kept.sealer, clock))


@pytest.fixture
async def vendor() -> AsyncIterator[Anthropic]:
    async with Anthropic().running() as running:
        yield running


@pytest.fixture
async def client(serving, accounts, signer, vendor, monkeypatch):
    monkeypatch.setenv("VOICERA_ANTHROPIC_BASE_URL", vendor.url)
    async with (
        open_adapters(AdapterSettings(adapters="anthropic")) as adapters,
        serving(adapters, accounts, signer) as client,
    ):
        yield client


def keys_seen(vendor: Anthropic) -> list[str]:
    return [seen.headers["x-api-key"] for seen in vendor.requests]


async def test_each_organization_calls_with_its_own_key(client, vendor):
    for organization_id in ("org_1", "org_2", "org_1"):
        await client.of(organization_id).answer(conversation(RIG))
    assert keys_seen(vendor) == ["sk-ant-first", "sk-ant-second", "sk-ant-first"]


async def test_without_one_the_process_lends_its_own(client, vendor, monkeypatch):
    monkeypatch.setenv("VOICERA_ANTHROPIC_API_KEY", "sk-ant-process")
    await client.of("org_3").answer(conversation(RIG))
    assert keys_seen(vendor) == ["sk-ant-process"]


async def test_with_neither_the_call_is_refused_and_says_what_is_needed(client, vendor):
    with pytest.raises(FailedPrecondition) as refused:
        await client.of("org_3").answer(conversation(RIG))
    assert refused.value.reason == KEY_MISSING
    assert "api_key" in refused.value.message
    assert (await client.catalogue())["anthropic"].credential_needed
    assert vendor.requests == []


async def test_white_space_around_a_key_is_none_of_it(client, kept, vendor):
    kept.keys["org_1"] = " sk-ant-first\n"
    await client.of("org_1").answer(conversation(RIG))
    assert keys_seen(vendor) == ["sk-ant-first"]


@pytest.mark.parametrize("key", ["sk-ant\r\nHost: evil", "sk-ant-\u092f", "sk\0ant"])
async def test_a_key_no_header_can_hold_is_refused_by_name(client, kept, vendor, key):
    kept.keys["org_1"] = key
    with pytest.raises(FailedPrecondition) as refused:
        await client.of("org_1").answer(conversation(RIG))
    assert refused.value.reason == KEY_MISSING
    assert "api_key" in refused.value.message
    assert "sk" not in refused.value.message
    assert vendor.requests == []


async def test_a_replaced_key_is_used_within_seconds(client, kept, vendor, clock):
    await client.of("org_1").answer(conversation(RIG))
    kept.keys["org_1"] = "sk-ant-replaced"
    await client.of("org_1").answer(conversation(RIG))
    await clock.advance(6)
    await client.of("org_1").answer(conversation(RIG))
    assert keys_seen(vendor) == ["sk-ant-first", "sk-ant-first", "sk-ant-replaced"]
    assert kept.asked == [("org_1", "anthropic")] * 2


@pytest.mark.parametrize(
    ("adapters", "settings", "opens"),
    [
        ("anthropic,scripted", {"sealing_keys": KEY}, True),
        ("scripted", {"sealing_keys": KEY}, False),
        ("anthropic", {}, False),
    ],
)
async def test_only_who_needs_the_organizations_keys_holds_what_opens_them(adapters, settings, opens):
    production = AdapterSettings(mode="production", service_secret="s" * 40, adapters=adapters, **settings)
    async with open_adapters(production) as opened, Mesh.connect(production, "adapters") as mesh:
        assert (credentials_of(production, mesh, opened) is not None) is opens


async def test_other_settings_that_begin_alike_are_no_credential(monkeypatch, serving_vendors) -> None:
    monkeypatch.setenv("VOICERA_OPENAI_API_KEY", "sk-own")
    monkeypatch.setenv("VOICERA_OPENAI_TIMEOUT_S", "20")
    monkeypatch.setenv("VOICERA_AZURE_OPENAI_API_KEY", "another")
    monkeypatch.setenv("VOICERA_AZURE_API_KEY", "own")
    monkeypatch.setenv("VOICERA_AZURE_REGION", "centralindia")
    async with serving_vendors(adapters="openai,azure,azure_openai") as client:
        listed = await client.catalogue()
    assert {name: each.credential_needed for name, each in listed.items()} == {
        "openai": False,
        "azure": False,
        "azure_openai": True,
    }
