"""The keys of the stores that need a server reach the server."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from voicera_kit.testing import free_port

EMPTY_LIST = b"<ListBucketResult></ListBucketResult>"
S3_ANSWER = b'HTTP/1.1 200 OK\r\nETag: "e"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n' % len(
    EMPTY_LIST
)

Take = Callable[[asyncio.StreamReader], Any]


async def redis_command(reader: asyncio.StreamReader) -> bytes:
    return await reader.read(65536)


async def http_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return head + await reader.readexactly(int(length[1]) if length else 0)


@asynccontextmanager
async def listening(port: int, take: Take, answer: bytes) -> AsyncIterator[list[bytes]]:
    """Answer the first question of every connection, and yield what was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            asked.append(await take(reader))
            writer.write(answer)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", port):
        yield asked


async def test_bus_password(start: Any) -> None:
    port = free_port()
    async with (
        listening(port, redis_command, b"-ERR not today\r\n") as asked,
        start(bus_url=f"redis://127.0.0.1:{port}/0", bus_password="bus-secret") as media,
    ):
        await media.advance(await media.running(), carrier_call_id="c1")
        assert b"AUTH" in asked[0]
        assert b"bus-secret" in asked[0]


async def test_objects_keys_and_encryption(start: Any) -> None:
    port = free_port()
    keys = {"objects_access_key": "access-1", "objects_secret_key": "secret-1", "objects_sse": "AES256"}
    async with (
        listening(port, http_request, S3_ANSWER + EMPTY_LIST) as asked,
        start(objects_url=f"s3:http://127.0.0.1:{port}/calls", **keys) as media,
    ):
        stream = await media.append()
        await stream.open(await media.running())
        await stream.audio(0, bytes(1600))
        await stream.reached(samples=800)
        put = next(each for each in asked if each.startswith(b"PUT /calls/org_ours/"))
        assert b"Credential=access-1/" in put
        assert b"x-amz-server-side-encryption: AES256" in put
        assert b"secret-1" not in b"".join(asked)
