"""Places, moves and ends calls through the carrier's REST API, and asks it anything else about an account."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal
from urllib.parse import quote

import httpx
import structlog

from voicera_gateway.vobiz.refusals import CallGone, CarrierRefused, CarrierUnreachable, refusal_of
from voicera_kit.errors import ServiceError

log = structlog.get_logger()

ATTEMPTS: Final = 3
FIRST_BACKOFF_S: Final = 0.3
_HTTP_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Dial:
    """An outgoing call: numbers as plain digits, and where the carrier reports to."""

    from_: str
    to: str
    answer_url: str
    ring_url: str
    hangup_url: str
    ring_timeout_s: int

    def body(self) -> dict[str, str | int]:
        fields = asdict(self)
        fields["from"] = fields.pop("from_")
        timeout = fields.pop("ring_timeout_s")
        methods = {"answer_method": "POST", "ring_method": "POST", "hangup_method": "POST"}
        return fields | methods | {"hangup_on_ring": timeout, "ring_timeout": timeout}


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one try came to; `again` says whether trying again cannot do harm."""

    response: httpx.Response | None
    error: Exception | None
    again: bool


class VobizClient:
    """One account of the carrier. Raises CarrierRefused, CarrierUnreachable or CallGone."""

    def __init__(self, http: httpx.AsyncClient, auth_id: str, auth_token: str) -> None:
        self._http = http
        self._auth_id = auth_id
        self._headers = {"X-Auth-ID": auth_id, "X-Auth-Token": auth_token}
        self.account_path = f"/Account/{quote(auth_id, safe='')}"
        self._calls = f"{self.account_path}/Call/"

    @classmethod
    def open(cls, base_url: str, auth_id: str, auth_token: str, timeout_s: float) -> "VobizClient":
        http = httpx.AsyncClient(
            base_url=base_url,
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 3.0)),
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=10),
        )
        return cls(http, auth_id, auth_token)

    def using(self, auth_id: str, auth_token: str) -> "VobizClient":
        """Return the same connections with another account; only the first client closes them."""
        return VobizClient(self._http, auth_id, auth_token)

    async def close(self) -> None:
        await self._http.aclose()

    async def dial(self, dial: Dial) -> str:
        """Return the carrier's id of the call. Never tried again once the carrier may have dialled."""
        if not self._auth_id:
            raise CarrierRefused("no carrier account is configured", reason="CARRIER_NOT_CONFIGURED")
        try:
            response = await self._send("POST", self._calls, dial.body(), is_safe_again=_was_not_carried_out)
        except CallGone:
            raise CarrierRefused(
                "the carrier does not know our account", reason="CARRIER_UNAUTHORIZED"
            ) from None
        call_uuid = _json(response).get("request_uuid")
        if not isinstance(call_uuid, str) or not call_uuid:
            raise CarrierUnreachable("the carrier accepted the call without naming it")
        return call_uuid

    async def hang_up(self, call_uuid: str) -> None:
        await self._send("DELETE", f"{self._calls}{call_uuid}/", None, is_safe_again=_may_have_failed)

    async def transfer(self, call_uuid: str, document_url: str) -> None:
        """Make the carrier fetch and execute `document_url` for the call; its media connection ends."""
        body = {"legs": "aleg", "aleg_url": document_url, "aleg_method": "POST"}
        await self._send("POST", f"{self._calls}{call_uuid}/", body, is_safe_again=_was_not_carried_out)

    async def get(self, path: str, query: Mapping[str, str | int] | None = None) -> dict[str, Any]:
        """Return the JSON object at `path`; an empty one if the answer is no JSON object."""
        return _json(await self._send("GET", path, None, is_safe_again=_may_have_failed, query=query))

    async def post(self, path: str, body: dict[str, Any], *, is_repeatable: bool) -> dict[str, Any]:
        """Return the JSON object in the answer; `is_repeatable` says that doing it twice is doing it once."""
        again = _may_have_failed if is_repeatable else _was_not_carried_out
        return _json(await self._send("POST", path, body, is_safe_again=again))

    async def delete(self, path: str) -> None:
        await self._send("DELETE", path, None, is_safe_again=_may_have_failed)

    async def _send(
        self,
        method: Literal["GET", "POST", "DELETE"],
        path: str,
        body: dict[str, Any] | None,
        is_safe_again: Callable[[_Attempt], bool],
        query: Mapping[str, str | int] | None = None,
    ) -> httpx.Response:
        for attempt_number in range(1, ATTEMPTS + 1):
            attempt = await self._try(method, path, body, query)
            if attempt.response is not None and attempt.response.is_success:
                return attempt.response
            if attempt_number == ATTEMPTS or not is_safe_again(attempt):
                break
            await asyncio.sleep(_backoff_s(attempt_number))
        raise _failure(attempt)

    async def _try(
        self, method: str, path: str, body: dict[str, Any] | None, query: Mapping[str, str | int] | None
    ) -> _Attempt:
        try:
            response = await self._http.request(method, path, json=body, params=query, headers=self._headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return _Attempt(None, error, again=True)
        except httpx.HTTPError as error:
            return _Attempt(None, error, again=False)
        if not response.is_success:
            log.warning("carrier_refused", method=method, status=response.status_code)
        return _Attempt(response, None, again=response.status_code == _HTTP_TOO_MANY)


def _was_not_carried_out(attempt: _Attempt) -> bool:
    return attempt.again


def _may_have_failed(attempt: _Attempt) -> bool:
    return attempt.again or attempt.response is None or attempt.response.is_server_error


def _failure(attempt: _Attempt) -> ServiceError:
    if attempt.response is not None:
        return refusal_of(attempt.response.status_code, _json(attempt.response))
    return CarrierUnreachable(type(attempt.error).__name__)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _backoff_s(attempt_number: int) -> float:
    return FIRST_BACKOFF_S * (1 << attempt_number - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
