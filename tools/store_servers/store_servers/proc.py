"""Starts one server process on a loopback port, waits until it answers, and ends it."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

HOST: Final = "127.0.0.1"
READY_S: Final = 60.0
"""A slow machine under load may take that long; usually it is well under a second."""
STOP_S: Final = 10.0
_POLL_S: Final = 0.05
_TAIL_BYTES: Final = 2000


class ServerError(RuntimeError):
    """A server is missing or does not start; the message says what to do or what it said last."""


class Server:
    """A process that listens on one port; start() after stop() takes the same port and folder."""

    def __init__(
        self,
        name: str,
        folder: Path,
        command: Callable[[int], Sequence[str]],
        ready: Callable[[int], bool],
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.port = free_port()
        self.log = folder / f"{name}.log"
        self._folder = folder
        self._command = command
        self._ready = ready
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when the server answers; ServerError with the end of its log if it does not."""
        self._folder.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **self._environment}  # noqa: TID251 - handed on, not read
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                (*_dying_with_us(), *self._command(self.port)),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        try:
            self._wait_ready(self._process)
        except ServerError:
            self.stop()
            raise

    def stop(self) -> None:
        """End the process that was started here; it is no error if there is none."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_S)

    def freeze(self) -> None:
        """Let the process hold its connections and answer nothing until thaw()."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_S
        while not self._ready(self.port):
            if process.poll() is not None:
                raise ServerError(f"{self.name} ended with status {process.returncode}:\n{self._tail()}")
            if time.monotonic() > until:
                raise ServerError(f"{self.name} does not answer after {READY_S:.0f} s:\n{self._tail()}")
            time.sleep(_POLL_S)

    def _tail(self) -> str:
        return self.log.read_bytes()[-_TAIL_BYTES:].decode(errors="replace")


def _dying_with_us() -> Sequence[str]:
    """Where the system can, let the server end with this process, even if that is killed.

    It would end with the thread that starts it, so another thread than the main one does without.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or threading.current_thread() is not threading.main_thread():
        return ()
    return (setpriv, "--pdeathsig", "TERM", "--")


def free_port() -> int:
    """Return a port nobody listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def accepts(port: int) -> bool:
    """Tell whether somebody listens on the port."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def says(port: int, question: bytes, answer: bytes) -> bool:
    """Tell whether the server on the port answers the question with these bytes first."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(question)
            return connection.recv(len(answer), socket.MSG_WAITALL) == answer
    except OSError:
        return False
