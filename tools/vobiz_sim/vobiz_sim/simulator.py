"""The carrier as one running object: REST server, webhooks, media sockets and callers."""

from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from vobiz_sim.carrier import Carrier
from vobiz_sim.config import SimConfig
from vobiz_sim.exchange import Exchange
from vobiz_sim.rest.app import build
from vobiz_sim.targets import RemoteTargetError, is_loopback
from vobiz_sim.webhooks import Webhooks

_CONNECTIONS = 200


class VobizSim(Carrier):
    """Use it as an asynchronous context manager; `port` and `base_url` are known inside."""

    def __init__(self, config: SimConfig | None = None) -> None:
        super().__init__(config)
        self._runner = web.AppRunner(build(self), access_log=None, shutdown_timeout=1.0)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if not self.config.allow_remote and not is_loopback(self.config.host):
            raise RemoteTargetError(f"{self.config.host} is not a loopback address")
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS, ssl=self.config.trust or True)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        webhooks = Webhooks(self.config, self._session)
        self.exchange = Exchange(self.config, webhooks, self.recordings, self._callee)
        await self._serve()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.exchange.close()
        await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _serve(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, self.config.host, self.config.port).start()
        self.port = int(self._runner.addresses[0][1])
