"""Holds conversations with a recognizer."""

from adapter_verify.audio import PHONE, Format, silence
from adapter_verify.checks import Failed, require
from adapter_verify.dialog import Dialog
from adapter_verify.server import END, Stream, shown
from adapter_verify.usage import require_usage
from voicera.ai.v1 import speech_to_text_service_pb2 as pb
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as pb_grpc

RECOGNIZING = Dialog(
    stub=pb_grpc.SpeechToTextServiceStub,
    method="Recognize",
    request=pb.RecognizeRequest,
    configuration=pb.RecognizeConfig,
    choices=("model",),
    other={"audio": silence(100, PHONE)},
)
recognizing = RECOGNIZING.ready
_MOST_INTERIMS = 1_000


def expecting(*phrases: str) -> pb.Expectation:
    return pb.Expectation(phrases=phrases)


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
