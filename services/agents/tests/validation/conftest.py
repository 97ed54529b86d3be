"""Tells which problems a spec has, and finds its parts by name."""

from collections.abc import Callable

import pytest
from google.protobuf.json_format import ParseDict

from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec, Variable
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.validation.problem import Problem
from voicera_agents.validation.rules import problems_of


@pytest.fixture
def catalogue(catalogue: Catalogue) -> Catalogue:
    """The mesh's, with a recognizer that tells languages apart, adapters with narrower models, and two translators."""
    polyglot = ai.Adapter(
        id="polyglot",
        modality=ai.MODALITY_SPEECH_TO_TEXT,
        languages=["en", "hi", "ta"],
        speech_to_text=ai.SpeechToTextCapabilities(language_detection=True),
    )
    nova = ai.Adapter(
        id="nova",
        modality=ai.MODALITY_SPEECH_TO_TEXT,
        languages=["en", "hi", "ta", "zh", "zh-TW"],
        models=["wide", "narrow", "single"],
        speech_to_text=ai.SpeechToTextCapabilities(
            language_detection=True,
            detected_languages=["en", "hi", "zh"],
            model_detected_languages={"single": ai.LanguageList()},
        ),
        model_languages={"narrow": ai.LanguageList(languages=["en", "zh"])},
    )
    flash = ai.Adapter(
        id="flash",
        modality=ai.MODALITY_TEXT_TO_SPEECH,
        languages=["en", "bn"],
        any_voice=True,
        settings_schema=ParseDict({"type": "object"}, ai.Adapter().settings_schema),
        model_languages={"fast": ai.LanguageList(languages=["bn"])},
    )
    able = ai.Adapter(
        id="able",
        modality=ai.MODALITY_TRANSLATION,
        languages=["en", "hi", "ta"],
        models=["small", "tiny"],
        settings_schema=ParseDict(
            {"type": "object", "additionalProperties": False}, ai.Adapter().settings_schema
        ),
        translation=ai.TranslationCapabilities(formality=True, glossary=True),
        model_languages={"tiny": ai.LanguageList(languages=["en"])},
    )
    plain = ai.Adapter(id="plain", modality=ai.MODALITY_TRANSLATION, languages=["en-IN", "hi-IN"])
    return Catalogue((*catalogue.adapters, polyglot, nova, flash, able, plain))


@pytest.fixture
def finds(spec: AgentSpec, catalogue: Catalogue) -> Callable[..., None]:
    """Assert that the spec has exactly these problems, by field and reason."""

    def check(*expected: tuple[str, str]) -> None:
        found = problems_of(spec, catalogue)
        assert {(problem.field, problem.reason.value) for problem in found} == set(expected)
        assert all(problem.description and _names_its_node(problem) for problem in found)

    return check


@pytest.fixture
def node(spec: AgentSpec) -> Callable[[str], Node]:
    return lambda node_id: next(each for each in spec.graph.nodes if each.id == node_id)


@pytest.fixture
def variable(spec: AgentSpec) -> Callable[[str], Variable]:
    return lambda name: next(each for each in spec.variables if each.name == name)


def _names_its_node(problem: Problem) -> bool:
    in_node = problem.field.startswith("graph.nodes[")
    return not in_node or problem.field.startswith(f"graph.nodes[{problem.node_id}]")
