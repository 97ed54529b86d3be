"""Runs programs under supervisord: it restarts what dies and stops everything together."""

import asyncio
import contextlib
import shlex
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import ServerProxy

import psutil
from supervisor.xmlrpc import SupervisorTransport

from voicera_kit.settings import WRONG_SETTINGS, child_environment
from voicera_local.programs import Program
from voicera_local.state import Installation
from voicera_local.topology import Topology

STOP_S = 20
WAKE_S = 10
START_S = 10
ANSWER_S = 5
FRONT, MESH, STORES = "front", "mesh", "stores"
PRIORITIES = {STORES: 1, MESH: 500, FRONT: 999}
"""Groups stop one after the other, the highest first, each at once: calls end while what keeps them is still there."""

HOLD_CALLS = ("gateway", "voice")
MARKER = "VOICERA_INSTALLATION"


@dataclass(frozen=True, slots=True)
class Supervisor:
    """supervisord, which runs the stores from the beginning and the mesh once it is told to."""

    process: asyncio.subprocess.Process
    socket: Path

    async def start_mesh(self) -> None:
        async with asyncio.timeout(START_S):
            await asyncio.to_thread(self._start_mesh)

    async def given_up(self) -> frozenset[str]:
        """Return the programs whose last word was that their settings are wrong: starting them again is in vain.

        None are known while supervisord is too busy to say.
        """
        try:
            async with asyncio.timeout(ANSWER_S):
                return await asyncio.to_thread(self._given_up)
        except OSError:  # TimeoutError is one
            return frozenset()

    async def wait(self) -> None:
        await self.process.wait()

    def _start_mesh(self) -> None:
        with self._connection() as server:
            for group in (MESH, FRONT):
                server.supervisor.startProcessGroup(group, False)

    def _given_up(self) -> frozenset[str]:
        with self._connection() as server:
            found: Any = server.supervisor.getAllProcessInfo()
        return frozenset(each["name"] for each in found if each["exitstatus"] == WRONG_SETTINGS)

    def _connection(self) -> ServerProxy:
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        return ServerProxy("http://localhost", transport=transport)


def configuration(
    programs: Iterable[Program], installation: Installation, socket: Path, stores: Iterable[Program] = ()
) -> str:
    """supervisord's configuration. It holds the carrier's token and the stores' passwords: write it privately."""
    run, logs = installation.run_dir, installation.log_dir
    sections = [
        f"""[supervisord]
nodaemon=true
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={run}/supervisord.pid
childlogdir={logs}

[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}
"""
    ]
    programs = tuple(programs)
    front = tuple(each for each in programs if each.name.startswith(HOLD_CALLS))
    behind = tuple(each for each in programs if each not in front)
    sections += _group(FRONT, front, logs, autostart=False)
    sections += _group(MESH, behind, logs, autostart=False)
    sections += _group(STORES, tuple(stores), logs, autostart=True)
    return "\n".join(sections)


def _group(name: str, programs: tuple[Program, ...], logs: Path, *, autostart: bool) -> list[str]:
    if not programs:
        return []
    sections = [_program(program, logs, autostart=autostart) for program in programs]
    members = ",".join(program.name for program in programs)
    return [*sections, f"[group:{name}]\nprograms={members}\npriority={PRIORITIES[name]}\n"]


def _program(program: Program, logs: Path, *, autostart: bool) -> str:
    environment = ",".join(f'{name}="{value}"' for name, value in program.environment.items())
    return f"""[program:{program.name}]
command={shlex.join(program.command)}
environment={environment}
autostart={str(autostart).lower()}
autorestart=true
startsecs=1
startretries=20
stopsignal=TERM
stopwaitsecs={STOP_S - 5}
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{program.name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=2
""".replace("%", "%%")


@asynccontextmanager
async def supervised(topology: Topology, installation: Installation) -> AsyncIterator[Supervisor]:
    """Run the stores, and the mesh once it is started, until the block ends."""
    with tempfile.TemporaryDirectory(
        prefix="voicera-"
    ) as folder:  # socket paths may have 107 characters only
        config = installation.run_dir / "supervisord.conf"
        socket = Path(folder) / "supervisor.sock"
        text = configuration(topology.programs, installation, socket, topology.stores.programs)
        installation.write_private(config, text)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-c", str(config)),
            env=child_environment(topology.shared_environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl-C is for this process; the rest are stopped in order.
            start_new_session=True,
        )
        try:
            await _wake(socket)
            yield Supervisor(process, socket)
        finally:
            try:
                await _stop(process)
            finally:
                end_leftovers(topology.pid_marker)


async def _wake(socket: Path) -> None:
    """Any connection does: supervisord waits a second for one before it starts the first program."""
    async with asyncio.timeout(WAKE_S):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_unix_connection(socket)
                writer.close()
                return
            await asyncio.sleep(0.02)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def end_leftovers(marker: str) -> None:
    """End processes of this installation that nobody supervises any more."""
    leftovers = [process for process in psutil.process_iter() if _belongs(process, marker)]
    # supervisord first, or it would restart the others.
    leftovers.sort(key=lambda process: process.create_time())
    for process in leftovers:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(leftovers, timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def _belongs(process: psutil.Process, marker: str) -> bool:
    try:
        return process.pid != psutil.Process().pid and bool(process.environ().get(MARKER) == marker)
    except (psutil.Error, OSError):
        return False
