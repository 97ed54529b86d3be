"""Rules for translation: somebody translates, in the tone and with the terms that are asked for."""

from collections.abc import Iterator

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1.translation_service_pb2 import Formality
from voicera_agents.validation.language import is_language
from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.subject import Subject


def somebody_translates(subject: Subject) -> Iterator[Problem]:
    if subject.spec.HasField("translation") and not subject.spec.translation.choices:
        yield Problem("translation.choices", Reason.NO_TRANSLATOR, "pick at least one translator")


def translation_codes_are_languages(subject: Subject) -> Iterator[Problem]:
    translation = subject.spec.translation
    said = "must be a BCP-47 code, for example hi-IN"
    if translation.language and not is_language(translation.language):
        yield Problem("translation.language", Reason.BAD_LANGUAGE, said)
    for code in sorted(translation.glossaries):
        if not is_language(code):
            yield Problem(f"translation.glossaries[{code}]", Reason.BAD_LANGUAGE, said)


def glossary_terms_are_not_blank(subject: Subject) -> Iterator[Problem]:
    for code, glossary in sorted(subject.spec.translation.glossaries.items()):
        for term, translated in sorted(glossary.terms.items()):
            if not term.strip() or not translated.strip():
                field = f"translation.glossaries[{code}].terms[{term}]"
                yield Problem(field, Reason.EMPTY_TEXT, "neither term nor translation must be blank")


def tone_is_a_tone(subject: Subject) -> Iterator[Problem]:
    if subject.spec.translation.formality not in Formality.values():
        yield Problem("translation.formality", Reason.OUT_OF_RANGE, "is not a tone")


def translators_can_do_it(subject: Subject) -> Iterator[Problem]:
    """Find a tone or terms that a translator would leave out."""
    translation = subject.spec.translation
    for choice in translation.choices:
        adapter = subject.catalogue.adapter(choice.adapter, ai.MODALITY_TRANSLATION)
        if adapter is None:
            continue
        if translation.formality and not adapter.translation.formality:
            said = f"{adapter.id} takes no tone"
            yield Problem("translation.formality", Reason.TONE_NOT_SUPPORTED, said)
        if translation.glossaries and not adapter.translation.glossary:
            said = f"{adapter.id} keeps to no given translations"
            yield Problem("translation.glossaries", Reason.GLOSSARY_NOT_SUPPORTED, said)


def written_in(spec: AgentSpec) -> str:
    """Return the language of the agent's texts."""
    return spec.translation.language or spec.language
