"""Holds conversations with a synthesizer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapter_verify.audio import PHONE, Format, loudness
from adapter_verify.checks import Failed, require
from adapter_verify.dialog import Dialog
from adapter_verify.refusal import Refusal
from adapter_verify.server import END, Stream, shown
from adapter_verify.subject import Subject, bare_language
from adapter_verify.usage import require_usage
from voicera.ai.v1 import text_to_speech_service_pb2 as pb
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as pb_grpc

SYNTHESIZING = Dialog(
    stub=pb_grpc.TextToSpeechServiceStub,
    method="Synthesize",
    request=pb.SynthesizeRequest,
    configuration=pb.SynthesizeConfig,
    choices=("voice",),
    other={"segment": pb.Segment(id=1, text="Hello.")},
)
synthesizing = SYNTHESIZING.ready
LONG, LONGEST = 600, 2_000
_MEASURED_S = 10
"""How much of a segment is listened to for its loudness."""
_LONGEST_AUDIO = 64 * 1024 * 1024
_SENTENCES = {
    "en": "Good morning, this is a test.",
    "hi": "नमस्ते, यह एक परीक्षा है।",
    "bn": "নমস্কার, এটি একটি পরীক্ষা।",
    "ta": "வணக்கம், இது ஒரு சோதனை.",
    "te": "నమస్కారం, ఇది ఒక పరీక్ష.",
    "mr": "नमस्कार, ही एक चाचणी आहे.",
    "gu": "નમસ્તે, આ એક પરીક્ષણ છે.",
    "kn": "ನಮಸ್ಕಾರ, ಇದು ಒಂದು ಪರೀಕ್ಷೆ.",
    "ml": "നമസ്കാരം, ഇതൊരു പരീക്ഷണമാണ്.",
    "pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ, ਇਹ ਇੱਕ ਟੈਸਟ ਹੈ।",
}
"""In other languages, the English one is read."""


def sentence(subject: Subject) -> str:
    return _SENTENCES.get(bare_language(subject.language), _SENTENCES["en"])


def long_text(subject: Subject, characters: int = LONGEST) -> str:
    """Return sentences of so many characters."""
    each = sentence(subject) + " "
    return (each * (characters // len(each) + 1))[:characters]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of one segment."""

    audio: bytes = b""
    words: Sequence[pb.SpokenWord] = ()


async def say(stream: Stream, number: int, text: str) -> None:
    await stream.say(segment=pb.Segment(id=number, text=text))


async def spoken(stream: Stream, number: int, form: Format = PHONE) -> Spoken:
    """Return the audio of a segment, up to its end."""
    expected = f"audio and one segment_end of segment {number}"
    audio = bytearray()
    while len(audio) <= _LONGEST_AUDIO:
        answer = await stream.hear(expected)
        require(answer is not END, expected, shown(answer))
        if answer.HasField("segment_end"):
            require(answer.segment_end.segment_id == number, expected, shown(answer))
            require_usage(answer.segment_end.usage)
            return Spoken(bytes(audio), answer.segment_end.words)
        _require_audio(answer, number, form)
        audio += answer.audio.audio
    raise Failed(expected, f"{len(audio)} bytes of audio without an end")


async def finish(stream: Stream) -> None:
    await stream.end()
    await stream.hear_end("the stream to end, with nothing more, after our half was closed")


def require_audible(audio: bytes, form: Format) -> None:
    require(audio, f"audio in {form}", "none")
    beginning = audio[: _MEASURED_S * form.sample_rate_hz * form.sample_bytes]
    measured = loudness(form.decode(beginning))
    require(measured.is_audible, f"audio that can be heard, in {form}", str(measured))


async def require_handled(subject: Subject, text: str) -> None:
    """The text is spoken, passed over or refused with a typed error; unless it was refused, the next one is spoken."""
    async with synthesizing(subject) as stream:
        await say(stream, 1, text)
        try:
            await spoken(stream, 1)
        except Refusal as refusal:
            subject.require_typed(refusal)
            return
        await say(stream, 2, sentence(subject))
        require_audible((await spoken(stream, 2)).audio, PHONE)


def _require_audio(answer: Any, number: int, form: Format) -> None:
    expected = f"audio of segment {number}"
    require(answer.HasField("audio") and answer.audio.segment_id == number, expected, shown(answer))
    size = len(answer.audio.audio)
    require(size % form.sample_bytes == 0, "whole samples in every message", f"{size} bytes")
    require(answer.audio.processing_ms >= 0, "processing_ms that is not negative", answer.audio.processing_ms)
