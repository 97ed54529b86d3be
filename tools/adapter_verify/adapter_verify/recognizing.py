"""Holds conversations with a recognizer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapter_verify.audio import PHONE, Format, silence
from adapter_verify.checks import Failed, require
from adapter_verify.refusal import Refusal
from adapter_verify.server import END, Stream, shown
from adapter_verify.subject import Subject
from adapter_verify.usage import require_usage
from voicera.ai.v1 import speech_to_text_service_pb2 as pb
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as pb_grpc

READY = "ready, in answer to the configuration"
_MOST_INTERIMS = 1_000


def expecting(*phrases: str) -> pb.Expectation:
    return pb.Expectation(phrases=phrases)


def open_stream(subject: Subject) -> Stream:
    stub: Any = pb_grpc.SpeechToTextServiceStub(subject.server.channel)
    return subject.server.talk(stub.Recognize, pb.RecognizeRequest)


def config(subject: Subject, form: Format = PHONE, **changes: Any) -> pb.RecognizeConfig:
    given = {
        "adapter": subject.adapter.id,
        "model": subject.model,
        "language": subject.language,
        "audio_format": form.message,
        "settings": subject.settings,
    }
    return pb.RecognizeConfig(**{**given, **changes})


@asynccontextmanager
async def recognizing(subject: Subject, form: Format = PHONE, **changes: Any) -> AsyncIterator[Stream]:
    """A stream that is ready; further refusals of what is sent are failures."""
    stream = open_stream(subject)
    try:
        await stream.say(config=config(subject, form, **changes))
        answer = await stream.hear(READY)
        require(answer is not END and answer.HasField("ready"), READY, shown(answer))
        yield stream
    except Refusal as refusal:
        raise subject.rethrow(refusal, "no error") from None
    finally:
        stream.cancel()


async def send(stream: Stream, audio: bytes, form: Format = PHONE) -> None:
    for block in form.blocks(audio):
        await stream.say(audio=block)


async def utter(stream: Stream, number: int, audio: bytes, form: Format = PHONE) -> None:
    """Send what a voice node does for one utterance."""
    await send(stream, silence(300, form), form)
    await stream.say(speech_started=pb.SpeechStarted())
    await send(stream, audio, form)
    await stream.say(finalize=pb.Finalize(utterance=number))


async def final_of(stream: Stream, number: int, *, interim: bool = False) -> pb.Transcript:
    """Return the answer to a finalize."""
    expected = f"one final transcript of utterance {number}"
    for _ in range(_MOST_INTERIMS):
        answer = await stream.hear(expected)
        require(answer is not END and answer.HasField("transcript"), expected, shown(answer))
        transcript: pb.Transcript = answer.transcript
        require_sound(transcript, interim=interim)
        if transcript.final and transcript.utterance:
            require(transcript.utterance == number, expected, f"one of utterance {transcript.utterance}")
            return transcript
    raise Failed(expected, f"{_MOST_INTERIMS} other transcripts")


async def finish(stream: Stream) -> None:
    """Close our half and see that nothing is answered twice and the stream ends."""
    await stream.end()
    for _ in range(_MOST_INTERIMS):
        answer = await stream.hear("the stream to end after our half was closed")
        if answer is END:
            return
        is_answer = answer.transcript.final and answer.transcript.utterance
        require(not is_answer, "no second answer to a finalize", shown(answer))
    raise Failed("the end of the stream", f"{_MOST_INTERIMS} transcripts after our half was closed")


def require_sound(transcript: pb.Transcript, *, interim: bool) -> None:
    if not transcript.final:
        require(interim, "no interim transcripts: interim_results is not set", repr(transcript.text))
        require(not transcript.utterance, "utterance 0 on an interim transcript", transcript.utterance)
    if transcript.HasField("confidence"):
        require(0 <= transcript.confidence <= 1, "a confidence from 0 to 1", transcript.confidence)
    require(transcript.processing_ms >= 0, "processing_ms that is not negative", transcript.processing_ms)
    require_usage(transcript.usage)


async def require_wrong(subject: Subject, field: str, form: Format = PHONE, **changes: Any) -> None:
    stream = open_stream(subject)
    await stream.say(config=config(subject, form, **changes))
    await subject.require_refused(stream, f"config.{field}")
