"""Lets a voice say one text, and puts what it says into a WAV file."""

import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import FieldViolation, InvalidArgument, invalid

RATE_HZ: Final = 24_000
FORMAT: Final = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=RATE_HZ)
MAX_CHARACTERS: Final = 300
_SAMPLE_BYTES: Final = 2
_LONGEST_BYTES: Final = 60 * RATE_HZ * _SAMPLE_BYTES
"""What goes on for longer is cut off."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Mono 16-bit PCM at 24 kHz."""

    audio: bytes
    first_byte_ms: float

    def wav(self) -> bytes:
        file = BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(_SAMPLE_BYTES)
            writer.setframerate(RATE_HZ)
            writer.writeframes(self.audio)
        return file.getvalue()


async def spoken(call: Any, config: tts.SynthesizeConfig, text: str) -> Speech:
    """Return what an open Synthesize call makes of the text; raises ServiceError with the fields of a preview."""
    try:
        await call.write(tts.SynthesizeRequest(config=config))
        await call.write(tts.SynthesizeRequest(segment=tts.Segment(id=1, text=text)))
        await call.done_writing()
        return await _heard(aiter(call))
    except InvalidArgument as error:
        raise InvalidArgument(*map(_of_preview, error.violations), reason=error.reason) from None
    finally:
        call.cancel()


async def _heard(responses: AsyncIterator[tts.SynthesizeResponse]) -> Speech:
    audio, first_byte_ms = bytearray(), 0.0
    async for response in responses:
        if response.HasField("audio"):
            first_byte_ms = first_byte_ms or response.audio.processing_ms
            audio += response.audio.audio
        if len(audio) >= _LONGEST_BYTES:
            break
    if not audio:
        raise invalid("text", "has nothing that can be said")
    return Speech(bytes(audio[:_LONGEST_BYTES]), first_byte_ms)


def _of_preview(violation: FieldViolation) -> FieldViolation:
    """Name the field as a preview does what Synthesize names within its messages."""
    _, _, field = violation.field.partition(".")
    return FieldViolation(field or violation.field, violation.description)
