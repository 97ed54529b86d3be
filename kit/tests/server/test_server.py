import asyncio
import signal
import subprocess
import sys
from typing import Any

import grpc
import pytest
import structlog
from google.protobuf.wrappers_pb2 import StringValue
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from voicera.ai.v1.adapter_catalog_service_pb2 import ListVoicesRequest
from voicera.ai.v1.adapter_catalog_service_pb2_grpc import (
    AdapterCatalogServiceServicer,
    AdapterCatalogServiceStub,
    add_AdapterCatalogServiceServicer_to_server,
)
from voicera_kit.client import Mesh
from voicera_kit.errors import DeadlineExceeded, Internal, NotFound, ServiceError
from voicera_kit.server import running_server
from voicera_kit.settings import Settings, SettingsError
from voicera_kit.testing import Signer, running_mesh

SERVER = """
import asyncio
from voicera_kit.server import run, serve
from voicera_kit.settings import Settings, load
from voicera_kit.testing import Signer

async def drain():
    print("draining", flush=True)
    await asyncio.sleep(0 if load(Settings).drain_s > 1 else 60)
    print("drained", flush=True)

run(lambda: serve("test", lambda server: None, load(Settings), verifier=Signer().verifier(), drain=drain))
"""


def words(*values: str) -> list[StringValue]:
    return [StringValue(value=value) for value in values]


async def failures(stub: Any, metadata: Any, word: str) -> list[ServiceError]:
    """Return how each kind of call fails when told the word."""
    request = StringValue(value=word)
    calls = (
        stub.Say(request, metadata=metadata),
        anext(aiter(stub.Many(request, metadata=metadata))),
        stub.Collect(iter([request]), metadata=metadata)._response(),
        anext(aiter(stub.Talk(iter([request]), metadata=metadata))),
        anext(aiter(stub.ReadWrite(iter([request]), metadata=metadata))),
    )
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(each, ServiceError) for each in outcomes)
    return [each for each in outcomes if isinstance(each, ServiceError)]


@pytest.mark.parametrize("word", ["missing", "group"])
async def test_refusals_arrive_as_themselves(mesh: Mesh, stub: Any, word: str):
    for failure in await failures(stub, await mesh.authorize("org_1"), word):
        assert isinstance(failure, NotFound)
        assert failure.metadata == {"kind": "agent", "id": "agent_1"}


async def test_refusals_are_logged_without_what_they_say(mesh: Mesh, stub: Any):
    with structlog.testing.capture_logs() as logs:
        await failures(stub, await mesh.authorize("org_1"), "missing")
    assert all(each.pop("trace_id") for each in logs)
    assert sorted(each.pop("method").rpartition("/")[2] for each in logs) == [
        "Collect",
        "Many",
        "ReadWrite",
        "Say",
        "Talk",
    ]
    expected = {"event": "rpc.refused", "log_level": "info"}
    assert logs == [expected | {"code": "NOT_FOUND", "reason": "NOT_FOUND"}] * 5


async def test_defects_are_logged_and_answered_with_a_trace_only(mesh: Mesh, stub: Any):
    with structlog.testing.capture_logs() as logs:
        found = await failures(stub, await mesh.authorize("org_1"), "crash")
    for failure in found:
        assert isinstance(failure, Internal)
        assert failure.message == "internal error"
        assert len(failure.metadata["trace_id"]) == 32
    assert [each["event"] for each in logs] == ["rpc.failed"] * 5


async def test_a_method_that_is_not_served_is_unimplemented(signer: Signer):
    def register(server: Any) -> None:
        add_AdapterCatalogServiceServicer_to_server(AdapterCatalogServiceServicer(), server)

    async with running_mesh(register, signer, as_service="voice") as mesh:
        stub = mesh.stub(AdapterCatalogServiceStub)
        with structlog.testing.capture_logs() as logs, pytest.raises(ServiceError) as refused:
            await stub.ListVoices(ListVoicesRequest(), metadata=await mesh.authorize("org_1"))
    assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.UNIMPLEMENTED, "UNIMPLEMENTED")
    assert [each["event"] for each in logs] == ["rpc.refused"]


async def test_aborts_by_hand_pass(mesh: Mesh, stub: Any):
    for failure in await failures(stub, await mesh.authorize("org_1"), "abort"):
        assert (failure.code, failure.message) == (grpc.StatusCode.OUT_OF_RANGE, "by hand")


async def test_messages_before_a_refusal_arrive(mesh: Mesh, stub: Any):
    call = stub.Many(StringValue(value="one two missing"), metadata=await mesh.authorize("org_1"))
    seen = []
    with pytest.raises(NotFound):  # noqa: PT012 - what came before counts
        async for each in call:
            seen.append(each.value)  # noqa: PERF401 - it fails on the way
    assert seen == ["one", "two"]


async def test_a_call_without_deadline_gets_ours(signer: Signer, register: Any, echo: Any):
    settings = Settings(default_deadline_s=0.05)
    async with (
        running_server(register, settings, verifier=signer.verifier()) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        call = channel.unary_unary(
            "/voicera.kit.test.v1.EchoService/Say", StringValue.SerializeToString, StringValue.FromString
        )
        bearer = (("authorization", f"Bearer {signer.member('org_1').token}"),)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(StringValue(value="wait"), metadata=bearer)
    assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert caught.value.details() == "the call took too long"


async def test_a_callers_deadline_is_kept(mesh: Mesh, stub: Any):
    metadata = await mesh.authorize("org_1")
    with pytest.raises(DeadlineExceeded):
        await stub.Say(StringValue(value="wait"), metadata=metadata, timeout=0.05)
    remaining = await stub.Say(StringValue(value="remaining"), metadata=metadata, timeout=30)
    assert 25 < float(remaining.value) < 35


@pytest.mark.parametrize("kind", ["Many", "Talk"])
async def test_handlers_end_when_the_caller_leaves(mesh: Mesh, stub: Any, echo: Any, kind: str):
    request = StringValue(value="wait")
    metadata = await mesh.authorize("org_1")
    call = getattr(stub, kind)(request if kind == "Many" else iter([request]), metadata=metadata)
    await echo.waiting.wait()
    call.cancel()
    async with asyncio.timeout(5):
        while echo.ended != [kind]:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.005)


async def test_trace_of_the_caller_goes_on(stub: Any, mesh: Mesh, signer: Signer):
    bearer = ("authorization", f"Bearer {signer.member('org_1').token}")
    given = "0af7651916cd43dd8448eb211c80319c"
    for pair in (("x-request-id", given), ("traceparent", f"00-{given}-b7ad6b7169203331-01")):
        assert (await stub.Say(*words("trace"), metadata=(bearer, pair))).value == given
    bad = await stub.Say(*words("trace"), metadata=(bearer, ("x-request-id", "no spaces, please")))
    assert len(bad.value) == 32


async def test_readiness_can_be_turned(signer: Signer, register: Any):
    async with (
        running_server(register, Settings(), verifier=signer.verifier(), ready=False) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        health = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest(service="voicera.kit.test.v1.EchoService")
        assert (await health.Check(request)).status == health_pb2.HealthCheckResponse.NOT_SERVING
        await server.set_ready(ready=True)
        assert (await health.Check(request)).status == health_pb2.HealthCheckResponse.SERVING


async def test_reflection_lists_the_services(signer: Signer, register: Any):
    async with (
        running_server(register, Settings(), verifier=signer.verifier()) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        reflection = reflection_pb2_grpc.ServerReflectionStub(channel)
        request = reflection_pb2.ServerReflectionRequest(list_services="")
        call = reflection.ServerReflectionInfo(iter([request]))
        names = [each.name for each in (await call.read()).list_services_response.service]
        call.cancel()
    assert "voicera.kit.test.v1.EchoService" in names


async def test_a_taken_port_stops_the_start(signer: Signer, register: Any):
    async with running_server(register, Settings(), verifier=signer.verifier()) as server:
        with pytest.raises(SettingsError, match="cannot listen"):
            async with running_server(register, Settings(port=server.port), verifier=signer.verifier()):
                pass


@pytest.mark.parametrize(("drain_s", "said"), [("5", "draining\ndrained\n"), ("0.05", "draining\n")])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_and_ends_the_process(drain_s: str, said: str, sent: signal.Signals):
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"VOICERA_DRAIN_S": drain_s, "VOICERA_LOG_FORMAT": "json"},
    )
    assert process.stderr is not None
    assert "server.started" in process.stderr.readline()
    process.send_signal(sent)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (0, said)
    assert "server.stopped" in errors
