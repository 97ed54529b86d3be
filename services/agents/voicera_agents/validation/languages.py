"""Rules for agents of several languages: each has a code and a voice of its own, and somebody hears it."""

from collections import Counter
from collections.abc import Iterator

from voicera.agents.v1.spec_pb2 import AgentSpec, SpeechToTextChoice
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera_agents.validation.language import is_language
from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.subject import Subject


def languages_are_codes(subject: Subject) -> Iterator[Problem]:
    for index, profile in enumerate(subject.spec.other_languages):
        if not is_language(profile.language):
            field = f"other_languages[{index}].language"
            yield Problem(field, Reason.BAD_LANGUAGE, "must be a BCP-47 code, for example ta-IN")


def languages_are_told_apart(subject: Subject) -> Iterator[Problem]:
    uses = Counter([subject.spec.language.lower()])
    for index, profile in enumerate(subject.spec.other_languages):
        code = profile.language.lower()
        if uses[code]:
            field = f"other_languages[{index}].language"
            yield Problem(field, Reason.DUPLICATE_LANGUAGE, f"the agent speaks {profile.language} already")
        uses[code] += 1


def languages_have_a_voice(subject: Subject) -> Iterator[Problem]:
    for index, profile in enumerate(subject.spec.other_languages):
        if not profile.text_to_speech:
            field = f"other_languages[{index}].text_to_speech"
            yield Problem(field, Reason.NO_VOICE, "pick at least one voice")


def languages_are_detected(subject: Subject) -> Iterator[Problem]:
    """Find first recognizers that cannot say which of the agent's languages they heard."""
    if not subject.spec.other_languages:
        return
    for field, recognizer in _first_recognizers(subject.spec):
        adapter = subject.catalogue.adapter(recognizer.adapter, ai.MODALITY_SPEECH_TO_TEXT)
        if adapter is not None and not adapter.speech_to_text.language_detection:
            said = f"{adapter.id} does not say which language it heard, so the agent cannot follow the caller"
            yield Problem(field, Reason.LANGUAGE_NOT_DETECTED, said)


def languages_of(spec: AgentSpec) -> tuple[str, ...]:
    """Return the codes of all the languages callers may speak, each once."""
    return tuple(dict.fromkeys((spec.language, *(each.language for each in spec.other_languages))))


def _first_recognizers(spec: AgentSpec) -> Iterator[tuple[str, SpeechToTextChoice]]:
    if spec.speech_to_text:
        yield "speech_to_text[0].adapter", spec.speech_to_text[0]
    for index, profile in enumerate(spec.other_languages):
        if profile.speech_to_text:
            yield f"other_languages[{index}].speech_to_text[0].adapter", profile.speech_to_text[0]
