"""What a call does while its recognizer, its voice or its model fails, and what is measured of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.e2e import failing
from tests.e2e.specs import Json

SPARE = "spare_"
"""Prefix of the server that does not fail: its model goes on wherever the other was cut off."""
GOODBYE = {"wait_hangup": 30000}

Lines = list[tuple[str, str]]


@dataclass(frozen=True)
class Ended:
    """A call that is over: the simulator's report, the archive's events and transcript, what the caller heard."""

    report: Json
    events: Sequence[Json]
    lines: Lines
    heard: bytes

    @property
    def response_gap_ms(self) -> float | None:
        gaps = self.report["response_gaps_ms"]
        return gaps[-1] if gaps else None


@dataclass(frozen=True)
class Scene:
    """`gap_ms` is what the caller waited; `is_whole`, whether every word is in the transcript."""

    modality: str
    agent: Callable[[str], Json]
    """Of the prefix of the failing server's adapters."""
    steps: Sequence[Any]
    gap_ms: Callable[[Ended], float | None]
    is_whole: Callable[[Lines], bool]


def said_by_agent(lines: Lines) -> str:
    return " ".join(text for who, text in lines if who == "agent")


SCENES = (
    Scene(
        "speech_to_text",
        lambda prefix: failing.listener(f"{prefix}pocketsphinx"),
        ("listen", {"say": failing.SENTENCE}, GOODBYE),
        lambda call: call.response_gap_ms,
        lambda lines: ("caller", failing.SENTENCE) in lines,
    ),
    Scene(
        "text_to_speech",
        lambda prefix: failing.speaker(f"{prefix}espeak"),
        (GOODBYE,),
        lambda call: failing.longest_silence_ms(call.heard),
        lambda lines: lines == [("agent", failing.ANNOUNCEMENT)],
    ),
    Scene(
        "language_model",
        lambda prefix: failing.thinker(f"{prefix}scripted", f"{SPARE}scripted"),
        ("listen", {"say": failing.QUESTION}, "listen", "hang_up"),
        lambda call: call.response_gap_ms,
        lambda lines: failing.WHOLE in said_by_agent(lines),
    ),
)
MODALITIES = tuple(scene.modality for scene in SCENES)
