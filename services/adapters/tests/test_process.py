import asyncio
import signal
import sys

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from voicera_kit.settings import child_environment
from voicera_kit.testing import free_port


async def start(**environment):
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "voicera_adapters",
        env=child_environment({f"VOICERA_{name}": value for name, value in environment.items()}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_a_process_gets_ready_and_leaves_when_told():
    port = free_port()
    process = await start(
        PORT=str(port), ADAPTERS="scripted,pocketsphinx", POCKETSPHINX_DECODERS="1", DRAIN_S="1"
    )
    async with asyncio.timeout(30), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        health = health_pb2_grpc.HealthStub(channel)
        answer = await health.Check(health_pb2.HealthCheckRequest(), wait_for_ready=True)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        process.send_signal(signal.SIGTERM)
        output, _ = await process.communicate()
    assert (process.returncode, output) == (0, b"")


@pytest.mark.parametrize("environment", [{"ADAPTERS": "nobody"}, {"POCKETSPHINX_DECODERS": "0"}])
async def test_a_wrong_setting_is_told_on_one_line_by_its_name(environment):
    process = await start(**environment)
    async with asyncio.timeout(30):
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert f"VOICERA_{next(iter(environment))}" in errors.decode()
    assert "Traceback" not in errors.decode()
