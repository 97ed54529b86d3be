"""Converts lines of transcripts to the contract."""

from voicera.media.v1 import transcript_service_pb2 as pb
from voicera_kit.phone_numbers import masked
from voicera_media.transcript.model import Act, Line

_ACTS = {act: pb.TranscriptAct.Value(f"TRANSCRIPT_ACT_{act}") for act in Act}


def line_message(line: Line, *, numbers: bool) -> pb.TranscriptLine:
    """`numbers` if phone numbers may be known."""
    is_hidden = line.act is Act.TRANSFERRED and not numbers
    return pb.TranscriptLine(
        speaker=pb.Speaker.Value(f"SPEAKER_{line.speaker}"),
        text=masked(line.text) if is_hidden else line.text,
        start_ms=line.start_ms,
        end_ms=line.end_ms,
        interrupted=line.is_interrupted,
        translation=line.translation,
        language=line.language,
        act=_ACTS[line.act] if line.act else pb.TRANSCRIPT_ACT_UNSPECIFIED,
        user_id=line.user_id,
    )
