"""Gets and keeps the tokens with which a service acts for an organization."""

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from pydantic import SecretStr

from voicera.auth.v1.token_service_pb2 import IssueServiceTokenRequest
from voicera_kit.client.metadata import metadata_for
from voicera_kit.clock import Clock, SystemClock

if TYPE_CHECKING:
    from voicera.auth.v1.token_service_pb2_grpc import TokenServiceAsyncStub

_MARGIN_S: Final = 60.0
_KEPT: Final = 1000


class TokenSource(Protocol):
    async def token(self, organization_id: str) -> str:
        """Return a valid token of this service; "" is no organization."""


class _Kept(NamedTuple):
    token: str
    fresh_until: float


class ServiceTokens:
    """One request for a token serves everybody who waits for it."""

    def __init__(
        self,
        stub: "TokenServiceAsyncStub",
        service_name: str,
        service_secret: SecretStr,
        clock: Clock | None = None,
    ) -> None:
        self._stub = stub
        self._service_name = service_name
        self._service_secret = service_secret
        self._clock = clock or SystemClock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._asking: dict[str, asyncio.Task[str]] = {}

    async def token(self, organization_id: str) -> str:
        kept = self._kept.get(organization_id)
        if kept is not None and self._clock.monotonic() < kept.fresh_until:
            self._kept.move_to_end(organization_id)
            return kept.token
        task = self._asking.get(organization_id)
        if task is None:
            task = asyncio.create_task(self._ask(organization_id))
            self._asking[organization_id] = task
            task.add_done_callback(lambda _: self._asking.pop(organization_id, None))
        return await asyncio.shield(task)

    async def _ask(self, organization_id: str) -> str:
        request = IssueServiceTokenRequest(
            service_name=self._service_name,
            service_secret=self._service_secret.get_secret_value(),
            organization_id=organization_id,
        )
        issued = await self._stub.IssueServiceToken(request, metadata=metadata_for(None))
        lasts_s = max(issued.expires_in_s - _MARGIN_S, issued.expires_in_s / 2)
        self._kept[organization_id] = _Kept(issued.access_token, self._clock.monotonic() + lasts_s)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return issued.access_token
