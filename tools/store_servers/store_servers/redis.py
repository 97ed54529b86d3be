"""Runs the system's Redis."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store_servers.proc import HOST, Server, ServerError, says

PROGRAM: Final = "redis-server"
_INSTALL: Final = ("apt-get", "install", "--yes", "--no-install-recommends", PROGRAM)
_INSTALL_S: Final = 600.0
MISSING: Final = f"Redis is not there: install it with {' '.join(_INSTALL)} or your system's packages"


@dataclass(frozen=True, slots=True)
class Redis:
    """A server that keeps nothing on disk; stop() and start() take it away and bring it back empty."""

    server: Server

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.server.port}/0"

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.start()


def fetch() -> Path:
    """Return the program, installed first if it is missing and we may; ServerError says how to otherwise."""
    if not shutil.which(PROGRAM) and _may_install():
        subprocess.run((_INSTALL[0], "update"), timeout=_INSTALL_S, check=False)  # noqa: S603 - a constant
        subprocess.run(_INSTALL, timeout=_INSTALL_S, check=False)  # noqa: S603 - a constant
    return program()


def can_be_had() -> bool:
    return shutil.which(PROGRAM) is not None or _may_install()


def _may_install() -> bool:
    return shutil.which(_INSTALL[0]) is not None and os.geteuid() == 0


@contextmanager
def running_redis(folder: Path) -> Iterator[Redis]:
    found = program()
    server = Server("redis", folder, lambda port: _command(found, port), _is_ready)
    server.start()
    try:
        yield Redis(server)
    finally:
        server.stop()


def program() -> Path:
    found = shutil.which(PROGRAM)
    if found is None:
        raise ServerError(MISSING)
    return Path(found)


def _command(program: Path, port: int) -> list[str]:
    return [str(program), "--bind", HOST, "--port", str(port), "--save", "", "--appendonly", "no"]


def _is_ready(port: int) -> bool:
    return says(port, b"PING\r\n", b"+PONG")
