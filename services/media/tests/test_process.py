"""The real process starts, survives kill -9 without losing what it acknowledged, and stops when told to."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from voicera.auth.v1 import token_service_pb2 as tokens_pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera.media.v1 import archive_service_pb2 as archive_pb
from voicera.media.v1 import call_pb2, call_service_pb2
from voicera.media.v1.archive_service_pb2_grpc import ArchiveServiceStub
from voicera.media.v1.call_service_pb2_grpc import CallServiceStub
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import ServiceError
from voicera_kit.identity import jwk_of
from voicera_kit.settings import child_environment
from voicera_kit.testing import Signer, free_port

ORGANIZATION = "org_ours"
PATIENCE_S = 20


class Keys(token_service_pb2_grpc.TokenServiceServicer):
    """The auth service as far as media needs it."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    async def GetJwks(self, request: Any, context: Any) -> tokens_pb.Jwks:  # noqa: N802 - as generated
        keys = await self._signer.keys()
        return tokens_pb.Jwks(keys=[jwk_of(key_id, key) for key_id, key in keys.items()])


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
async def auth_target(signer: Signer) -> AsyncIterator[str]:
    server = grpc.aio.server()
    token_service_pb2_grpc.add_TokenServiceServicer_to_server(Keys(signer), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(None)


@asynccontextmanager
async def process(data_dir: Path, auth_target: str, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = {
        "VOICERA_DATA_DIR": str(data_dir),
        "VOICERA_MESH_TARGET": auth_target,
        "VOICERA_PORT": str(port),
    }
    command = (sys.executable, "-m", "voicera_media")
    running = await asyncio.create_subprocess_exec(
        *command, env=child_environment(settings), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def created_call(mesh: Mesh) -> str:
    """Create a call as soon as the process answers."""
    request = call_service_pb2.CreateCallRequest(
        call=call_pb2.Call(direction="DIRECTION_INBOUND", state="CALL_STATE_IN_PROGRESS")
    )
    stub = mesh.stub(CallServiceStub)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                response = await stub.CreateCall(request, metadata=await mesh.authorize(ORGANIZATION))
            except ServiceError:
                await asyncio.sleep(0.05)
            else:
                return str(response.call.id)


async def opened(mesh: Mesh, call_id: str) -> tuple[Any, archive_pb.AppendResponse]:
    opening = archive_pb.OpenArchive(call_id=call_id, node="voice-1", sample_rate_hz=8000)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            stream = mesh.stub(ArchiveServiceStub).Append(metadata=await mesh.authorize(ORGANIZATION))
            try:
                await stream.write(archive_pb.AppendRequest(open=opening))
                return stream, await stream.read()
            except ServiceError:
                await asyncio.sleep(0.05)


async def last_answer(stream: Any) -> archive_pb.AppendResponse | None:
    """Read until the connection breaks."""
    answer = None
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                answer = await stream.read()
            except ServiceError:
                return answer


async def test_what_was_acknowledged_survives_kill_9(
    tmp_path: Path, signer: Signer, auth_target: str
) -> None:
    port = free_port()
    async with Mesh(open_channel(f"127.0.0.1:{port}"), signer.tokens("voice")) as mesh:
        async with process(tmp_path, auth_target, port) as running:
            call_id = await created_call(mesh)
            stream, answer = await opened(mesh, call_id)
            for number in range(20):
                block = archive_pb.AudioBlock(start_sample=number * 800, caller=bytes(800), agent=bytes(800))
                await stream.write(archive_pb.AppendRequest(event={"sequence": number + 1}))
                await stream.write(archive_pb.AppendRequest(audio=block))
            while answer.event_sequence < 10:
                answer = await stream.read()
            running.kill()
            answer = await last_answer(stream) or answer
        async with process(tmp_path, auth_target, port):
            _, found = await opened(mesh, call_id)
    assert found.event_sequence >= answer.event_sequence >= 10
    assert found.audio_samples >= answer.audio_samples


async def test_a_process_that_is_told_to_stop_does_so_although_streams_are_open(
    tmp_path: Path, signer: Signer, auth_target: str
) -> None:
    port = free_port()
    async with (
        Mesh(open_channel(f"127.0.0.1:{port}"), signer.tokens("voice")) as mesh,
        process(tmp_path, auth_target, port) as running,
    ):
        stream, _ = await opened(mesh, await created_call(mesh))
        running.send_signal(signal.SIGTERM)
        with pytest.raises(ServiceError):
            await stream.read()
        async with asyncio.timeout(PATIENCE_S):
            assert await running.wait() == 0
