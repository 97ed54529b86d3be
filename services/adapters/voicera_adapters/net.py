"""Reaches vendors over HTTP and WebSocket, and says in our words what went wrong there.

Their own words may quote keys and conversations, and are not repeated.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, TypeVar

import aiohttp
from yarl import URL

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
_LONGEST_REFUSAL_BYTES: Final = 64 * 1024
_CONNECTIONS_A_VENDOR: Final = 512
_DRAIN_S: Final = 1.0
"""How long a connection may take to end after its answer did."""
_SPEECH: Final = "segment.text"
_CLOSES: Final = frozenset({aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED})

Event = TypeVar("Event")


@asynccontextmanager
async def open_http(settings: AdapterSettings) -> AsyncIterator[aiohttp.ClientSession]:
    """Connections are kept and shared; every wait for a connection and for a vendor's next bytes is bounded."""
    limit = waits(settings.vendor_open_s, settings.vendor_answer_s)
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=_CONNECTIONS_A_VENDOR)
    async with aiohttp.ClientSession(
        timeout=limit,
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        middlewares=(_stay_at_the_address,),
    ) as session:
        yield session


def waits(open_s: float, answer_s: float) -> aiohttp.ClientTimeout:
    """Return the longest waits for a connection, by whatever it takes, and for the next bytes."""
    return aiohttp.ClientTimeout(total=None, connect=open_s, sock_connect=open_s, sock_read=answer_s)


async def _stay_at_the_address(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Refuse redirects, of WebSockets too: keys in headers of the vendors' own would go wherever they lead."""
    response = await handler(request)
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        response.close()
        raise refusal(response.status)
    return response


@contextmanager
def telling_failures() -> Iterator[None]:
    """Raise a ServiceError for whatever reaching or understanding a vendor raises inside."""
    try:
        yield
    except TimeoutError:
        raise too_late() from None
    except aiohttp.WSServerHandshakeError as error:
        raise refusal(error.status, error.headers or {}, "settings") from None
    except aiohttp.ClientError:
        raise Unavailable("the connection to the provider failed") from None
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        ArithmeticError,
        RecursionError,
    ):
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
    HTTPStatus.REQUEST_TIMEOUT: too_late,
    HTTPStatus.GATEWAY_TIMEOUT: too_late,
})


def refusal(status: int, headers: Mapping[str, str] | None = None, field: str = "request") -> ServiceError:
    """Return what an HTTP status means; `field` is what a 400 is about, which tells what a 404 is about, too."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ResourceExhausted(
            "the provider's rate limit is reached", retry_after=_retry_after(headers or {})
        )
    if status == HTTPStatus.NOT_FOUND:
        return invalid("voice" if field == _SPEECH else "model", "is not known to the provider")
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


Explain = Callable[[int, Any], ServiceError | None]
"""Says what a refusal's status and JSON mean where that is not what the status alone means."""


@asynccontextmanager
async def asked(
    http: aiohttp.ClientSession,
    method: str,
    url: str | URL,
    *,
    field: str = "request",
    explain: Explain | None = None,
    **how: Any,
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """Yield the answer of a request that was accepted; leaving it, also by being closed, ends the request."""
    with telling_failures():
        async with http.request(method, url, **how) as response:
            if not response.ok:
                said = await _explained(response, explain) if explain else None
                raise said or refusal(response.status, response.headers, field)
            yield response


async def _explained(response: aiohttp.ClientResponse, explain: Explain) -> ServiceError | None:
    with suppress(
        ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, aiohttp.ClientError
    ):
        return explain(response.status, json.loads(await _beginning(response)))
    return None


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for block in response.content.iter_any():
        body += block
        if len(body) > _LONGEST_REFUSAL_BYTES:
            break
    return bytes(body)


async def asked_json(
    http: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    field: str = "request",
    explain: Explain | None = None,
    **how: Any,
) -> Any:
    """Return the JSON of the answer, whatever its content type says; a vendor that drips is too late."""
    with telling_failures():
        async with (
            asyncio.timeout(_whole_s(http.timeout)),
            asked(http, method, url, field=field, explain=explain, **how) as response,
        ):
            return await response.json(content_type=None)


def _whole_s(limit: aiohttp.ClientTimeout) -> float | None:
    """Return how long a request and the whole of its answer may take; None where its parts are not bounded."""
    if limit.connect is None or limit.sock_read is None:
        return None
    return limit.connect + limit.sock_read


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


async def server_sent_json(response: aiohttp.ClientResponse, end: str = "") -> AsyncGenerator[Any]:
    """Yield the JSON of each event, until one says `end`."""
    async with aclosing(server_sent_events(response)) as events:
        async for event in events:
            if event == end:
                return
            yield json.loads(event)


async def paced(
    events: AsyncGenerator[Event], wait_s: float, is_content: Callable[[Event], bool]
) -> AsyncGenerator[Event]:
    """Yield events. The wait for the next that is content is bounded: pings keep a connection, not an answer, alive."""
    clock = asyncio.get_running_loop().time
    until = clock() + wait_s
    async with aclosing(events):
        while True:
            try:
                async with asyncio.timeout_at(until):
                    event = await anext(events)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise too_late() from None
            yield event
            if is_content(event):
                until = clock() + wait_s


def flag(*, on: bool) -> str:
    """Return how vendors write in an address whether something is on."""
    return "true" if on else "false"


async def drain(response: aiohttp.ClientResponse) -> None:
    """Read to the end: a connection left before it is no good for the next request."""
    with suppress(ServiceError), telling_failures():
        async with asyncio.timeout(_DRAIN_S):
            async for _ in response.content.iter_any():
                pass


Closed = Callable[[int, str], ServiceError | None]
"""Says what a WebSocket's close code and reason mean to a vendor; None where they say no more than that it failed."""


def failed(code: int, reason: str) -> ServiceError | None:
    """Say that no close code means more than a failure."""
    del code, reason
    return None


class Socket:
    """A vendor's WebSocket; every method raises ServiceError."""

    def __init__(
        self, connection: aiohttp.ClientWebSocketResponse, answer_s: float, closed: Closed = failed
    ) -> None:
        self._connection = connection
        self._answer_s = answer_s
        self._closed = closed

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
        while (message := await self._connection.receive()).type not in _CLOSES:
            if message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                yield message.data
            elif message.type is aiohttp.WSMsgType.ERROR:
                raise Unavailable("the connection to the provider failed")
        code = self._connection.close_code
        if code not in {aiohttp.WSCloseCode.OK, aiohttp.WSCloseCode.GOING_AWAY}:
            meant = None if code is None else self._closed(code, str(message.extra or ""))
            raise meant or Unavailable(f"the provider closed the connection with code {code}")

    async def receive(self) -> str | bytes:
        """Return the next message; the vendor owes one."""
        with telling_failures():
            async with asyncio.timeout(self._answer_s), aclosing(self.messages()) as messages:
                async for message in messages:
                    return message
        raise broken_off()


@asynccontextmanager
async def connected(
    http: aiohttp.ClientSession,
    url: str,
    settings: AdapterSettings,
    headers: Mapping[str, str],
    *,
    closed: Closed = failed,
) -> AsyncGenerator[Socket]:
    """Open a WebSocket; http and https addresses are taken too.

    A vendor that says nothing for the answer's time is pinged; one that does not answer that either has gone without a
    word, and the socket fails.
    """
    address = url.replace("http", "ws", 1) if url.startswith("http") else url
    with telling_failures():
        async with asyncio.timeout(settings.vendor_open_s):
            connection = await http.ws_connect(
                address,
                headers=dict(headers),
                max_msg_size=_LONGEST_MESSAGE_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                heartbeat=settings.vendor_answer_s,
            )
    try:
        yield Socket(connection, settings.vendor_answer_s, closed)
    finally:
        await connection.close()
