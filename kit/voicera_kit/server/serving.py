"""Runs a process: serve until told to stop, finish what is running, leave."""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final

import structlog
import uvloop

from voicera_kit.audit import AuditSink
from voicera_kit.identity import TokenVerifier
from voicera_kit.logging import configure
from voicera_kit.server.readiness import Store, watching_stores
from voicera_kit.server.running import Register, RunningServer, running_server
from voicera_kit.settings import WRONG_SETTINGS, Settings, SettingsError

Drain = Callable[[], Awaitable[None]]

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
_log = structlog.get_logger(__name__)


async def serve(
    service_name: str,
    register: Register,
    settings: Settings,
    *,
    verifier: TokenVerifier,
    audit: AuditSink | None = None,
    drain: Drain | None = None,
    stores: Sequence[Store] = (),
) -> None:
    """Serve until SIGTERM or SIGINT; then `drain` gets `settings.drain_s` to let running work end.

    While one of `stores` is away, health checks are told to send new work elsewhere.
    """
    configure(settings, service_name)
    stopping = _stop_signal()
    async with running_server(register, settings, verifier=verifier, audit=audit) as server:
        gc.freeze()  # what is here now stays: searched no more, it pauses no call
        _log.info("server.started", port=server.port)
        async with watching_stores(server, stores, settings.store_check_s):
            await stopping.wait()
        _log.info("server.stopping")
        await _wind_down(server, drain, settings.drain_s)
    _log.info("server.stopped")


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a process's main function; a wrong setting is one line on stderr and status 2."""
    try:
        uvloop.run(main())
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - it is for whoever started the process
        sys.exit(WRONG_SETTINGS)
    except KeyboardInterrupt:
        sys.exit(130)


async def _wind_down(server: RunningServer, drain: Drain | None, limit_s: float) -> None:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + limit_s
    await server.set_ready(ready=False)
    if drain is not None:
        try:
            async with asyncio.timeout_at(ends_at):
                await drain()
        except TimeoutError:
            _log.warning("server.drain_cut_short", limit_s=limit_s)
    await server.stop(max(ends_at - loop.time(), 0.0))


def _stop_signal() -> asyncio.Event:
    """The first signal asks to stop; the second one finds its default action, which is to die."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()

    def stop() -> None:
        stopping.set()
        for each in _SIGNALS:
            loop.remove_signal_handler(each)

    for each in _SIGNALS:
        loop.add_signal_handler(each, stop)
    return stopping
