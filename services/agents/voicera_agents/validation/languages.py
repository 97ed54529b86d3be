"""Rules for agents of several languages: each has a code and a voice of its own, and somebody hears it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from voicera.agents.v1.spec_pb2 import AgentSpec, SpeechToTextChoice
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera_agents.validation.language import is_language, listed_as
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
        if adapter is None:
            continue
        if not adapter.speech_to_text.language_detection:
            said = f"{adapter.id} does not say which language it heard, so the agent cannot follow the caller"
            yield Problem(f"{field}.adapter", Reason.LANGUAGE_NOT_DETECTED, said)
            continue
        name, told_apart = _told_apart(adapter, recognizer.model)
        part = "model" if recognizer.model in adapter.speech_to_text.model_detected_languages else "adapter"
        for code in languages_of(subject.spec):
            listed = listed_as(adapter.languages, code, adapter.modality)
            if listed is not None and listed not in told_apart:
                said = f"{name} does not tell {code} apart from other languages"
                yield Problem(f"{field}.{part}", Reason.LANGUAGE_NOT_DETECTED, said)


def _told_apart(adapter: Adapter, model: str) -> tuple[str, Sequence[str]]:
    """Return whose limits count, the model's or the adapter's, and the languages it tells apart."""
    can = adapter.speech_to_text
    if model in can.model_detected_languages:
        return model, can.model_detected_languages[model].languages
    return adapter.id, can.detected_languages or adapter.languages


def languages_of(spec: AgentSpec) -> tuple[str, ...]:
    """Return the codes of all the languages callers may speak, each once."""
    return tuple(dict.fromkeys((spec.language, *(each.language for each in spec.other_languages))))


def _first_recognizers(spec: AgentSpec) -> Iterator[tuple[str, SpeechToTextChoice]]:
    if spec.speech_to_text:
        yield "speech_to_text[0]", spec.speech_to_text[0]
    for index, profile in enumerate(spec.other_languages):
        if profile.speech_to_text:
            yield f"other_languages[{index}].speech_to_text[0]", profile.speech_to_text[0]
