"""Reads which languages an agent speaks, and with which recognizers and voices."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicera.agents.v1 import spec_pb2


@dataclass(frozen=True, slots=True)
class Profile:
    """One language of an agent. `others` are the languages it may have to be told from."""

    language: str
    others: tuple[str, ...]
    speech_to_text: Sequence[spec_pb2.SpeechToTextChoice]
    text_to_speech: Sequence[spec_pb2.TextToSpeechChoice]


def profiles_of(spec: spec_pb2.AgentSpec) -> tuple[Profile, ...]:
    """Return the agent's languages, that in which it begins first."""
    codes = (spec.language, *(each.language for each in spec.other_languages))

    def others(code: str) -> tuple[str, ...]:
        return tuple(each for each in codes if each != code)

    own = Profile(spec.language, others(spec.language), spec.speech_to_text, spec.text_to_speech)
    further = (
        Profile(
            each.language,
            others(each.language),
            each.speech_to_text or spec.speech_to_text,
            each.text_to_speech,
        )
        for each in spec.other_languages
    )
    return (own, *further)
