"""A service whose store is away says so to health checks, and takes work again when the store is back."""

import asyncio
import sys
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from store_servers import ferretdb_server
from tests.e2e.ports import free_port
from voicera_kit.settings import child_environment

pytestmark = pytest.mark.integration
PATIENCE_S = 60


async def status(port: int) -> str:
    """Return what the process says of itself, or nothing while it does not answer."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        try:
            answer = await health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=1
            )
        except grpc.aio.AioRpcError:
            return ""
    return str(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))


async def until(expected: str, port: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await status(port) != expected:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("service", ["auth", "agents", "media"])
async def test_readiness_follows_the_document_store(service: str, tmp_path: Path) -> None:
    server, port = ferretdb_server(tmp_path), free_port()
    server.start()
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"voicera_{service}",
        stderr=asyncio.subprocess.DEVNULL,
        env=child_environment({
            "VOICERA_DOCUMENTS_URL": f"mongodb://127.0.0.1:{server.port}/?serverSelectionTimeoutMS=500",
            "VOICERA_DATA_DIR": str(tmp_path),
            "VOICERA_PORT": str(port),
            "VOICERA_STORE_CHECK_S": "0.2",
        }),
    )
    try:
        await until("SERVING", port)
        server.stop()
        await until("NOT_SERVING", port)
        server.start()
        await until("SERVING", port)
    finally:
        running.terminate()
        await asyncio.wait_for(running.wait(), PATIENCE_S)
        server.stop()
