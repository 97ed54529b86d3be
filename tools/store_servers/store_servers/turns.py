"""Stands before a server of the MongoDB protocol and lets one command that changes something through at a time."""

import argparse
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Final

from store_servers.proc import HOST

_LENGTH: Final = struct.Struct("<i")
_CONNECT_S: Final = 5.0
_NAME_AT: Final = 26
"""Where an OP_MSG names its command: after its head, its flags, and the head of its document."""
_CHANGES: Final = frozenset({b"insert", b"update", b"delete", b"findAndModify", b"createIndexes"})
"""Others pass at once: a driver gives a server up whose greeting waits for a long command."""


class _Relay(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, upstream_port: int, port: int) -> None:
        super().__init__((HOST, port), _Client)
        self.upstream_port = upstream_port
        self.turn = threading.Lock()


class _Client(BaseRequestHandler):
    server: _Relay

    def handle(self) -> None:
        with (
            suppress(OSError),
            socket.create_connection((HOST, self.server.upstream_port), _CONNECT_S) as upstream,
        ):
            upstream.settimeout(None)
            while command := _message(self.request):
                with self.server.turn if _name(command) in _CHANGES else nullcontext():
                    upstream.sendall(command)
                    answer = _message(upstream)
                self.request.sendall(answer)


@contextmanager
def taking_turns(upstream_port: int, port: int = 0) -> Iterator[int]:
    """Yield `port`, or a free one, that leads to `upstream_port`; every command must have one answer."""
    with _Relay(upstream_port, port) as relay:
        thread = threading.Thread(target=relay.serve_forever, name="turns", daemon=True)
        thread.start()
        try:
            yield relay.server_address[1]
        finally:
            relay.shutdown()
            thread.join()


def _name(command: bytes) -> bytes:
    return command[_NAME_AT : command.find(b"\0", _NAME_AT)]


def _message(connection: socket.socket) -> bytes:
    """Return the next message with its length in front; nothing at the end."""
    head = connection.recv(_LENGTH.size, socket.MSG_WAITALL)
    if len(head) < _LENGTH.size:
        return b""
    (length,) = _LENGTH.unpack(head)
    rest = bytearray()
    while len(rest) < length - _LENGTH.size:
        part = connection.recv(length - _LENGTH.size - len(rest))
        if not part:
            return b""
        rest += part
    return head + rest


def main() -> None:
    """`python -m store_servers.turns`: stand there until ended."""
    parser = argparse.ArgumentParser(prog="python -m store_servers.turns", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", type=int, required=True, help="the port commands go on to")
    arguments = parser.parse_args()
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    with taking_turns(arguments.upstream, arguments.port):
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
