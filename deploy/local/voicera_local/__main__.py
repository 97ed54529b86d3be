"""Starts the mesh on this machine, seeds it, and places the demo call."""

import argparse
import asyncio
import json
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from adapter_verify import cli as adapter_verify
from store_servers import ServerError
from voicera_kit.clock import SystemClock
from voicera_kit.errors import ServiceError
from voicera_kit.settings import load
from voicera_local.api import Api, Json, trusting
from voicera_local.certificates import CertificateFolder
from voicera_local.demo import DemoFailed, dial, load_script, place_call, report_of, require_as_scripted
from voicera_local.move.command import MoveEnded, migrate
from voicera_local.move.settings import MoveSettings
from voicera_local.ready import NotReady, wait_for_stores, wait_until_ready
from voicera_local.seed import Seeded, SeedFailed, credentials, seed
from voicera_local.settings import LocalSettings
from voicera_local.show import Screen
from voicera_local.state import AlreadyRunning, Installation
from voicera_local.stores import prepare_stores
from voicera_local.supervise import Supervisor, end_leftovers, supervised
from voicera_local.topology import DEMO_NUMBER, Topology, plan

INTERRUPTED = 130
OWNERS_OWN = (b"SIGN_IN_FAILED", b"SECOND_FACTOR_NEEDED", b"TOO_MANY_ATTEMPTS")
"""Why the password of the first start may not let in: the owner chose another, or a second factor."""
FAILURES = (
    *(NotReady, DemoFailed, MoveEnded, SeedFailed, ServerError, ServiceError),
    *(TimeoutError, OSError, httpx.HTTPError),
)
"""What ends a command with a sentence."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """A running mesh; `seeded` is None where the owner's sign-in is nobody's business any more."""

    topology: Topology
    api: Api
    seeded: Seeded | None
    supervisor: Supervisor


@asynccontextmanager
async def running_mesh(
    settings: LocalSettings, installation: Installation, screen: Screen
) -> AsyncIterator[Mesh]:
    began = time.monotonic()
    topology = plan(settings, installation)
    end_leftovers(topology.pid_marker)  # of a run that was killed
    require_free(settings)
    count = len(topology.stores.programs) + len(topology.programs)
    screen.step(f"Starting {count} processes.")
    async with supervised(topology, installation) as supervisor:
        await wait_for_stores(topology, settings.start_timeout_s, str(installation.log_dir))
        await prepare_stores(topology.stores, installation)
        email, password = await credentials(installation, topology)
        await supervisor.start_mesh()
        await wait_until_ready(
            topology, supervisor.given_up, settings.start_timeout_s, str(installation.log_dir)
        )
        certificates = topology.certificates
        api = Api(topology.public_url, trusting(certificates.ca_file) if certificates else None)
        try:
            seeded = await seed_when_reachable(api, email, password)
            screen.step(f"Ready after {time.monotonic() - began:.1f} s with {count} processes.")
            installation.write_json("run/mesh", addresses(topology, installation))
            yield Mesh(topology, api, seeded, supervisor)
        finally:
            screen.step("Stopping.")
            await api.close()
            (installation.run_dir / "mesh.json").unlink(missing_ok=True)


def addresses(topology: Topology, installation: Installation) -> dict[str, str]:
    """Where a running mesh can be reached; scripts wait for this file."""
    return {
        "public_url": topology.public_url,
        "simulator_url": topology.sim_url,
        "mesh_target": topology.mesh_target,
        "envoy_admin_url": topology.envoy_admin_url,
        "credentials_file": str(installation.data_dir / f"{topology.stores.credentials}.json"),
        "ca_file": str(topology.certificates.ca_file) if topology.certificates else "",
    }


async def seed_when_reachable(api: Api, email: str, password: str) -> Seeded | None:
    """Envoy needs a moment to see that the services are healthy and to fetch the keys."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await seed(api, email, password)
            except httpx.HTTPStatusError as error:
                if any(reason in error.response.content for reason in OWNERS_OWN):
                    return None
                if error.response.status_code not in {401, 503}:
                    raise
                await asyncio.sleep(0.2)


def require_free(settings: LocalSettings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.public_host, settings.public_port))
        except OSError:
            raise NotReady(
                f"port {settings.public_port} is in use; choose another with VOICERA_PUBLIC_PORT"
            ) from None


def introduce(mesh: Mesh, installation: Installation, screen: Screen) -> None:
    url = mesh.topology.public_url
    if mesh.topology.without_dashboard:
        screen.warn(f"The dashboard is left out: {mesh.topology.without_dashboard}.")
    else:
        screen.step(f"Dashboard: {url}")
    if mesh.topology.certificates:
        screen.step(f"Browsers must trust {mesh.topology.certificates.ca_file}")
    screen.step(f"REST API and its documentation: {url}/docs")
    screen.step(f"Logs, one file per process: {installation.log_dir}")
    if mesh.seeded is None:
        screen.step("Sign in as before: the owner has a password or a second factor of their own.")
        return
    screen.step(f"Sign in as {mesh.seeded.email} with password {mesh.seeded.password}")
    for problem in mesh.seeded.concierge_problems:
        screen.warn(f'Agent "{mesh.seeded.concierge["display_name"]}" is not live: {problem}')


async def demo(settings: LocalSettings) -> None:
    """Exit with 1 unless the call went as scripted; the report is the last thing on standard output."""
    installation, screen = Installation(settings.data_dir), Screen(on_stderr=True)
    with installation.lock():
        async with running_mesh(settings, installation, screen) as mesh:
            introduce(mesh, installation, screen)
            if mesh.seeded is None:
                raise DemoFailed("the demo needs the owner's first password; take a data folder of its own")
            result = await place_call(mesh.api, mesh.topology, screen, installation.recordings_dir)
    print(json.dumps(result, indent=2))  # noqa: T201 - the command's answer
    require_as_scripted(result)


async def stay(settings: LocalSettings, *, with_call: bool) -> None:
    installation, screen = Installation(settings.data_dir), Screen()
    with installation.lock():
        async with running_mesh(settings, installation, screen) as mesh:
            introduce(mesh, installation, screen)
            if with_call and mesh.seeded:
                await show_call(mesh, installation, screen)
            screen.step("The mesh stays up. Stop it with Ctrl-C.")
            await mesh.supervisor.wait()
            raise NotReady(f"the process manager has ended; see {installation.log_dir}/supervisord.log")


async def show_call(mesh: Mesh, installation: Installation, screen: Screen) -> None:
    """The demo call; if it fails, the mesh is there all the same."""
    screen.step(f"A simulated caller now dials {DEMO_NUMBER}.")
    try:
        await place_call(mesh.api, mesh.topology, screen, installation.recordings_dir)
    except (DemoFailed, TimeoutError, httpx.HTTPError) as failure:
        screen.fail(f"The demo call failed: {failure or type(failure).__name__}")


async def call(settings: LocalSettings, number: str, script: Json) -> None:
    """Print the carrier's report as JSON; DemoFailed if the caller did not get through the script."""
    addresses = Installation(settings.data_dir).read_json("run/mesh")
    if addresses is None:
        raise NotReady(
            "no mesh runs from this folder; start one with `make run`, or say where its data is with VOICERA_DATA_DIR"
        )
    async with httpx.AsyncClient(base_url=addresses["simulator_url"], timeout=30) as sim:
        placed = await dial(sim, addresses["public_url"], number, script)
        report = await report_of(sim, placed["id"])
    print(json.dumps(report, indent=2))  # noqa: T201 - the command's answer
    if not report["ok"]:
        raise DemoFailed("; ".join(report["errors"]))


def certs(settings: LocalSettings, *, anew: bool) -> None:
    folder = CertificateFolder(Installation(settings.data_dir))
    issued = folder.provide(settings.edge_names, SystemClock().now(), anew=anew)
    screen = Screen()
    screen.step(f"Issued: {', '.join(issued)}." if issued else "Every certificate is good for longer.")
    screen.step(f"For browsers to trust: {folder.ca_file}")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voicera", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    certs = commands.add_parser("certs", help="issue the certificates that are missing or end soon")
    certs.add_argument(
        "--anew", action="store_true", help="issue all of them; a running mesh takes them over"
    )
    run = commands.add_parser("run", help="start everything, place the demo call, stay up")
    run.add_argument("--no-call", action="store_true", help="do not place the demo call")
    commands.add_parser("demo", help="start everything, place the demo call, print its report, stop")
    commands.add_parser("migrate", help="move this installation's data to MongoDB and S3; see deploy/local")
    call = commands.add_parser("call", help="let a simulated caller dial a number of the running mesh")
    call.add_argument("number", help="one of your numbers, for example +918000000002")
    call.add_argument("script", type=Path, help="what the caller does; see tools/vobiz_sim")
    adapter = commands.add_parser("adapter", help="what concerns servers of adapters")
    verify = adapter.add_subparsers(dest="adapter_command", required=True).add_parser(
        "verify", help="check one against its contract", description=adapter_verify.DESCRIPTION
    )
    adapter_verify.add_arguments(verify)
    return parser.parse_args()


async def ended_by_signal(work: asyncio.Task[None]) -> bool:
    """Let `work` end; True if a signal ended it. Further signals do not disturb the stop, which is bounded."""

    def stop() -> None:
        if not work.cancelling():
            work.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        return True
    return False


async def run(arguments: argparse.Namespace, settings: LocalSettings) -> int:
    """The exit status: being stopped is how `run` ends well, and not how `demo` does."""
    if arguments.command == "certs":
        certs(settings, anew=arguments.anew)
        return 0
    if arguments.command == "call":
        await call(settings, arguments.number, load_script(arguments.script))
        return 0
    if arguments.command == "adapter":
        return await adapter_verify.run(arguments)
    if arguments.command == "migrate":
        stopped = await ended_by_signal(asyncio.create_task(migrate(load(MoveSettings))))
        return INTERRUPTED if stopped else 0
    is_demo = arguments.command == "demo"
    work = demo(settings) if is_demo else stay(settings, with_call=not arguments.no_call)
    stopped = await ended_by_signal(asyncio.create_task(work))
    return INTERRUPTED if stopped and is_demo else 0


def words(failures: BaseExceptionGroup[Exception]) -> list[str]:
    """What went wrong, one line each, without traces."""
    found: list[str] = []
    for failure in failures.exceptions:
        found += (
            words(failure)
            if isinstance(failure, BaseExceptionGroup)
            else [str(failure) or type(failure).__name__]
        )
    return found


def main() -> None:
    arguments, settings = parse(), load(LocalSettings)
    try:
        sys.exit(asyncio.run(run(arguments, settings)))
    except* AlreadyRunning:
        sys.exit(f"VoiceERA already runs from {settings.data_dir.resolve()}. Stop it first.")
    except* FAILURES as failures:
        sys.exit("; ".join(words(failures)))


if __name__ == "__main__":
    main()
