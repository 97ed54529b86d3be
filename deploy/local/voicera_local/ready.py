"""Waits until every process of the mesh is ready to work."""

import asyncio
from collections.abc import Awaitable, Callable

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from voicera_local.topology import Topology

POLL_S = 0.1


class NotReady(Exception):  # noqa: N818 - says what it is
    """A process did not become ready in time; the message names it and its log."""


async def wait_until_ready(topology: Topology, timeout_s: float, logs: str) -> None:
    """Every process works, and Envoy knows it: until then it answers UNAVAILABLE for a process that just started."""
    async with httpx.AsyncClient(timeout=1) as client, asyncio.TaskGroup() as group:
        for program in topology.programs:
            check = _grpc(program.ready_port) if program.ready_port else _http(client, program.ready_url)
            failure = f"{program.name} did not become ready; see {logs}/{program.name}.log"
            group.create_task(_wait(check, timeout_s, failure))
        routes = _routes(client, topology.envoy_admin_url)
        group.create_task(_wait(routes, timeout_s, f"Envoy finds a process unhealthy; see {logs}"))


async def _wait(check: Callable[[], Awaitable[bool]], timeout_s: float, failure: str) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            while not await check():  # noqa: ASYNC110 - another process has no event to set
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise NotReady(failure) from None


def _routes(client: httpx.AsyncClient, admin_url: str) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            answer = (await client.get(f"{admin_url}/clusters")).text
        except httpx.HTTPError:
            return False
        flags = [line.rpartition("::")[2] for line in answer.splitlines() if "::health_flags::" in line]
        return bool(flags) and set(flags) == {"healthy"}

    return check


def _grpc(port: int) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        # Much cheaper than a channel: it leaves the cores to those that start.
        if not await _listens(port):
            return False
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            try:
                request = health_pb2.HealthCheckRequest()
                answer = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=1)
            except grpc.aio.AioRpcError:
                return False
            return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    return check


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _http(client: httpx.AsyncClient, url: str) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False

    return check
