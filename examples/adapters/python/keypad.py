"""A recognizer that understands one thing: the tones of a phone's keys, as digits."""

import math
from collections.abc import AsyncIterator

from audio import Encoder
from google.protobuf import json_format
from refusals import Invalid, first_config, refusing

from voicera.ai.v1 import speech_to_text_service_pb2 as pb
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as pb_grpc
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_AUDIO_SECONDS, Usage

KEYPAD = {
    "id": "keypad",
    "modality": "MODALITY_SPEECH_TO_TEXT",
    "display_name": "Tones of keys",
    "languages": ["*"],
    "speech_to_text": {
        "interim_results": True,
        "word_times": True,
        "sample_rates_hz": [8000, 16000, 24000, 48000],
    },
    "settings_schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    },
}
ROWS_HZ = (697, 770, 852, 941)
COLUMNS_HZ = (1209, 1336, 1477)
KEYS = ("123", "456", "789", "*0#")
FRAME_MS = 40
QUIETEST = 500
"""The mean level below which nothing is looked for."""
PURE = 0.6
"""The share of a frame's power that the two tones of a key must have."""


class Keypad(pb_grpc.SpeechToTextServiceServicer):
    async def Recognize(
        self, request_iterator: AsyncIterator[pb.RecognizeRequest], context
    ) -> AsyncIterator[pb.RecognizeResponse]:
        async with refusing(context):
            listener = read_config(first_config(await anext(request_iterator, None)))
            yield pb.RecognizeResponse(ready=pb.RecognizerReady())
            async for request in request_iterator:
                for transcript in listener.take(request):
                    yield pb.RecognizeResponse(transcript=transcript)


def read_config(config: pb.RecognizeConfig) -> "Listener":
    if config.adapter != KEYPAD["id"]:
        raise Invalid("config.adapter", f"must be {KEYPAD['id']}")
    if config.model:
        raise Invalid("config.model", "must be empty: there is only one")
    for name in json_format.MessageToDict(config.settings):
        raise Invalid(f"config.settings.{name}", "is no setting of this adapter")
    return Listener(Encoder(config.audio_format), interim=config.interim_results)


class Listener:
    """Cuts the audio into frames and counts a key once, however long it is held."""

    def __init__(self, encoder: Encoder, *, interim: bool) -> None:
        self._encoder = encoder
        self._interim = interim
        self._frame = encoder.rate_hz * FRAME_MS // 1_000
        self._rest: list[int] = []
        self._frames = 0
        self._held = ""
        self._heard = 0
        self._words: list[pb.Word] = []

    def take(self, request: pb.RecognizeRequest) -> list[pb.Transcript]:
        """Return what is to be answered: an interim transcript after a key, the final one after `finalize`."""
        match request.WhichOneof("message"):
            case "audio":
                is_longer = self._hear(self._encoder.read(request.audio))
                return [self._transcript()] if is_longer and self._interim else []
            case "finalize":
                return [self._final(request.finalize.utterance)]
            case "speech_started" | "expectation":
                return []
            case "config":
                raise Invalid("config", "must be sent only once")
            case _:
                raise Invalid("message", "must be set")

    def _hear(self, samples: list[int]) -> bool:
        before = len(self._words)
        self._heard += len(samples)
        self._rest += samples
        while len(self._rest) >= self._frame:
            self._look_at(self._rest[: self._frame])
            self._rest = self._rest[self._frame :]
        return len(self._words) > before

    def _look_at(self, frame: list[int]) -> None:
        key = key_in(frame, self._encoder.rate_hz)
        start_ms = self._frames * FRAME_MS
        self._frames += 1
        if key and key == self._held:
            self._words[-1].end_ms = start_ms + FRAME_MS
        elif key:
            self._words.append(pb.Word(text=key, start_ms=start_ms, end_ms=start_ms + FRAME_MS))
        self._held = key

    def _transcript(self) -> pb.Transcript:
        return pb.Transcript(text=" ".join(each.text for each in self._words), words=self._words)

    def _final(self, utterance: int) -> pb.Transcript:
        transcript = self._transcript()
        transcript.final = True
        transcript.utterance = utterance
        heard_s = self._heard / self._encoder.rate_hz
        transcript.usage.append(Usage(unit=USAGE_UNIT_AUDIO_SECONDS, quantity=heard_s))
        self._words, self._heard, self._held = [], 0, ""
        return transcript


def key_in(frame: list[int], rate_hz: int) -> str:
    """Return the key whose two tones make up the frame; empty if none do."""
    energy = sum(each * each for each in frame)
    if energy < QUIETEST * QUIETEST * len(frame):
        return ""
    rows = [power(frame, each, rate_hz) for each in ROWS_HZ]
    columns = [power(frame, each, rate_hz) for each in COLUMNS_HZ]
    tones = max(rows) + max(columns)
    if tones < PURE * energy or min(max(rows), max(columns)) < PURE / 4 * energy:
        return ""
    return KEYS[rows.index(max(rows))][columns.index(max(columns))]


def power(frame: list[int], frequency_hz: int, rate_hz: int) -> float:
    """Return the energy of one tone in the frame (Goertzel's algorithm)."""
    factor = 2 * math.cos(2 * math.pi * frequency_hz / rate_hz)
    before, last = 0.0, 0.0
    for sample in frame:
        before, last = last, sample + factor * last - before
    return (last * last + before * before - factor * last * before) * 2 / len(frame)
