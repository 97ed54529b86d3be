"""Serves recordings as WAV files, with ranges, so that players can seek: to members, and to who was given a link."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from voicera.media.v1 import recording_service_pb2 as media
from voicera.media.v1 import share_service_pb2 as shares
from voicera.media.v1.recording_service_pb2_grpc import RecordingServiceStub
from voicera.media.v1.share_service_pb2_grpc import ShareServiceStub
from voicera_gateway.edge.guesses import Guesses
from voicera_gateway.http import ranges
from voicera_gateway.http.askers import asker
from voicera_kit.addresses import forwarded_address
from voicera_kit.client import CallMetadata, Mesh, StreamCall
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, Unavailable
from voicera_kit.identity import TokenVerifier

TIMEOUT_S: Final = 5.0
CHUNK_TIMEOUT_S: Final = 15.0


class Recordings:
    """Asks media for the bytes as the member who asks us, so that media decides who may hear what.

    For a link it asks as a service, of the organization and the call that media says the link is for. Links that do
    not work are counted by the address they come from, and only once they turn out not to: a player that asks for
    many parts at once guesses nothing.
    """

    def __init__(self, mesh: Mesh, verifier: TokenVerifier, clock: Clock, trusted_proxies: int = 0) -> None:
        self._mesh = mesh
        self._verifier = verifier
        self._guesses = Guesses(clock, "too many links that do not work")
        self._trusted_proxies = trusted_proxies
        self._stub = mesh.stub(RecordingServiceStub)
        self._shares = mesh.stub(ShareServiceStub)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/v1/calls/{call_id}/recording", self.get, methods=["GET", "HEAD"])
        router.add_api_route("/v1/shares/{secret}/recording", self.get_shared, methods=["GET", "HEAD"])
        return router

    async def get(self, request: Request, call_id: str) -> Response:
        identity = await asker(request, self._verifier)
        return await self._answer(request, call_id, self._mesh.forward(identity))

    async def get_shared(self, request: Request, secret: str) -> Response:
        """A link that shows no recording is not told from one that does not work."""
        address = forwarded_address(request.headers.items(), self._trusted_proxies)
        self._guesses.admit(address)
        try:
            found = await self._shares.FindShare(
                shares.FindShareRequest(secret=secret),
                metadata=await self._mesh.authorize(""),
                timeout=TIMEOUT_S,
            )
        except NotFound:
            self._guesses.count(address)
            raise
        if not found.share.with_recording:
            raise NotFound("share", "")
        return await self._answer(
            request, found.share.call_id, await self._mesh.authorize(found.organization_id)
        )

    async def _answer(self, request: Request, call_id: str, asking: CallMetadata) -> Response:
        recording = await self._stub.GetRecording(
            media.GetRecordingRequest(call_id=call_id), metadata=asking, timeout=TIMEOUT_S
        )
        headers = _headers(recording)
        if _names(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        try:
            wanted = _range(request, recording, headers["ETag"])
        except ranges.Unsatisfiable:
            return Response(
                status_code=416, headers=headers | {"Content-Range": f"bytes */{recording.size_bytes}"}
            )
        return await self._bytes(request, asking, recording, wanted, headers)

    async def _bytes(
        self,
        request: Request,
        asking: CallMetadata,
        recording: media.Recording,
        wanted: ranges.ByteRange | None,
        headers: dict[str, str],
    ) -> Response:
        size = recording.size_bytes
        part = wanted or ranges.ByteRange(0, size - 1)
        headers["Content-Length"] = str(part.length)
        if wanted is not None:
            headers["Content-Range"] = f"bytes {wanted.first}-{wanted.last}/{size}"
        status = 200 if wanted is None else 206
        if request.method == "HEAD" or not part.length:
            return Response(status_code=status, headers=headers, media_type="audio/wav")
        content = await self._opened(asking, recording, part)
        return StreamingResponse(content, status, headers, media_type="audio/wav")

    async def _opened(
        self, asking: CallMetadata, recording: media.Recording, part: ranges.ByteRange
    ) -> AsyncGenerator[bytes, None]:
        """Wait for the first bytes, so that a refusal still becomes a status."""
        request = media.ReadRecordingRequest(
            call_id=recording.call_id,
            offset=part.first,
            length=part.length,
            size_bytes=recording.size_bytes,
        )
        stream = cast("StreamCall", self._stub.ReadRecording(request, metadata=asking))
        content = _chunks(stream, part.length)
        return _after(await anext(content, b""), content)


async def _chunks(stream: StreamCall, length: int) -> AsyncGenerator[bytes, None]:
    """Yield exactly `length` bytes or fail: a shorter body must not look complete."""
    left = length
    try:
        while left:
            async with asyncio.timeout(CHUNK_TIMEOUT_S):
                response = await stream.read()
            if not isinstance(response, media.ReadRecordingResponse):
                raise Unavailable("the recording ended early")
            chunk = response.chunk[:left]
            left -= len(chunk)
            yield chunk
    finally:
        stream.cancel()


async def _after(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(rest):
        yield first
        async for chunk in rest:
            yield chunk


def _headers(recording: media.Recording) -> dict[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "ETag": f'"{recording.etag}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{recording.call_id}.wav"',
    }


def _range(request: Request, recording: media.Recording, etag: str) -> ranges.ByteRange | None:
    """Return the range, unless the client's part belongs to another version (If-Range)."""
    condition = request.headers.get("if-range")
    if condition is not None and condition.strip() != etag:
        return None
    return ranges.parse(request.headers.get("range"), recording.size_bytes)


def _names(condition: str, etag: str) -> bool:
    candidates = {each.strip().removeprefix("W/") for each in condition.split(",")}
    return "*" in candidates or etag in candidates
