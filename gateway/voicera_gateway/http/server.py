"""Runs the HTTP side within the process's one event loop."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import uvicorn

from voicera_gateway.http.peers import Secured, admitting
from voicera_gateway.http.sockets import MAX_MESSAGE_BYTES
from voicera_kit.settings import SettingsError
from voicera_kit.tls import http_context

STOP_S: Final = 5


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process, which drains calls first."""
        yield


@asynccontextmanager
async def running_http(app: Any, host: str, port: int, tls: Secured | None = None) -> AsyncIterator[int]:
    """Serve `app` until the block ends and yield the port; SettingsError if it is taken.

    Without `tls` connections are plain and anybody's.
    """
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # its info lines would show tickets
    listener = _listen(host, port)
    server = _Server(_config(app, tls))
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await asyncio.wait({serving}, timeout=STOP_S + 2)
        listener.close()


def _config(app: Any, tls: Secured | None) -> uvicorn.Config:
    secured: dict[str, Any] = {}
    if tls is not None:
        context = http_context(tls.files)
        secured = {
            "http": admitting(tls.peers),
            "ssl_context_factory": lambda _config, _default: context,
        }
    return uvicorn.Config(
        app,
        **secured,
        loop="none",
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        # The carrier's answer to pings is not documented; its 20 ms frames tell that it is there.
        ws_ping_interval=None,
        ws_ping_timeout=None,
        h11_max_incomplete_event_size=32_768,
        limit_concurrency=4096,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=STOP_S,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise SettingsError(f"cannot listen on {host}:{port} (VOICERA_HTTP_PORT)") from None
    return listener
