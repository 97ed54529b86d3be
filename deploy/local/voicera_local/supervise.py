"""Runs programs under supervisord: it restarts what dies and stops everything together."""

import asyncio
import contextlib
import shlex
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from voicera_kit.settings import child_environment
from voicera_local.state import Installation
from voicera_local.topology import Program, Topology

STOP_S = 20
WAKE_S = 10
MARKER = "VOICERA_INSTALLATION"


def configuration(programs: Iterable[Program], installation: Installation, socket: Path) -> str:
    """supervisord's configuration. It holds the gateway's carrier token: write it privately."""
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
    sections += [_program(program, logs) for program in programs]
    # One group stops at once; groups stop one after the other.
    sections.append(f"[group:mesh]\nprograms={','.join(program.name for program in programs)}\n")
    return "\n".join(sections)


def _program(program: Program, logs: Path) -> str:
    environment = ",".join(f'{name}="{value}"' for name, value in program.environment.items())
    return f"""[program:{program.name}]
command={shlex.join(program.command)}
environment={environment}
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
async def supervised(
    topology: Topology, installation: Installation
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run every program until the block ends."""
    with tempfile.TemporaryDirectory(
        prefix="voicera-"
    ) as folder:  # socket paths may have 107 characters only
        config = installation.run_dir / "supervisord.conf"
        socket = Path(folder) / "supervisor.sock"
        installation.write_private(config, configuration(topology.programs, installation, socket))
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
            yield process
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
