"""Rules for recognizers, voices, translators and models: the mesh offers them, and they suit the agent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from voicera.agents.v1.spec_pb2 import AgentSpec, SpeechToTextChoice, TextToSpeechChoice
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera_agents.validation.language import covers, is_language, listed_as
from voicera_agents.validation.languages import languages_of
from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.settings import settings_problems
from voicera_agents.validation.subject import Subject
from voicera_agents.validation.translation import written_in
from voicera_kit.languages import same_language


@dataclass(frozen=True, slots=True)
class Choice:
    """One adapter the spec picks. `model` and `voice` are None where there is nothing to pick."""

    field: str
    modality: int
    adapter: str
    settings: Struct
    languages: tuple[str, ...]
    """What it must work in."""
    model: str | None = None
    voice: str | None = None


def modalities_are_covered(subject: Subject) -> Iterator[Problem]:
    spec = subject.spec
    if not spec.speech_to_text:
        yield Problem("speech_to_text", Reason.NO_RECOGNIZER, "pick at least one recognizer")
    if not spec.text_to_speech:
        yield Problem("text_to_speech", Reason.NO_VOICE, "pick at least one voice")
    talker = next((node for node in spec.graph.nodes if node.HasField("prompt")), None)
    if talker is not None and not spec.language_model:
        said = f"node {talker.id} needs a language model"
        yield Problem("language_model", Reason.NO_LANGUAGE_MODEL, said, talker.id)


def adapters_are_offered(subject: Subject) -> Iterator[Problem]:
    for choice in choices_of(subject.spec):
        field = f"{choice.field}.adapter"
        adapter = subject.catalogue.adapter(choice.adapter, choice.modality)
        if adapter is None:
            yield _missing(subject, field, choice)
        elif adapter.unavailable_reason:
            said = f"{adapter.display_name or adapter.id} cannot be used: {adapter.unavailable_reason}"
            yield Problem(field, Reason.ADAPTER_UNAVAILABLE, said)


def credentials_are_held(subject: Subject) -> Iterator[Problem]:
    for choice, adapter in _picked(subject):
        if not adapter.credential_needed or adapter.unavailable_reason:
            continue
        lacking = sorted(_needed(adapter) - subject.held.get(adapter.id, frozenset()))
        if lacking:
            said = f"add a credential for {adapter.id} with {', '.join(lacking)}"
            yield Problem(f"{choice.field}.adapter", Reason.CREDENTIAL_MISSING, said)


def _needed(adapter: Adapter) -> set[str]:
    return set(MessageToDict(adapter.credential_schema).get("required", ()))


def adapters_in(spec: AgentSpec) -> frozenset[str]:
    return frozenset(choice.adapter for choice in choices_of(spec) if choice.adapter)


def _missing(subject: Subject, field: str, choice: Choice) -> Problem:
    silent = subject.catalogue.unavailable_pools
    if choice.adapter and silent:
        said = f"cannot tell whether {choice.adapter} is there: no answer from {', '.join(silent)}"
        return Problem(field, Reason.ADAPTERS_UNREACHABLE, said)
    said = f"there is no adapter {choice.adapter} for this" if choice.adapter else "name an adapter"
    return Problem(field, Reason.UNKNOWN_ADAPTER, said)


def models_are_offered(subject: Subject) -> Iterator[Problem]:
    for choice, adapter in _picked(subject):
        if choice.model and not adapter.any_model and choice.model not in adapter.models:
            said = f"{adapter.id} has no model {choice.model}"
            yield Problem(f"{choice.field}.model", Reason.UNKNOWN_MODEL, said)


def voices_are_offered(subject: Subject) -> Iterator[Problem]:
    for choice, adapter in _picked(subject):
        if choice.voice is None or (choice.voice and adapter.any_voice):
            continue
        if any(voice.id == choice.voice for voice in adapter.voices):
            continue
        said = f"{adapter.id} has no voice {choice.voice}" if choice.voice else "name a voice"
        yield Problem(f"{choice.field}.voice", Reason.UNKNOWN_VOICE, said)


def languages_are_supported(subject: Subject) -> Iterator[Problem]:
    """Find adapters that do not work in a language they are needed for; those of translators are source and target."""
    for choice, adapter in _picked(subject):
        for wanted in choice.languages:
            if not is_language(wanted):
                continue
            if not any(covers(offered, wanted, choice.modality) for offered in _languages(choice, adapter)):
                said = f"{_name(choice, adapter)} does not work in {wanted}"
                yield Problem(f"{choice.field}.adapter", Reason.LANGUAGE_NOT_SUPPORTED, said)


def models_work_in_their_languages(subject: Subject) -> Iterator[Problem]:
    """Find models that lack a language their adapter works in; those of voices are a setting."""
    for choice, adapter in _picked(subject):
        part, model = ("model", choice.model) if choice.model else ("settings.model", _model_set(choice))
        if model not in adapter.model_languages:
            continue
        for wanted in choice.languages:
            listed = listed_as(adapter.languages, wanted, choice.modality)
            if listed is not None and listed not in adapter.model_languages[model].languages:
                said = f"{model} does not work in {wanted}"
                yield Problem(f"{choice.field}.{part}", Reason.LANGUAGE_NOT_SUPPORTED, said)


def _model_set(choice: Choice) -> str:
    return choice.settings.fields["model"].string_value if "model" in choice.settings.fields else ""


def _languages(choice: Choice, adapter: Adapter) -> list[str]:
    """Return the picked voice's language, or else the adapter's."""
    spoken = [voice.language for voice in adapter.voices if voice.id == choice.voice and voice.language]
    return spoken or list(adapter.languages)


def _name(choice: Choice, adapter: Adapter) -> str:
    return f"voice {choice.voice}" if choice.voice else adapter.id


def settings_meet_the_schema(subject: Subject) -> Iterator[Problem]:
    for choice, adapter in _picked(subject):
        for path, said in settings_problems(choice.settings, adapter):
            yield Problem(f"{choice.field}.{path}", Reason.BAD_SETTINGS, said)


def choices_of(spec: AgentSpec) -> Iterator[Choice]:
    heard_too = tuple(each.language for each in spec.other_languages if not each.speech_to_text)
    everything = languages_of(spec)
    yield from _recognizers("speech_to_text", spec.speech_to_text, (spec.language, *heard_too), everything)
    yield from _voices("text_to_speech", spec.text_to_speech, spec.language)
    for index, profile in enumerate(spec.other_languages):
        field = f"other_languages[{index}]"
        own = (profile.language,)
        yield from _recognizers(f"{field}.speech_to_text", profile.speech_to_text, own, everything)
        yield from _voices(f"{field}.text_to_speech", profile.text_to_speech, profile.language)
    for index, translator in enumerate(spec.translation.choices):
        yield Choice(
            f"translation.choices[{index}]",
            ai.MODALITY_TRANSLATION,
            translator.adapter,
            translator.settings,
            _translated(spec),
            model=translator.model,
        )
    for index, model in enumerate(spec.language_model):
        yield Choice(
            f"language_model[{index}]",
            ai.MODALITY_LANGUAGE_MODEL,
            model.adapter,
            model.settings,
            (written_in(spec),) if spec.HasField("translation") else languages_of(spec),
            model=model.model,
        )


def _recognizers(
    field: str,
    choices: Iterable[SpeechToTextChoice],
    languages: tuple[str, ...],
    everything: tuple[str, ...],
) -> Iterator[Choice]:
    """The first hears callers change to any of the agent's languages; the others need only keep up with one."""
    for index, each in enumerate(choices):
        yield Choice(
            f"{field}[{index}]",
            ai.MODALITY_SPEECH_TO_TEXT,
            each.adapter,
            each.settings,
            languages if index else everything,
            model=each.model,
        )


def _voices(field: str, choices: Iterable[TextToSpeechChoice], language: str) -> Iterator[Choice]:
    for index, each in enumerate(choices):
        yield Choice(
            f"{field}[{index}]",
            ai.MODALITY_TEXT_TO_SPEECH,
            each.adapter,
            each.settings,
            (language,),
            voice=each.voice,
        )


def _translated(spec: AgentSpec) -> tuple[str, ...]:
    """Return the languages to translate from and into; none if all callers speak the one of the texts."""
    written = written_in(spec)
    others = tuple(code for code in languages_of(spec) if not same_language(code, written))
    return (written, *others) if others else ()


def _picked(subject: Subject) -> Iterator[tuple[Choice, Adapter]]:
    """Return the choices whose adapter is known, with it."""
    for choice in choices_of(subject.spec):
        adapter = subject.catalogue.adapter(choice.adapter, choice.modality)
        if adapter is not None:
            yield choice, adapter
