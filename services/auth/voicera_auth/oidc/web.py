"""Asks an identity provider over HTTP, with a deadline and a limit to what it may answer."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

import httpx

from voicera_kit.errors import Unavailable

_DEADLINE_S: Final = 5.0
_MAX_BYTES: Final = 1024 * 1024


class Refused(Exception):  # noqa: N818 - it is an answer
    """The provider answered with a status from 400 to 499."""


class ProviderWeb:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @classmethod
    def open(cls) -> "ProviderWeb":
        return cls(httpx.AsyncClient(timeout=_DEADLINE_S, follow_redirects=False))

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, url: str) -> Mapping[str, Any]:
        """Return a JSON object; Unavailable if there is none to be had."""
        try:
            return await self._object("GET", url)
        except Refused:
            raise _unavailable() from None

    async def post(
        self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None
    ) -> Mapping[str, Any]:
        """Return what a form is answered with; Refused, or Unavailable."""
        auth = httpx.BasicAuth(*basic) if basic else None
        return await self._object("POST", url, data=dict(form), auth=auth)

    async def _object(self, method: str, url: str, **asked: Any) -> Mapping[str, Any]:
        try:
            async with (
                asyncio.timeout(_DEADLINE_S),
                self._client.stream(method, url, **asked) as response,
            ):
                body = await _read(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            raise _unavailable() from None
        if response.is_client_error:
            raise Refused
        if not response.is_success:
            raise _unavailable()
        return _parsed(body)


async def _read(response: httpx.Response) -> bytes:
    body = b""
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MAX_BYTES:
            raise _unavailable()
    return body


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _unavailable()
    return found


def _unavailable() -> Unavailable:
    return Unavailable("the identity provider does not answer as it should")
