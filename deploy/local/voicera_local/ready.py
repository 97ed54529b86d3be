"""Waits until every process of the mesh is ready to work."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from pathlib import Path

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from voicera_kit.tls import channel_credentials, dns_name
from voicera_local.api import trusting
from voicera_local.certificates import CertificateFolder
from voicera_local.programs import Program
from voicera_local.topology import Topology

POLL_S = 0.1
_WATCH_S = 0.5
_LAST_LINES = 50
_LONGEST_WORDS = 300


GivenUp = Callable[[], Awaitable[frozenset[str]]]
"""Names the programs that will not work however often they are started."""


class NotReady(Exception):  # noqa: N818 - says what it is
    """A process did not become ready in time; the message names it and its log."""


async def wait_until_ready(topology: Topology, given_up: GivenUp, timeout_s: float, logs: str) -> None:
    """Return when every process works, and Envoy knows it: until then it answers UNAVAILABLE for a new process.

    NotReady at once if one of them never will.
    """
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_until_one_gives_up(topology, given_up, logs))
        await _all_ready(topology, timeout_s, logs)
        watching.cancel()


async def _until_one_gives_up(topology: Topology, given_up: GivenUp, logs: str) -> None:
    while not (names := await given_up()):  # noqa: ASYNC110 - another process has no event to set
        await asyncio.sleep(_WATCH_S)
    raise NotReady("; ".join(_failure(each, logs) for each in topology.programs if each.name in names))


async def _all_ready(topology: Topology, timeout_s: float, logs: str) -> None:
    certificates = topology.certificates
    trust = True if certificates is None else trusting(certificates.ca_file)
    async with httpx.AsyncClient(timeout=1, verify=trust) as client, asyncio.TaskGroup() as group:
        for program in topology.programs:
            check = _grpc(program, certificates) if program.ready_port else _plain(client, program)
            group.create_task(_wait(check, timeout_s, partial(_failure, program, logs)))
        routes = _routes(client, topology.envoy_admin_url, topology.others)
        group.create_task(_wait(routes, timeout_s, lambda: f"Envoy finds a process unhealthy; see {logs}"))


async def wait_for_stores(topology: Topology, timeout_s: float, logs: str) -> None:
    async with httpx.AsyncClient(timeout=1) as client, asyncio.TaskGroup() as group:
        for program in topology.stores.programs:
            check = _plain(client, program)
            group.create_task(_wait(check, timeout_s, partial(_failure, program, logs)))


def _failure(program: Program, logs: str) -> str:
    """Name the process, its log, and what it said last in words: what is wrong with its settings, most often."""
    log = Path(logs) / f"{program.name}.log"
    said = log.read_text(errors="replace").splitlines()[-_LAST_LINES:] if log.exists() else []
    words = [line for line in said if line.strip() and not line.startswith(("{", "["))]
    last = f": {words[-1].strip()[:_LONGEST_WORDS]}" if words else ""
    return f"{program.name} did not become ready{last}; see {log}"


async def _wait(check: Callable[[], Awaitable[bool]], timeout_s: float, failure: Callable[[], str]) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            while not await check():  # noqa: ASYNC110 - another process has no event to set
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise NotReady(failure()) from None


def _routes(
    client: httpx.AsyncClient, admin_url: str, others: Collection[str]
) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            answer = (await client.get(f"{admin_url}/clusters")).text
        except httpx.HTTPError:
            return False
        lines = [line.split("::") for line in answer.splitlines() if "::health_flags::" in line]
        flags = {line[-1] for line in lines if line[0] not in others}
        return flags == {"healthy"}

    return check


def _grpc(program: Program, certificates: CertificateFolder | None) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        # Much cheaper than a channel: it leaves the cores to those that start.
        if not await _listens(program.ready_port):
            return False
        async with _channel(program, certificates) as channel:
            try:
                request = health_pb2.HealthCheckRequest()
                answer = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=1)
            except grpc.aio.AioRpcError:
                return False
            return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    return check


def _channel(program: Program, certificates: CertificateFolder | None) -> grpc.aio.Channel:
    """As Envoy asks, which checks the health of every process, too."""
    address = f"127.0.0.1:{program.ready_port}"
    if certificates is None:
        return grpc.aio.insecure_channel(address)
    credentials = channel_credentials(certificates.files_of("envoy").read())
    options = [("grpc.ssl_target_name_override", dns_name(program.service))]
    return grpc.aio.secure_channel(address, credentials, options=options)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _plain(client: httpx.AsyncClient, program: Program) -> Callable[[], Awaitable[bool]]:
    return partial(_listens, program.listens) if program.listens else _http(client, program.ready_url)


def _http(client: httpx.AsyncClient, url: str) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False

    return check
