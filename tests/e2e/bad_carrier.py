"""A carrier that signs its webhooks rightly and then breaks every rule of the media stream."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

import websockets
from websockets.frames import Frame, Opcode

from tests.e2e.mesh import CALLER, Mesh

CLOSED_WITHIN_S = 15
LARGE, BEGINNING = 1_000_000, 1000
"""In characters, which are bytes here."""
REST_AFTER_S = 3


@dataclass(frozen=True)
class BadCall:
    """A call that is announced properly; what comes on its socket is up to the test."""

    mesh: Mesh
    number: str
    uuid: str = field(default_factory=lambda: str(uuid4()))

    def answer(self) -> str:
        """The media URL, ticket included, that the answer webhook brings."""
        document = self._webhook("answer", {"Event": "StartApp", "CallStatus": "ringing"})
        return re.search(r"ws://[^<\s]+", document)[0]

    def hang_up(self) -> None:
        ending = {"CallStatus": "completed", "HangupCauseCode": "4000", "HangupCause": "NORMAL_CLEARING"}
        self._webhook("hangup", {"Event": "Hangup", "Duration": "1", **ending})

    @property
    def start(self) -> str:
        media_format = {"encoding": "audio/x-mulaw", "sampleRate": 8000}
        start = {
            "callId": self.uuid,
            "streamId": self.uuid,
            "tracks": ["inbound"],
            "mediaFormat": media_format,
        }
        return json.dumps({"sequenceNumber": 0, "event": "start", "start": start})

    def _webhook(self, kind: str, fields: dict[str, str]) -> str:
        url = f"{self.mesh.public_url}/vobiz/{kind}"
        call = {"CallUUID": self.uuid, "Direction": "inbound", "From": CALLER, "To": self.number.lstrip("+")}
        answer = self.mesh.client(self.mesh.public_url).post(
            url, data=call | fields, headers=self._signed(url)
        )
        assert answer.status_code == 200, answer.text
        return answer.text

    def _signed(self, url: str) -> dict[str, str]:
        token = (self.mesh.data_dir / "carrier_simulator.secret").read_text().strip()
        nonce = str(secrets.randbelow(9 * 10**19) + 10**19)
        digest = hmac.new(token.encode(), f"{url}.{nonce}".encode(), hashlib.sha256).digest()
        return {
            "X-Vobiz-Signature-V3": base64.b64encode(digest).decode(),
            "X-Vobiz-Signature-V3-Nonce": nonce,
        }


def media(payload: str) -> str:
    return json.dumps({"event": "media", "media": {"track": "inbound", "payload": payload}})


async def close_code(url: str, messages: Iterable[str]) -> int:
    """Send everything as fast as it goes; the code the socket is closed with."""
    async with asyncio.timeout(CLOSED_WITHIN_S), websockets.connect(url) as socket:
        speaking = asyncio.create_task(_send(socket, messages))
        with contextlib.suppress(websockets.ConnectionClosed):
            async for _ in socket:
                pass
        await speaking
        return int(socket.close_code)


async def _send(socket: websockets.ClientConnection, messages: Iterable[str]) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        for message in messages:
            await (socket.send(message) if len(message) < LARGE else _send_in_two(socket, message))


async def _send_in_two(socket: websockets.ClientConnection, message: str) -> None:
    """Begin a frame, and send its rest if nothing comes of that.

    Whoever closes with much unread resets the connection, and the close frame may be lost.
    """
    frame = Frame(Opcode.TEXT, message.encode()).serialize(mask=True)
    socket.transport.write(frame[:BEGINNING])
    try:
        await asyncio.wait_for(socket.wait_closed(), REST_AFTER_S)
    except TimeoutError:
        socket.transport.write(frame[BEGINNING:])
