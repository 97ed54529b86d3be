"""A process whose store is away is asked for nothing new, until the store is back."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from structlog.testing import capture_logs

from voicera_kit.clock import VirtualClock
from voicera_kit.errors import Unavailable
from voicera_kit.server import running_server
from voicera_kit.server.readiness import ANSWER_S, watching_stores
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer

EVERY_S = 5.0
SERVICE = "voicera.kit.test.v1.EchoService"


class CutStore:
    """Answers, refuses or says nothing, as it is told."""

    def __init__(self) -> None:
        self.is_away = False
        self.hangs = False

    async def ping(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.is_away:
            raise Unavailable("the store is unavailable")


@pytest.fixture
def store() -> CutStore:
    return CutStore()


@pytest.fixture
async def health(
    signer: Signer, register: Any, store: CutStore, clock: VirtualClock
) -> AsyncIterator[health_pb2_grpc.HealthStub]:
    async with (
        running_server(register, Settings(), verifier=signer.verifier()) as server,
        watching_stores(server, (CutStore(), store), EVERY_S, clock),
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield health_pb2_grpc.HealthStub(channel)


async def is_ready(health: health_pb2_grpc.HealthStub) -> bool:
    answer = await health.Check(health_pb2.HealthCheckRequest(service=SERVICE))
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


async def test_two_failures_in_a_row_turn_readiness_off_and_one_success_on(
    health: health_pb2_grpc.HealthStub, store: CutStore, clock: VirtualClock
) -> None:
    seen = []
    for is_away in (False, True, False, True, True, True, False, True):
        store.is_away = is_away
        await clock.advance(EVERY_S)
        seen.append(await is_ready(health))
    assert seen == [True, True, True, True, False, False, True, True]


async def test_a_store_that_hangs_is_away(
    health: health_pb2_grpc.HealthStub, store: CutStore, clock: VirtualClock
) -> None:
    store.hangs = True
    await clock.advance(2 * (EVERY_S + ANSWER_S))
    assert not await is_ready(health)


async def test_an_outage_is_logged_once_each_way(
    health: health_pb2_grpc.HealthStub, store: CutStore, clock: VirtualClock
) -> None:
    with capture_logs() as logs:
        for is_away in (True, True, True, True, False, False):
            store.is_away = is_away
            await clock.advance(EVERY_S)
            await is_ready(health)
    assert logs == [
        {"event": "server.stores_away", "stores": ["CutStore"], "log_level": "warning"},
        {"event": "server.stores_back", "log_level": "info"},
    ]


SERVER = """
from voicera_kit.errors import Unavailable
from voicera_kit.server import run, serve
from voicera_kit.settings import Settings, load
from voicera_kit.testing import Signer

class Away:
    async def ping(self):
        raise Unavailable("not today")

run(lambda: serve(
    "test", lambda server: None, load(Settings), verifier=Signer().verifier(), stores=(Away(),)
))
"""


def test_a_process_asks_its_stores_as_often_as_it_is_set_to() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stderr=subprocess.PIPE,
        text=True,
        env={"VOICERA_STORE_CHECK_S": "0.02", "VOICERA_LOG_FORMAT": "json"},
    )
    assert process.stderr is not None
    assert "server.started" in process.stderr.readline()
    started = time.monotonic()
    assert "server.stores_away" in process.stderr.readline()
    assert time.monotonic() - started < 2
    process.terminate()
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "server.stopped" in errors
