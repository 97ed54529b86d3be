"""Reads and writes the messages of the carrier's media WebSocket."""

import json
from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass
from typing import Any

ENCODING = "audio/x-mulaw"
SAMPLE_RATE_HZ = 8000
_DIGITS = frozenset("0123456789*#")


class BadFrame(Exception):  # noqa: N818 - it names what arrived
    """A message that is not the carrier's protocol; `reason` is UPPER_SNAKE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Start:
    call_id: str
    stream_id: str
    encoding: str
    sample_rate_hz: int

    @property
    def is_supported(self) -> bool:
        return self.encoding == ENCODING and self.sample_rate_hz == SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Digit:
    digit: str


@dataclass(frozen=True, slots=True)
class PlayedStream:
    name: str


@dataclass(frozen=True, slots=True)
class ClearedAudio:
    pass


@dataclass(frozen=True, slots=True)
class Unknown:
    """A message nobody needs: an event we do not know, or one that says nothing new."""

    event: str


Frame = Start | bytes | Digit | PlayedStream | ClearedAudio | Unknown
"""What arrived; bytes are the caller's audio as the carrier sent it."""


def parse(text: str) -> Frame:
    """Return the frame; raises BadFrame."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("NOT_JSON") from None
    if not isinstance(message, dict):
        raise BadFrame("NOT_AN_OBJECT")
    event = message.get("event")
    if event == "media":
        return _audio(message.get("media"))
    return _other(event, message)


def _audio(media: Any) -> Frame:
    if not isinstance(media, dict) or not isinstance(payload := media.get("payload"), str):
        raise BadFrame("BAD_MEDIA")
    if media.get("track", "inbound") != "inbound":
        return Unknown("media")
    try:
        return a2b_base64(payload, strict_mode=True)
    except (Base64Error, ValueError):
        raise BadFrame("BAD_BASE64") from None


def _other(event: Any, message: dict[str, Any]) -> Frame:
    match event:
        case "start":
            return _start(message.get("start"))
        case "playedStream":
            return PlayedStream(_text(message, "name"))
        case "clearedAudio":
            return ClearedAudio()
        case "dtmf":
            return _digit(message.get("dtmf"))
        case str():
            return Unknown(event)
        case _:
            raise BadFrame("NO_EVENT")


def _start(start: Any) -> Start:
    if not isinstance(start, dict) or not isinstance(media_format := start.get("mediaFormat"), dict):
        raise BadFrame("BAD_START")
    rate = media_format.get("sampleRate")
    return Start(
        call_id=_text(start, "callId"),
        stream_id=_text(start, "streamId"),
        encoding=_text(media_format, "encoding"),
        sample_rate_hz=rate if isinstance(rate, int) else 0,
    )


def _digit(dtmf: Any) -> Frame:
    digit = dtmf.get("digit") if isinstance(dtmf, dict) else None
    return Digit(digit) if isinstance(digit, str) and digit in _DIGITS else Unknown("dtmf")


def _text(message: dict[str, Any], name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str) or not value:
        raise BadFrame(f"BAD_{name.upper()}")
    return value


class Commands:
    """Writes what is sent to one stream; the parts that never change are rendered once."""

    def __init__(self, stream_id: str) -> None:
        stream = json.dumps(stream_id)
        self._play = (
            f'{{"event":"playAudio","streamId":{stream},"media":'
            f'{{"contentType":"{ENCODING}","sampleRate":{SAMPLE_RATE_HZ},"payload":"'
        )
        self._checkpoint = f'{{"event":"checkpoint","streamId":{stream},"name":"'
        self.clear_audio = f'{{"event":"clearAudio","streamId":{stream}}}'
        self.stop = f'{{"event":"stop","streamId":{stream}}}'

    def play_audio(self, audio: bytes) -> str:
        return f'{self._play}{b64encode(audio).decode("ascii")}"}}}}'

    def checkpoint(self, sequence: int) -> str:
        return f'{self._checkpoint}{sequence}"}}'
