"""Writes lines of transcripts as text."""

from collections.abc import Mapping
from typing import Final

from voicera.media.v1 import transcript_service_pb2 as transcripts

_SPEAKERS: Final = {transcripts.SPEAKER_CALLER: "Caller", transcripts.SPEAKER_AGENT: "Agent"}
_ACTS: Final = {
    transcripts.TRANSCRIPT_ACT_TOOK_OVER: "{who} takes the call over; what they say is not transcribed",
    transcripts.TRANSCRIPT_ACT_HANDED_BACK: "{who} hands the call back to the agent",
    transcripts.TRANSCRIPT_ACT_INSTRUCTED: "{who} tells the agent: {text}",
    transcripts.TRANSCRIPT_ACT_LET_SAY: "{who} has the agent say: {text}",
    transcripts.TRANSCRIPT_ACT_TRANSFERRED: "{who} transfers the caller to {text}",
}


def written(line: transcripts.TranscriptLine, names: Mapping[str, str]) -> str:
    """One line for what was said or done, and one more for what words mean in the agent's language."""
    minutes, seconds = divmod(line.start_ms // 1000, 60)
    at, text = f"[{minutes:02}:{seconds:02}]", _one_line(line.text)
    if line.act:
        done = _ACTS.get(line.act, "{who} steps in: {text}")
        return f"{at} * {done.format(who=_who(line, names), text=text)}\n"
    if line.speaker == transcripts.SPEAKER_CALLER:
        text = text or "[not understood]"
    speaker, cut = _SPEAKERS.get(line.speaker, "?"), " [interrupted]" if line.interrupted else ""
    meaning = f"        = {_one_line(line.translation)}\n" if line.translation else ""
    return f"{at} {speaker}: {text}{cut}\n{meaning}"


def _who(line: transcripts.TranscriptLine, names: Mapping[str, str]) -> str:
    if line.speaker == transcripts.SPEAKER_AGENT:
        return "Agent"
    return _one_line(names.get(line.user_id, "")) or "Operator"


def _one_line(text: str) -> str:
    return " ".join(text.split())
