"""Waits until every process of the mesh is ready to work."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from voicera_local.topology import Program

POLL_S = 0.1


class NotReady(Exception):  # noqa: N818 - says what it is
    """A process did not become ready in time; the message names it and its log."""


async def wait_until_ready(programs: Iterable[Program], timeout_s: float, logs: str) -> None:
    async with asyncio.TaskGroup() as group:
        for program in programs:
            group.create_task(_wait(program, timeout_s, logs))


async def _wait(program: Program, timeout_s: float, logs: str) -> None:
    check = _grpc(program.ready_port) if program.ready_port else _http(program.ready_url)
    try:
        async with asyncio.timeout(timeout_s):
            while not await check():  # noqa: ASYNC110 - another process has no event to set
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise NotReady(f"{program.name} did not become ready; see {logs}/{program.name}.log") from None


def _grpc(port: int) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            try:
                request = health_pb2.HealthCheckRequest()
                answer = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=1)
            except grpc.aio.AioRpcError:
                return False
            return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    return check


def _http(url: str) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        async with httpx.AsyncClient(timeout=1) as client:
            try:
                return (await client.get(url)).is_success
            except httpx.HTTPError:
                return False

    return check
