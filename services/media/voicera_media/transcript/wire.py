"""Converts lines of transcripts to the contract."""

from voicera.media.v1 import transcript_service_pb2 as pb
from voicera_media.transcript.model import Line


def line_message(line: Line) -> pb.TranscriptLine:
    return pb.TranscriptLine(
        speaker=pb.SPEAKER_CALLER if line.is_caller else pb.SPEAKER_AGENT,
        text=line.text,
        start_ms=line.start_ms,
        end_ms=line.end_ms,
        interrupted=line.is_interrupted,
        translation=line.translation,
        language=line.language,
    )
