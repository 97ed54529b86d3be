"""Runs FerretDB, a server of the MongoDB protocol that keeps its documents in SQLite, built from a pinned release."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from store_servers.proc import HOST, Server, ServerError, says
from store_servers.turns import taking_turns

VERSION: Final = "v1.24.2"
MODULE: Final = f"github.com/FerretDB/FerretDB@{VERSION}"
CHECKSUM: Final = "h1:trrUU0LbmusMbyubhPS1IELncvrIwKrsRT2LW1UUWCw="
BINARY: Final = Path(__file__).parents[3] / f".cache/bin/ferretdb-{VERSION}"
_BUILD_S: Final = 1800.0
_PING: Final = bytes.fromhex(
    "330000000100000000000000dd070000"  # 51 bytes, request 1, answering none, OP_MSG
    "00000000"
    "00"  # no flags, one document
    "1e000000"
    "1070696e670001000000"
    "02246462000600000061646d696e00"
    "00"  # {"ping": 1, "$db": "admin"}
)
_PONG: Final = bytes.fromhex("26000000")
"""The length of an answer that holds {"ok": 1.0} only."""


def binary() -> Path:
    """Return the program, built first if it is not there; that takes minutes and needs Go."""
    if BINARY.exists():
        return BINARY
    if shutil.which("go") is None:
        raise ServerError("FerretDB is built with Go, which is not installed: see https://go.dev/doc/install")
    BINARY.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BINARY.parent) as scratch:
        source = Path(scratch) / "source"
        shutil.copytree(_downloaded(), source, copy_function=shutil.copyfile)
        _build(source, Path(scratch) / "ferretdb")
        (Path(scratch) / "ferretdb").replace(BINARY)
    return BINARY


@contextmanager
def running_ferretdb(folder: Path) -> Iterator[str]:
    """Serve from `folder` and yield the URL, behind which every command is atomic (see FERRETDB.md)."""
    server = ferretdb_server(folder)
    server.start()
    try:
        with taking_turns(server.port) as port:
            yield f"mongodb://{HOST}:{port}/"
    finally:
        server.stop()


def ferretdb_server(folder: Path, *options: str) -> Server:
    """Return the bare server with more options, for tests that take it away or want what it can do besides."""
    if not BINARY.exists():
        raise ServerError("FerretDB is not there: run python -m store_servers fetch")
    (folder / "state").mkdir(parents=True, exist_ok=True)
    return Server("ferretdb", folder, lambda port: [*command(port, folder.absolute()), *options], _is_ready)


def command(port: int, folder: Path) -> list[str]:
    """What serves from `folder` on a loopback port."""
    return [
        str(BINARY),
        "--handler=sqlite",
        f"--sqlite-url=file:{folder}/state/",
        f"--state-dir={folder}/state",
        f"--listen-addr={HOST}:{port}",
        "--debug-addr=-",
        "--telemetry=disable",
        "--log-level=WARN",
    ]


def _is_ready(port: int) -> bool:
    return says(port, _PING, _PONG)


def _downloaded() -> Path:
    """Return the folder of the module's source; it is the one whose checksum is written above."""
    command = ("go", "mod", "download", "-json", MODULE)
    result = subprocess.run(command, timeout=_BUILD_S, check=False, capture_output=True)  # noqa: S603 - a constant
    if result.returncode != 0:
        raise ServerError(f"FerretDB cannot be downloaded: {' '.join(command)}")
    module = json.loads(result.stdout)
    if module["Sum"] != CHECKSUM:
        raise ServerError(f"FerretDB {VERSION} is not what it was: its checksum is {module['Sum']}")
    return Path(module["Dir"])


def _build(source: Path, target: Path) -> None:
    (source / "build/version/version.txt").write_text(f"{VERSION}\n", encoding="ascii")
    environment = {**os.environ, "CGO_ENABLED": "0"}  # noqa: TID251 - handed on, not read
    build = ("nice", "go", "build", "-trimpath", "-ldflags=-s -w", "-o", str(target), "./cmd/ferretdb")
    result = subprocess.run(build, cwd=source, env=environment, timeout=_BUILD_S, check=False)  # noqa: S603 - ours
    if result.returncode != 0:
        raise ServerError(f"FerretDB could not be built: {' '.join(build)}")
