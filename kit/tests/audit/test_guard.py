"""Changes through a served method end up as entries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicera.auth.v1 import api_key_service_pb2 as pb
from voicera.auth.v1 import api_key_service_pb2_grpc
from voicera_kit.audit import AuditEntry, note_change, note_nothing
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import FailedPrecondition, PermissionDenied, ServiceError, Unavailable
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer

ACTION = "auth.v1.ApiKeyService"


class Keys(api_key_service_pb2_grpc.ApiKeyServiceServicer):
    async def CreateApiKey(self, request: pb.CreateApiKeyRequest, context: Any) -> pb.CreateApiKeyResponse:  # noqa: N802 - as generated
        return pb.CreateApiKeyResponse(api_key=pb.ApiKey(id="key_9"), secret="vek_secret")

    async def GetApiKey(self, request: pb.GetApiKeyRequest, context: Any) -> pb.ApiKey:  # noqa: N802 - as generated
        return pb.ApiKey(id=request.id)

    async def RevokeApiKey(self, request: pb.RevokeApiKeyRequest, context: Any) -> pb.ApiKey:  # noqa: N802 - as generated
        after = pb.ApiKey(id=request.id, display_name="CRM")
        after.revoked_at.FromSeconds(1)
        note_change(pb.ApiKey(id=request.id, display_name="CRM"), after)
        return after

    async def RotateApiKey(self, request: pb.RotateApiKeyRequest, context: Any) -> pb.CreateApiKeyResponse:  # noqa: N802 - as generated
        if request.overlap_s:
            await asyncio.sleep(60)
        if request.id.startswith("looked_at"):
            note_nothing()
            if request.id.endswith("changed"):
                note_change(pb.ApiKey(display_name="CRM"), pb.ApiKey(display_name="ERP"))
            return pb.CreateApiKeyResponse(api_key=pb.ApiKey(id=request.id))
        raise FailedPrecondition("it was revoked", reason="API_KEY_REVOKED")


class Sink:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self.is_down = False
        self.failure: Exception = Unavailable("down")

    async def add(self, entry: AuditEntry) -> None:
        if self.is_down:
            raise self.failure
        self.entries.append(entry)


@pytest.fixture
def sink() -> Sink:
    return Sink()


@asynccontextmanager
async def served(
    sink: Sink, signer: Signer, settings: Settings | None = None
) -> AsyncIterator[tuple[Mesh, Any]]:
    def register(server: Any) -> None:
        api_key_service_pb2_grpc.add_ApiKeyServiceServicer_to_server(Keys(), server)

    async with (
        running_server(register, settings or Settings(), verifier=signer.verifier(), audit=sink) as server,
        Mesh(open_channel(f"127.0.0.1:{server.port}"), signer.tokens("test")) as mesh,
    ):
        yield mesh, mesh.stub(api_key_service_pb2_grpc.ApiKeyServiceStub)


async def test_a_change_is_recorded_with_who_what_and_from_where(sink: Sink):
    signer = Signer()
    async with served(sink, signer) as (mesh, keys):
        metadata = (*mesh.forward(signer.member("org_1")), ("x-forwarded-for", "203.0.113.7"))
        await keys.CreateApiKey(
            pb.CreateApiKeyRequest(display_name="CRM"), metadata=(*metadata, ("x-request-id", "trace-12345"))
        )
    (entry,) = sink.entries
    assert (entry.organization_id, entry.actor_id, entry.actor_kind) == ("org_1", "user_1", "member")
    assert (entry.action, entry.object_id, entry.outcome) == (f"{ACTION}/CreateApiKey", "key_9", "OK")
    assert (entry.address, entry.trace_id) == ("203.0.113.7", "trace-12345")
    assert entry.details == {"request": {"display_name": "CRM"}}


async def test_reading_is_not_recorded(sink: Sink):
    signer = Signer()
    async with served(sink, signer) as (mesh, keys):
        await keys.GetApiKey(
            pb.GetApiKeyRequest(id="key_1"), metadata=mesh.forward(signer.member("org_1", "admin"))
        )
    assert not sink.entries


async def test_before_and_after_hold_what_differs(sink: Sink):
    signer = Signer()
    async with served(sink, signer) as (mesh, keys):
        await keys.RevokeApiKey(
            pb.RevokeApiKeyRequest(id="key_1"), metadata=mesh.forward(signer.member("org_1"))
        )
    (entry,) = sink.entries
    assert entry.object_id == "key_1"
    assert entry.details["before"] == {}
    assert entry.details["after"] == {"revoked_at": "1970-01-01T00:00:01Z"}


async def test_refusals_are_recorded_with_their_reason(sink: Sink):
    signer = Signer()
    async with served(sink, signer) as (mesh, keys):
        with pytest.raises(FailedPrecondition):
            await keys.RotateApiKey(
                pb.RotateApiKeyRequest(id="key_1"), metadata=mesh.forward(signer.member("org_1"))
            )
        with pytest.raises(PermissionDenied):
            await keys.RotateApiKey(
                pb.RotateApiKeyRequest(id="key_2"), metadata=mesh.forward(signer.member("org_1", "viewer"))
            )
    assert [(each.object_id, each.outcome) for each in sink.entries] == [
        ("key_1", "FAILED_PRECONDITION API_KEY_REVOKED"),
        ("key_2", "PERMISSION_DENIED"),
    ]


async def test_what_nobody_asked_for_is_recorded_only_if_something_changed(sink: Sink):
    signer = Signer()
    async with served(sink, signer) as (mesh, keys):
        for id_ in ("looked_at", "looked_at_and_changed"):
            await keys.RotateApiKey(
                pb.RotateApiKeyRequest(id=id_), metadata=mesh.forward(signer.member("org_1"))
            )
    (entry,) = sink.entries
    assert entry.object_id == "looked_at_and_changed"
    assert entry.details["after"] == {"display_name": "ERP"}


async def test_strangers_are_in_nobodys_log(sink: Sink):
    async with served(sink, Signer()) as (mesh, keys):
        with pytest.raises(ServiceError):
            await keys.RevokeApiKey(pb.RevokeApiKeyRequest(id="key_1"), metadata=mesh.anonymous())
    assert not sink.entries


async def test_a_change_is_recorded_although_its_client_left(sink: Sink):
    signer = Signer()
    async with served(sink, signer) as (mesh, keys):
        with pytest.raises(ServiceError):
            await keys.RotateApiKey(
                pb.RotateApiKeyRequest(id="key_1", overlap_s=1),
                metadata=mesh.forward(signer.member("org_1")),
                timeout=0.2,
            )
        async with asyncio.timeout(5):
            while not sink.entries:  # noqa: ASYNC110 - another task's list
                await asyncio.sleep(0.01)
    assert sink.entries[0].outcome == "CANCELLED"


async def test_the_address_is_what_the_outermost_trusted_proxy_saw(sink: Sink):
    signer = Signer()
    claimed = ("x-forwarded-for", "198.51.100.1, 203.0.113.7, 10.0.0.1")
    async with served(sink, signer, Settings(trusted_proxies=1)) as (mesh, keys):
        metadata = (*mesh.forward(signer.member("org_1")), claimed)
        await keys.CreateApiKey(pb.CreateApiKeyRequest(), metadata=metadata)
    assert sink.entries[0].address == "203.0.113.7"


@pytest.mark.parametrize("failure", [Unavailable("down"), ValueError("a defect")])
async def test_a_change_is_made_although_its_entry_cannot_be_kept(sink: Sink, failure: Exception):
    signer = Signer()
    sink.is_down, sink.failure = True, failure
    async with served(sink, signer) as (mesh, keys):
        revoked = await keys.RevokeApiKey(
            pb.RevokeApiKeyRequest(id="key_1"), metadata=mesh.forward(signer.member("org_1"))
        )
    assert revoked.id == "key_1"
