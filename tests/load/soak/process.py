"""Starts what is measured, each in a process of its own, and reads what it holds."""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import grpc
import psutil
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.e2e.ports import free_port
from tests.load.memory import MIB
from voicera_kit.settings import child_environment

RIGS = Path(__file__).parents[3] / "services/adapters"
START_S = 120
ANSWER_S = 30
LIBRARY_POOLS = frozenset({"event_engine", "libuv-worker"})
"""Threads of gRPC and uvloop, as the system names them; gRPC starts and ends its own as it sees fit."""
MOST_LOG_BYTES = 64 * 1024**2

Process = asyncio.subprocess.Process


@dataclass(frozen=True)
class Reading:
    """What a process holds, and the CPU it has spent so far.

    `tasks` are counted by what they run; `pools` are threads that wait for work, as many as a pool has ever needed at
    once and never more than it may have, `threads` all others.
    """

    tasks: Counter[str]
    pools: dict[str, int]
    threads: int
    files: int
    connections: int
    rss_mib: float
    cpu_s: float
    at: float

    def more_than(self, before: "Reading") -> dict[str, int]:
        """What is there now that was not then."""
        return {
            "tasks": (self.tasks - before.tasks).total(),
            "threads": max(self.threads - before.threads, 0),
            "files": max(self.files - before.files, 0),
            "connections": max(self.connections - before.connections, 0),
        }


class Adapters:
    """A running adapter process; `target` is where it serves."""

    def __init__(self, process: Process, target: str, log: IO[bytes]) -> None:
        self.target = target
        self._log = log
        self._process = process
        self._outside = psutil.Process(process.pid)
        self._token = ""

    def defects(self) -> int:
        """Errors the process has logged so far: what a caller does is none."""
        written = os.pread(self._log.fileno(), MOST_LOG_BYTES, 0)  # the process writes on at its own place
        logged = [json.loads(line) for line in written.splitlines() if line.startswith(b"{")]
        return sum(each["level"] == "error" for each in logged)

    async def token(self, organization_id: str) -> str:
        return self._token

    async def reading(self) -> Reading:
        self._process.send_signal(signal.SIGUSR1)
        assert self._process.stdout is not None
        async with asyncio.timeout(ANSWER_S):
            shown = json.loads(await self._process.stdout.readline())
        self._token = shown["token"]
        names = self._thread_names()
        pools = {**shown["pools"], **Counter(name for name in names if name in LIBRARY_POOLS)}
        return Reading(
            Counter(shown["tasks"]),
            pools,
            len(names) - sum(pools.values()),
            self._outside.num_fds(),
            len(self._outside.net_connections("tcp")),
            self.rss_mib(),
            self.cpu_s(),
            time.monotonic(),
        )

    def _thread_names(self) -> list[str]:
        """As the system knows them."""
        folder = Path(f"/proc/{self._outside.pid}/task")
        return [each.read_text().strip() for each in folder.glob("*/comm")]

    def rss_mib(self) -> float:
        return self._outside.memory_info().rss / MIB

    def cpu_s(self) -> float:
        return sum(self._outside.cpu_times()[:2])


@asynccontextmanager
async def running_vendors(rigs: tuple[str, ...]) -> AsyncIterator[dict[str, str]]:
    """Serve vendors on loopback; yields the environment with which adapters reach them."""
    if not rigs:
        yield {}
        return
    async with _running(["tests.vendors.rigs", *rigs], {}, RIGS) as process:
        async with asyncio.timeout(START_S):
            environment = json.loads(await process.stdout.readline())
        yield environment


@asynccontextmanager
async def running_adapters(environment: Mapping[str, str]) -> AsyncIterator[Adapters]:
    port = free_port()
    own = {"VOICERA_PORT": str(port), "VOICERA_DRAIN_S": "1", "VOICERA_LOG_FORMAT": "json"}
    with tempfile.TemporaryFile() as log:
        async with _running(["tests.load.soak.window"], {**environment, **own}, log=log) as process:
            target = f"127.0.0.1:{port}"
            async with asyncio.timeout(START_S), grpc.aio.insecure_channel(target) as channel:
                health = health_pb2_grpc.HealthStub(channel)
                await health.Check(health_pb2.HealthCheckRequest(), wait_for_ready=True)
            yield Adapters(process, target, log)


async def answer_of(module: str, *arguments: str, environment: Mapping[str, str], within_s: float) -> dict:
    """Run a module that prints one line of JSON."""
    async with _running([module, *arguments], environment) as process, asyncio.timeout(within_s):
        return json.loads(await process.stdout.readline())


@asynccontextmanager
async def _running(
    command: list[str],
    environment: Mapping[str, str],
    folder: Path | None = None,
    log: IO[bytes] | None = None,
) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *command,
        cwd=folder,
        env=child_environment(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(ANSWER_S):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
