"""Starts servers under test as processes of their own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

LISTENING = "listening on port "
START_S, STOP_S = 30.0, 15.0


@contextmanager
def serving(*command: str, cwd: Path | None = None, within_s: float = START_S) -> Iterator[str]:
    """Yield the address of a server that says where it listens on its first line. Raises RuntimeError without one."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:  # noqa: S603 - a test's
        try:
            yield f"127.0.0.1:{_port(process, within_s)}"
        finally:
            _stop(process)


def _port(process: subprocess.Popen[str], within_s: float) -> str:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    too_late = Timer(within_s, process.kill)
    too_late.start()
    try:
        line = process.stdout.readline()
    finally:
        too_late.cancel()
    if not line.startswith(LISTENING):
        raise RuntimeError(f"no {LISTENING!r} within {within_s:g} s, but {line!r}")
    return line.removeprefix(LISTENING).strip()


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    finally:
        process.kill()
