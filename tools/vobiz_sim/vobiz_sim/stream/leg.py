"""One open media socket: frames out every tick, commands in as they come."""

import asyncio
import json
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import uuid4

from vobiz_sim.audio.g711 import Samples
from vobiz_sim.calls import Call, FlushNote
from vobiz_sim.config import SimConfig
from vobiz_sim.stream.formats import MULAW, Decoder, Encoder
from vobiz_sim.stream.settings import StreamSettings
from vobiz_sim.stream.socket import MediaSocket
from vobiz_sim.ticker import FRAME_MS

_CLEAN_CLOSE = 1000
_NOTES_KEPT = 100_000


class LegEnd(StrEnum):
    STOPPED = "stop"
    CLOSED = "closed by product"
    DROPPED = "dropped"
    TIMED_OUT = "stream timeout"


class StreamLeg:
    """Implements the socket side of a line; `ended` says why it is over, `tell` gets status events."""

    def __init__(
        self,
        call: Call,
        settings: StreamSettings,
        config: SimConfig,
        tell: Callable[["StreamLeg", str, dict[str, str]], None],
    ) -> None:
        self._call = call
        self._settings = settings
        self._config = config
        self._tell = tell
        self._encode = Encoder(settings.wire, call.faults.inbound_l16)
        self._decode = Decoder(call.faults.outbound_l16)
        self._socket: MediaSocket | None = None
        self._sequence = 0
        self._chunk = 0
        self._clock_ms = int(time.time() * 1000)
        self._flush: FlushNote | None = None
        self._race_keeps = False
        self._last_arrival: float | None = None
        self.stream_id = str(uuid4())
        self.ended: asyncio.Future[LegEnd] = asyncio.get_running_loop().create_future()

    async def open(self) -> None:
        """Connects and introduces the call. Raises SocketFailedError."""
        self._socket = await MediaSocket.connect(
            self._settings.url, self._receive, self._closed, self._config.trust
        )
        wire = self._settings.wire
        start = {
            "callId": self._call.uuid,
            "streamId": self.stream_id,
            "accountId": self._config.auth_id,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": wire.encoding, "sampleRate": wire.rate_hz},
        }
        self._send({"sequenceNumber": 0, "event": "start", "start": start, "extra_headers": "{}"})

    async def close(self) -> None:
        if self._socket is not None:
            if self._call.faults.stop_frame:
                self._send({"event": "stop", "streamId": self.stream_id})
            await self._socket.close(self._call.faults.close_code)

    def drop(self) -> None:
        self._end(LegEnd.DROPPED)
        if self._socket is not None:
            self._socket.abort()

    def send_media(self, said: Samples | None) -> None:
        if self._socket is None or self.ended.done():
            return
        self._sequence += 1
        self._chunk += 1
        self._socket.send(
            f'{{"sequenceNumber":{self._sequence},"streamId":"{self.stream_id}","event":"media",'
            f'"media":{{"track":"inbound","timestamp":"{self._clock_ms + self._chunk * FRAME_MS}",'
            f'"chunk":{self._chunk},"payload":"{self._encode(said)}"}},"extra_headers":"{{}}"}}'
        )

    def send_digit(self, digit: str) -> None:
        message: dict[str, Any] = {"event": "dtmf", "dtmf": {"digit": digit}}
        if not self._call.faults.dtmf_bare:
            self._sequence += 1
            message["dtmf"] |= {"track": "inbound", "timestamp": str(self._clock_ms + self._chunk * FRAME_MS)}
            message |= {
                "sequenceNumber": self._sequence,
                "streamId": self.stream_id,
                "extra_headers": "{}",
            }
        self._send(message)

    def played(self, name: str) -> None:
        self._send({"event": "playedStream", "name": name})
        self._tell(self, "PlayedStream", {"Name": name})

    def _receive(self, text: bytes) -> None:
        if self.ended.done():
            return
        try:
            command = json.loads(text)
            event = command["event"]
        except (ValueError, KeyError, TypeError):
            self._ignore("not a command")
            return
        if not self._settings.bidirectional:
            self._ignore(f"{event} on a one-way stream")
        elif self._call.faults.strict_stream_id and command.get("streamId") != self.stream_id:
            self._ignore(f"{event} without this stream's streamId")
        else:
            try:
                self._obey(event, command)
            except (AttributeError, TypeError):
                self._ignore(f"{event} is malformed")

    def _obey(self, event: str, command: dict[str, Any]) -> None:
        match event:
            case "playAudio":
                self._play(command.get("media") or {})
            case "checkpoint":
                self._call.line.playback.mark(str(command.get("name", "")))
            case "clearAudio":
                self._clear()
            case "stop":
                self._tell(self, "StopStream", {})
                self._end(LegEnd.STOPPED)
            case _:
                self._ignore(f"unknown event {event}")

    def _play(self, media: dict[str, Any]) -> None:
        self._note_arrival()
        if self._flush is not None:
            self._flush.audio_in_between += 1
            if not self._survives_flush():
                return
        try:
            samples = self._decode(
                str(media.get("contentType", MULAW)),
                int(media.get("sampleRate", 8000)),
                str(media.get("payload", "")),
            )
        except ValueError as error:
            self._ignore(f"playAudio: {error}")
            return
        self._call.line.playback.push(samples)

    def _survives_flush(self) -> bool:
        """During a flush audio is lost, kept, or (race) every second frame is lost."""
        if self._call.faults.flush == "race":
            self._race_keeps = not self._race_keeps
            return self._race_keeps
        return self._call.faults.flush == "keep"

    def _clear(self) -> None:
        line = self._call.line
        line.playback.clear()
        line.turns.cleared(line.position)
        self._last_arrival = None
        note = FlushNote(self._call.age_ms)
        self._flush = note
        self._call.flushes.append(note)
        delay = self._call.faults.cleared_after_ms / 1000
        asyncio.get_running_loop().call_later(delay, self._cleared, note)

    def _cleared(self, note: FlushNote) -> None:
        note.took_ms = self._call.age_ms - note.at_ms
        if self._flush is note:
            self._flush = None
        self._send({"sequenceNumber": 0, "event": "clearedAudio", "streamId": self.stream_id})
        self._tell(self, "ClearedAudio", {})

    def _note_arrival(self) -> None:
        now = self._call.age_ms
        if self._last_arrival is not None and len(self._call.arrivals_ms) < _NOTES_KEPT:
            self._call.arrivals_ms.append(now - self._last_arrival)
        self._last_arrival = now

    def _ignore(self, what: str) -> None:
        if len(self._call.ignored_commands) < _NOTES_KEPT:
            self._call.ignored_commands.append(what)

    def _send(self, message: dict[str, Any]) -> None:
        if self._socket is not None and not self.ended.done():
            self._socket.send(json.dumps(message, separators=(",", ":")))

    def _closed(self, code: int) -> None:
        self._end(LegEnd.CLOSED if code == _CLEAN_CLOSE else LegEnd.DROPPED)

    def _end(self, end: LegEnd) -> None:
        if not self.ended.done():
            self.ended.set_result(end)
