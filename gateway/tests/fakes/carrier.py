"""A carrier: its REST server, and its side of webhooks and of the media socket."""

import asyncio
import base64
import json
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import websockets
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

WAIT_S = 5


@dataclass
class FakeCarrier:
    """`statuses` are answered first, one per request; then everything works."""

    dialled: list[dict] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    transfers: list[dict] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    requests: int = 0
    request_uuid: str = "5a9fd4a0-0000-4000-8000-000000000001"
    gone: bool = False
    delay_s: float = 0

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/api/v1/Account/MA_TEST0001/Call/", self._dial, methods=["POST"])
        app.add_api_route("/api/v1/Account/MA_TEST0001/Call/{call}/", self._hang_up, methods=["DELETE"])
        app.add_api_route("/api/v1/Account/MA_TEST0001/Call/{call}/", self._transfer, methods=["POST"])
        return app

    async def _dial(self, request: Request) -> Response:
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        self.dialled.append(await request.json())
        answer = {"api_id": "1", "message": "call fired", "request_uuid": self.request_uuid}
        return JSONResponse(answer, 201)

    async def _hang_up(self, request: Request, call: str) -> Response:
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        self.hung_up.append(call)
        return Response(status_code=404 if self.gone else 204)

    async def _transfer(self, request: Request, call: str) -> Response:
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        self.transfers.append(await request.json())
        return JSONResponse({"api_id": "1", "message": "call transferred", "call_uuid": call}, 202)

    async def _refusal(self, request: Request) -> Response | None:
        self.requests += 1
        await asyncio.sleep(self.delay_s)
        if (request.headers["x-auth-id"], request.headers["x-auth-token"]) != (
            "MA_TEST0001",
            "test-auth-token",
        ):
            return JSONResponse({"error": "bad credentials"}, 401)
        status = self.statuses.pop(0) if self.statuses else 200
        body = {"status": "error", "error": {"message": "no", "details": {"retryAfter": 7}}}
        return None if status < 400 else JSONResponse(body, status)


class MediaStream:
    """The carrier's end of a media socket."""

    def __init__(
        self, socket: websockets.ClientConnection, call_uuid: str, stream_id: str = "stream-1"
    ) -> None:
        self.socket = socket
        self.call_uuid = call_uuid
        self.stream_id = stream_id
        self.sequence = 0

    async def start(self, encoding: str = "audio/x-mulaw", rate: int = 8000) -> None:
        start = {
            "callId": self.call_uuid,
            "streamId": self.stream_id,
            "accountId": "500025",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": encoding, "sampleRate": rate},
        }
        await self.send({"sequenceNumber": 0, "event": "start", "start": start, "extra_headers": "{}"})

    async def media(self, audio: bytes) -> None:
        self.sequence += 1
        media = {
            "track": "inbound",
            "timestamp": str(1778597597091 + 20 * self.sequence),
            "chunk": self.sequence,
            "payload": base64.b64encode(audio).decode(),
        }
        await self.send({
            "sequenceNumber": self.sequence,
            "streamId": self.stream_id,
            "event": "media",
            "media": media,
            "extra_headers": "{}",
        })

    async def send(self, message) -> None:
        await self.socket.send(json.dumps(message))

    async def receive(self) -> dict:
        async with asyncio.timeout(WAIT_S):
            return json.loads(await self.socket.recv())

    async def expect(self, event: str) -> dict:
        message = await self.receive()
        assert message["event"] == event, message
        assert message["streamId"] == self.stream_id
        return message

    async def closed(self) -> tuple[int, str]:
        """Wait for the other side to close; return code and reason."""
        async with asyncio.timeout(WAIT_S):
            with suppress(websockets.ConnectionClosed):
                async for _ in self.socket:
                    pass
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason


@asynccontextmanager
async def media_stream(url: str, call_uuid: str, stream_id: str = "stream-1"):
    async with websockets.connect(url, max_size=None, compression=None) as socket:
        yield MediaStream(socket, call_uuid, stream_id)
