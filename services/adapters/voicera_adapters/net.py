"""Reaches vendors over HTTP and WebSocket, and says in our words what went wrong there.

Their own words may quote keys and conversations, and are not repeated.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import aiohttp

from voicera_adapters.settings import AdapterSettings
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    ResourceExhausted,
    ServiceError,
    Unavailable,
    invalid,
)

ANSWER_INVALID: Final = "PROVIDER_ANSWER_INVALID"
KEY_REJECTED: Final = "PROVIDER_KEY_REJECTED"
QUOTA_EXHAUSTED: Final = "PROVIDER_QUOTA_EXHAUSTED"
_RETRY_AFTER_S: Final = 1.0
_LONGEST_RETRY_S: Final = 3600.0
_LONGEST_MESSAGE_BYTES: Final = 8 * 1024 * 1024
_CONNECTIONS_A_VENDOR: Final = 512
_POLICY_VIOLATION: Final = 1008


@asynccontextmanager
async def open_http(settings: AdapterSettings) -> AsyncIterator[aiohttp.ClientSession]:
    """Connections are kept and shared; every wait for a vendor's next bytes is bounded."""
    limit = aiohttp.ClientTimeout(
        total=None, sock_connect=settings.vendor_open_s, sock_read=settings.vendor_answer_s
    )
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=_CONNECTIONS_A_VENDOR)
    async with aiohttp.ClientSession(
        timeout=limit, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield session


@contextmanager
def telling_failures() -> Iterator[None]:
    """Raise a ServiceError for whatever reaching or understanding a vendor raises inside."""
    try:
        yield
    except TimeoutError:
        raise too_late() from None
    except aiohttp.WSServerHandshakeError as error:
        raise refusal(error.status, error.headers or {}) from None
    except aiohttp.ClientError:
        raise Unavailable("the connection to the provider failed") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise not_understood() from None


def not_understood() -> Unavailable:
    return Unavailable("the provider's answer was not understood", reason=ANSWER_INVALID)


def broken_off() -> Unavailable:
    return Unavailable("the provider's answer broke off", reason=ANSWER_INVALID)


def key_rejected() -> FailedPrecondition:
    return FailedPrecondition("the provider rejected the credential", reason=KEY_REJECTED)


def quota_exhausted() -> FailedPrecondition:
    return FailedPrecondition("the provider's quota is used up", reason=QUOTA_EXHAUSTED)


def too_late() -> DeadlineExceeded:
    return DeadlineExceeded("the provider did not answer in time")


_MEANINGS: Final[Mapping[int, Callable[[], ServiceError]]] = MappingProxyType({
    HTTPStatus.UNAUTHORIZED: key_rejected,
    HTTPStatus.FORBIDDEN: key_rejected,
    HTTPStatus.PAYMENT_REQUIRED: quota_exhausted,
    HTTPStatus.NOT_FOUND: lambda: invalid("model", "or the voice is not known to the provider"),
    HTTPStatus.REQUEST_TIMEOUT: too_late,
    HTTPStatus.GATEWAY_TIMEOUT: too_late,
})


def refusal(status: int, headers: Mapping[str, str] | None = None, field: str = "request") -> ServiceError:
    """Return what an HTTP status means; `field` is what a 400 is about."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ResourceExhausted(
            "the provider's rate limit is reached", retry_after=_retry_after(headers or {})
        )
    if status in _MEANINGS:
        return _MEANINGS[status]()
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return invalid(field, "was refused by the provider")
    return Unavailable(f"the provider failed with status {status}")


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    try:
        seconds = float(headers.get("Retry-After", _RETRY_AFTER_S))
    except ValueError:
        seconds = _RETRY_AFTER_S
    return timedelta(seconds=min(max(seconds, 0.0), _LONGEST_RETRY_S))


@asynccontextmanager
async def asked(
    http: aiohttp.ClientSession, method: str, url: str, *, field: str = "request", **how: Any
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """Yield the answer of a request that was accepted; leaving it, also by being closed, ends the request."""
    with telling_failures():
        async with http.request(method, url, **how) as response:
            if not response.ok:
                raise refusal(response.status, response.headers, field)
            yield response


async def asked_json(
    http: aiohttp.ClientSession, method: str, url: str, *, field: str = "request", **how: Any
) -> Any:
    """Return the JSON of the answer, whatever its content type says."""
    async with asked(http, method, url, field=field, **how) as response:
        return await response.json(content_type=None)


async def server_sent_events(response: aiohttp.ClientResponse) -> AsyncGenerator[str]:
    """Yield the data of each event; comments and other fields are left out."""
    data: list[str] = []
    async for line in response.content:
        text = line.decode().rstrip("\r\n")
        if not text:
            if data:
                yield "\n".join(data)
            data = []
        elif text.startswith("data:"):
            data.append(text.removeprefix("data:").removeprefix(" "))
    if data:
        yield "\n".join(data)


class Socket:
    """A vendor's WebSocket; every method raises ServiceError."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse, answer_s: float) -> None:
        self._connection = connection
        self._answer_s = answer_s

    async def send_text(self, message: str) -> None:
        with telling_failures():
            async with asyncio.timeout(self._answer_s):
                await self._connection.send_str(message)

    async def send_bytes(self, message: bytes) -> None:
        with telling_failures():
            async with asyncio.timeout(self._answer_s):
                await self._connection.send_bytes(message)

    async def messages(self) -> AsyncGenerator[str | bytes]:
        """Yield messages until the vendor closes well; a close that means a refusal is raised as one."""
        async for message in self._connection:
            if message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                yield message.data
            elif message.type is aiohttp.WSMsgType.ERROR:
                raise Unavailable("the connection to the provider failed")
        code = self._connection.close_code
        if code == _POLICY_VIOLATION:
            raise key_rejected()
        if code not in {aiohttp.WSCloseCode.OK, aiohttp.WSCloseCode.GOING_AWAY}:
            raise Unavailable(f"the provider closed the connection with code {code}")


@asynccontextmanager
async def connected(
    http: aiohttp.ClientSession, url: str, settings: AdapterSettings, headers: Mapping[str, str]
) -> AsyncGenerator[Socket]:
    """Open a WebSocket; http and https addresses are taken too."""
    address = url.replace("http", "ws", 1) if url.startswith("http") else url
    with telling_failures():
        async with asyncio.timeout(settings.vendor_open_s):
            connection = await http.ws_connect(
                address,
                headers=dict(headers),
                max_msg_size=_LONGEST_MESSAGE_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            )
    try:
        yield Socket(connection, settings.vendor_answer_s)
    finally:
        await connection.close()
