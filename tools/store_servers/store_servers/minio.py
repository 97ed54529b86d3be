"""Runs MinIO, built from a pinned release."""

import os
import secrets
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store_servers.proc import HOST, Server, ServerError, says

MODULE: Final = "github.com/minio/minio@v0.0.0-20250907161309-07c3a429bfed"
"""RELEASE.2025-09-07T16-13-09Z, in the form the Go command takes."""
BINARY: Final = Path(__file__).parents[3] / ".cache/bin/minio-2025-09-07"
_BUILD_S: Final = 1800.0
_LIST: Final = b"GET / HTTP/1.1\r\nHost: minio\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Minio:
    """A server with one drive; `server.stop()` and `server.start()` take it away and bring it back."""

    endpoint: str
    access_key: str
    secret_key: str
    server: Server


def fetch() -> Path:
    """Return the program, built first if it is not there; that takes minutes and needs Go."""
    if BINARY.exists():
        return BINARY
    if shutil.which("go") is None:
        raise ServerError("MinIO is built with Go, which is not installed: see https://go.dev/doc/install")
    BINARY.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BINARY.parent) as scratch:
        environment = {**os.environ, "GOBIN": scratch, "CGO_ENABLED": "0"}  # noqa: TID251 - handed on, not read
        build = ("nice", "go", "install", "-trimpath", "-ldflags=-s -w", MODULE)
        result = subprocess.run(build, env=environment, timeout=_BUILD_S, check=False)  # noqa: S603 - ours
        if result.returncode != 0:
            raise ServerError(f"MinIO could not be built: {' '.join(build)}")
        (Path(scratch) / "minio").replace(BINARY)
    return BINARY


@contextmanager
def running_minio(folder: Path) -> Iterator[Minio]:
    """Serve from a drive below `folder`; new credentials and a new encryption key each time."""
    if not BINARY.exists():
        raise ServerError("MinIO is not there: run python -m store_servers fetch")
    access_key, secret_key = secrets.token_hex(8), secrets.token_hex(16)
    environment = {
        "MINIO_ROOT_USER": access_key,
        "MINIO_ROOT_PASSWORD": secret_key,
        "MINIO_KMS_SECRET_KEY": f"tests:{b64encode(secrets.token_bytes(32)).decode()}",
        "MINIO_BROWSER": "off",
        "MINIO_UPDATE": "off",
    }
    server = Server("minio", folder, lambda port: command(port, folder), _is_ready, environment)
    server.start()
    try:
        yield Minio(f"http://{HOST}:{server.port}", access_key, secret_key, server)
    finally:
        server.stop()


def command(port: int, folder: Path) -> list[str]:
    """What serves from `folder` on a loopback port."""
    return [str(BINARY), "server", "--quiet", "--address", f"{HOST}:{port}", str(folder.absolute() / "drive")]


def _is_ready(port: int) -> bool:
    """Refused, that is: its health check is good a little before it takes requests (503, retry after 60 s)."""
    return says(port, _LIST, b"HTTP/1.1 403")
