"""A put that MinIO denies for a moment is tried again; one that stays denied fails as Unavailable."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from voicera_kit.errors import Unavailable
from voicera_kit.objects import ObjectAccess
from voicera_kit.objects.s3 import S3Address, S3Objects

ACCESS = ObjectAccess(SecretStr("key"), SecretStr("secret"))
DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"


@asynccontextmanager
async def denying(times: int) -> AsyncIterator[tuple[S3Objects, list[int]]]:
    """Serve an object store that denies the first `times` requests; its statuses are listed."""
    statuses: list[int] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        await reader.readexactly(int(lengths[0].split(b":")[1]))
        statuses.append(403 if len(statuses) < times else 200)
        body = DENIED if statuses[-1] == 403 else b""
        head = b'HTTP/1.1 %d X\r\nETag: "e1"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n'
        writer.write(head % (statuses[-1], len(body)) + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield S3Objects.open(S3Address(f"http://127.0.0.1:{port}", "calls"), ACCESS), statuses


async def test_a_put_denied_for_a_moment_arrives() -> None:
    async with denying(2) as (store, statuses):
        await store.put("org_1", "calls/1", b"x")
    assert statuses == [403, 403, 200]


async def test_a_put_that_stays_denied_fails() -> None:
    async with denying(100) as (store, statuses):
        with pytest.raises(Unavailable):
            await store.put("org_1", "calls/1", b"x")
    assert statuses == [403] * 4
