"""A small client of the public REST API, as any partner would write it."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

Json = Any
"""A decoded JSON object: this is a client of somebody else's API, not a place for types."""


def trusting(ca_file: Path) -> ssl.SSLContext:
    """Believe in this authority only."""
    return ssl.create_default_context(cafile=str(ca_file))


class Api:
    """Signed in as one person. Raises httpx.HTTPStatusError with the server's words."""

    def __init__(self, base_url: str, trust: ssl.SSLContext | None = None) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=15, verify=trust or True)

    async def close(self) -> None:
        await self._client.aclose()

    async def sign_in(self, email: str, password: str) -> None:
        session = await self.post("/v1/auth:signIn", {"email": email, "password": password})
        self._client.headers["authorization"] = f"Bearer {session['access_token']}"

    async def get(self, path: str, **query: str) -> Json:
        return await self._send("GET", path, params=query)

    async def post(self, path: str, body: Json) -> Json:
        return await self._send("POST", path, json=body)

    async def patch(self, path: str, body: Json, **query: str) -> Json:
        return await self._send("PATCH", path, json=body, params=query)

    async def download(self, path: str) -> bytes:
        response = await self._client.get(path)
        response.raise_for_status()
        return response.content

    async def lines(self, path: str, timeout_s: float) -> AsyncIterator[Json]:
        """The messages of a server stream, one JSON object a line."""
        async with asyncio.timeout(timeout_s), self._client.stream("GET", path, timeout=None) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.strip():
                    yield json.loads(line)

    async def _send(self, method: str, path: str, **options: Any) -> Json:
        response = await self._client.request(method, path, **options)
        if response.is_error:
            raise httpx.HTTPStatusError(
                f"{method} {path}: {response.status_code} {response.text[:500]}",
                request=response.request,
                response=response,
            )
        return response.json()
