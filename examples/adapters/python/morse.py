"""A voice that speaks in Morse code: text in, tones out, as fast as they are taken."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Iterator

from audio import Encoder
from google.protobuf import json_format
from refusals import Exhausted, Invalid, check_language, first_config, refusing

from voicera.ai.v1 import text_to_speech_service_pb2 as pb
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as pb_grpc
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_CHARACTERS, Usage

VOICES_HZ = {"low": 500, "high": 800}
SLOWEST_WPM, FASTEST_WPM = 5, 60
MORSE = {
    "id": "morse",
    "modality": "MODALITY_TEXT_TO_SPEECH",
    "display_name": "Morse code",
    "languages": ["en"],
    "voices": [
        {"id": "high", "display_name": "High", "language": "en"},
        {"id": "low", "display_name": "Low", "language": "en"},
    ],
    "text_to_speech": {"streaming": True, "word_times": True, "sample_rates_hz": [8000, 16000, 24000, 48000]},
    "settings_schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "words_per_minute": {
                "type": "integer",
                "minimum": SLOWEST_WPM,
                "maximum": FASTEST_WPM,
                "default": 40,
                "description": "How fast the code is keyed.",
            }
        },
        "additionalProperties": False,
    },
}
CODE = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        (
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- "
            "-.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
        ).split(),
        strict=True,
    )
)
LONGEST = 2_000
WAITING = 64
LEVEL = 12_000
SLOWEST, FASTEST = 0.5, 2.0


class Keyer:
    """Makes the audio of letters, from four pieces: a dot, a dash, and the pauses after them."""

    def __init__(self, config: pb.SynthesizeConfig) -> None:
        self._encoder = Encoder(config.audio_format)
        dot_ms = 1_200 / (read_speed(config) * read_rate(config))
        frequency_hz = VOICES_HZ[read_voice(config)]
        self._signs = {".": self._tone(dot_ms, frequency_hz), "-": self._tone(3 * dot_ms, frequency_hz)}
        self._pause = self._tone(dot_ms, 0)

    def letters(self, word: str) -> Iterator[bytes]:
        """Yield the audio of each letter, with the pause after it, and the pause after the word."""
        for letter in word:
            yield b"".join(self._signs[sign] + self._pause for sign in CODE[letter]) + 2 * self._pause
        yield 4 * self._pause

    def duration_ms(self, size: int) -> float:
        return size / self._encoder.sample_bytes * 1_000 / self._encoder.rate_hz

    def _tone(self, duration_ms: float, frequency_hz: int) -> bytes:
        count = round(duration_ms * self._encoder.rate_hz / 1_000)
        step = 2 * math.pi * frequency_hz / self._encoder.rate_hz
        return self._encoder.write([round(LEVEL * math.sin(step * at)) for at in range(count)])


def read_voice(config: pb.SynthesizeConfig) -> str:
    voice = config.voice or "high"
    if voice not in VOICES_HZ:
        raise Invalid("config.voice", f"must be one of: {', '.join(VOICES_HZ)}")
    return voice


def read_rate(config: pb.SynthesizeConfig) -> float:
    rate = config.speaking_rate or 1.0
    if not SLOWEST <= rate <= FASTEST:
        raise Invalid("config.speaking_rate", f"must be from {SLOWEST} to {FASTEST}, or 0 for 1")
    return rate


def read_speed(config: pb.SynthesizeConfig) -> float:
    """Return the words a minute; settings that `settings_schema` forbids are refused."""
    settings = json_format.MessageToDict(config.settings)
    for unknown in settings.keys() - {"words_per_minute"}:
        raise Invalid(f"config.settings.{unknown}", "is no setting of this adapter")
    speed = settings.get("words_per_minute", 40)
    is_number = isinstance(speed, (int, float)) and not isinstance(speed, bool)
    if not is_number or speed % 1 or not SLOWEST_WPM <= speed <= FASTEST_WPM:
        raise Invalid(
            "config.settings.words_per_minute", f"must be a whole number from {SLOWEST_WPM} to {FASTEST_WPM}"
        )
    return speed


def spoken(keyer: Keyer, segment: pb.Segment) -> Iterator[pb.SynthesizeResponse]:
    """Yield the segment's audio, letter by letter, and its end; what has no code is passed over."""
    words, size = [], 0
    for word in segment.text.split():
        known = "".join(each for each in word.upper() if each in CODE)
        if not known:
            continue
        words.append(pb.SpokenWord(text=word, start_ms=int(keyer.duration_ms(size))))
        for audio in keyer.letters(known):
            size += len(audio)
            yield pb.SynthesizeResponse(audio=pb.SegmentAudio(segment_id=segment.id, audio=audio))
    usage = [Usage(unit=USAGE_UNIT_CHARACTERS, quantity=len(segment.text))]
    yield pb.SynthesizeResponse(
        segment_end=pb.SegmentEnd(segment_id=segment.id, words=words, usage=usage if words else [])
    )


class Morse(pb_grpc.TextToSpeechServiceServicer):
    async def Synthesize(
        self, request_iterator: AsyncIterator[pb.SynthesizeRequest], context
    ) -> AsyncIterator[pb.SynthesizeResponse]:
        async with refusing(context):
            keyer = read_config(first_config(await anext(request_iterator, None)))
            yield pb.SynthesizeResponse(ready=pb.SynthesizerReady())
            inbox: asyncio.Queue[pb.SynthesizeRequest | None] = asyncio.Queue(WAITING)
            filling = asyncio.create_task(fill(inbox, request_iterator))
            try:
                async for response in speak(keyer, inbox):
                    yield response
            finally:
                filling.cancel()


def read_config(config: pb.SynthesizeConfig) -> Keyer:
    if config.adapter != MORSE["id"]:
        raise Invalid("config.adapter", f"must be {MORSE['id']}")
    check_language("config.language", config.language, MORSE["languages"])
    return Keyer(config)


async def fill(inbox: asyncio.Queue, requests: AsyncIterator[pb.SynthesizeRequest]) -> None:
    """None stands for the client's half being closed."""
    async for request in requests:
        await inbox.put(request)
    await inbox.put(None)


async def speak(keyer: Keyer, inbox: asyncio.Queue) -> AsyncIterator[pb.SynthesizeResponse]:
    """Speak one segment after the other; look for a cancellation before every piece of audio."""
    waiting: deque[Iterator[pb.SynthesizeResponse]] = deque()
    is_open = True
    while is_open or waiting:
        while is_open and not (waiting and inbox.empty()):
            request = await inbox.get()
            if request is None:
                is_open = False
            elif request.HasField("segment"):
                if len(waiting) >= WAITING:
                    raise Exhausted(f"more than {WAITING} segments wait to be spoken")
                waiting.append(spoken(keyer, read_segment(request.segment)))
            elif request.HasField("cancel"):
                waiting.clear()
                yield pb.SynthesizeResponse(canceled=pb.SpeechCanceled(id=request.cancel.id))
            else:
                raise Invalid("config" if request.HasField("config") else "message", "is not expected here")
        if waiting:
            response = next(waiting[0])
            if response.HasField("segment_end"):
                waiting.popleft()
            yield response
            await asyncio.sleep(0)  # lets `fill` read on


def read_segment(segment: pb.Segment) -> pb.Segment:
    if len(segment.text) > LONGEST:
        raise Invalid("segment.text", f"must have at most {LONGEST} characters")
    return segment
