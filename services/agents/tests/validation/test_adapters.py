"""Recognizers, voices and models are checked against what the mesh offers."""

from collections.abc import Callable

from google.protobuf.json_format import ParseDict

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera_agents.integration.catalogue import Catalogue, merge
from voicera_agents.validation.problem import Reason
from voicera_agents.validation.rules import problems_of

Finds = Callable[..., None]


def test_language_that_is_none(spec: AgentSpec, finds: Finds) -> None:
    spec.language = "English"
    finds(("language", "BAD_LANGUAGE"))


def test_no_language(spec: AgentSpec, finds: Finds) -> None:
    spec.language = ""
    finds(("language", "BAD_LANGUAGE"))


def test_no_recognizer(spec: AgentSpec, finds: Finds) -> None:
    spec.ClearField("speech_to_text")
    finds(("speech_to_text", "NO_RECOGNIZER"))


def test_no_voice(spec: AgentSpec, finds: Finds) -> None:
    spec.ClearField("text_to_speech")
    finds(("text_to_speech", "NO_VOICE"))


def test_no_language_model(spec: AgentSpec, finds: Finds) -> None:
    spec.ClearField("language_model")
    finds(("language_model", "NO_LANGUAGE_MODEL"))


def test_recognizer_nobody_offers(spec: AgentSpec, finds: Finds) -> None:
    spec.speech_to_text.add(adapter="whisper")
    finds(("speech_to_text[1].adapter", "UNKNOWN_ADAPTER"))


def test_voice_as_recognizer(spec: AgentSpec, finds: Finds) -> None:
    spec.speech_to_text[0].adapter = "espeak"
    finds(("speech_to_text[0].adapter", "UNKNOWN_ADAPTER"))


def test_adapter_without_a_name(spec: AgentSpec, finds: Finds) -> None:
    spec.language_model.add()
    finds(("language_model[1].adapter", "UNKNOWN_ADAPTER"))


def test_adapter_without_its_credential(spec: AgentSpec, finds: Finds) -> None:
    spec.language_model.add(adapter="openai", model="anything")
    finds(("language_model[1].adapter", "CREDENTIAL_MISSING"))


def test_a_credential_needs_what_the_adapter_cannot_do_without(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.language_model.add(adapter="openai", model="anything")
    (problem,) = problems_of(spec, catalogue, {"openai": frozenset({"label"})})
    assert problem.reason is Reason.CREDENTIAL_MISSING
    assert problem.description.endswith("with api_key")
    assert problems_of(spec, catalogue, {"openai": frozenset({"api_key"})}) == ()


def test_voice_the_adapter_has_not(spec: AgentSpec, finds: Finds) -> None:
    spec.text_to_speech[0].voice = "robot"
    finds(("text_to_speech[0].voice", "UNKNOWN_VOICE"))


def test_voice_without_a_name(spec: AgentSpec, finds: Finds) -> None:
    spec.text_to_speech[0].voice = ""
    finds(("text_to_speech[0].voice", "UNKNOWN_VOICE"))


def test_model_the_adapter_has_not(spec: AgentSpec, finds: Finds) -> None:
    spec.speech_to_text[0].model = "large"
    finds(("speech_to_text[0].model", "UNKNOWN_MODEL"))


def test_recognizer_of_another_country(spec: AgentSpec, finds: Finds) -> None:
    spec.language = "en-AU"
    finds(("speech_to_text[0].adapter", "LANGUAGE_NOT_SUPPORTED"))


def test_voice_of_another_language(spec: AgentSpec, finds: Finds) -> None:
    spec.text_to_speech[0].voice = "hi"
    finds(("text_to_speech[0].adapter", "LANGUAGE_NOT_SUPPORTED"))


def test_settings_where_there_are_none(spec: AgentSpec, finds: Finds) -> None:
    spec.speech_to_text[0].settings["beam"] = 1
    finds(("speech_to_text[0].settings", "BAD_SETTINGS"))


def test_settings_outside_the_schema(spec: AgentSpec, finds: Finds) -> None:
    settings = {"timeout_s": 0, "stop": ["a", 1], "seed": 1}
    ParseDict({"adapter": "openai", "settings": settings}, spec.language_model.add())
    finds(
        ("language_model[1].adapter", "CREDENTIAL_MISSING"),
        ("language_model[1].settings", "BAD_SETTINGS"),
        ("language_model[1].settings.timeout_s", "BAD_SETTINGS"),
        ("language_model[1].settings.stop[1]", "BAD_SETTINGS"),
    )


def test_a_silent_pool_does_not_make_its_adapters_unknown(spec: AgentSpec) -> None:
    (problem,) = problems_of(spec, merge([("core", ()), ("espeak", None)]))[:1]
    assert problem.reason is Reason.ADAPTERS_UNREACHABLE
    found = problems_of(spec, merge([("core", ()), ("espeak", None)]))
    assert {each.reason for each in found} == {Reason.ADAPTERS_UNREACHABLE}
    assert {each.field for each in found} == {
        "speech_to_text[0].adapter",
        "text_to_speech[0].adapter",
        "language_model[0].adapter",
    }
    assert "espeak" in problem.description


def test_adapters_of_pools_that_answered_are_still_checked(spec: AgentSpec, catalogue: Catalogue) -> None:
    partial = Catalogue(
        tuple(each for each in catalogue.adapters if each.id != "espeak"), unavailable_pools=("espeak",)
    )
    spec.speech_to_text[0].model = "large"
    found = {(each.field, each.reason) for each in problems_of(spec, partial)}
    assert found == {
        ("speech_to_text[0].model", Reason.UNKNOWN_MODEL),
        ("text_to_speech[0].adapter", Reason.ADAPTERS_UNREACHABLE),
    }


def test_adapter_that_cannot_be_used(spec: AgentSpec, catalogue: Catalogue) -> None:
    unusable = ai.Adapter(
        id="unusable",
        modality=ai.MODALITY_LANGUAGE_MODEL,
        unavailable_reason="Scripts are for tests",
        languages=["*"],
    )
    spec.language_model[0].adapter = "unusable"
    (problem,) = problems_of(spec, Catalogue((*catalogue.adapters, unusable)))
    assert (problem.field, problem.reason) == ("language_model[0].adapter", Reason.ADAPTER_UNAVAILABLE)
    assert "Scripts are for tests" in problem.description


def test_model_that_lacks_the_language(spec: AgentSpec, finds: Finds) -> None:
    spec.language = "ta-IN"
    spec.text_to_speech[0].adapter = "unheard"
    spec.speech_to_text[0].adapter, spec.speech_to_text[0].model = "nova", "narrow"
    finds(
        ("speech_to_text[0].model", "LANGUAGE_NOT_SUPPORTED"),
        ("text_to_speech[0].adapter", "UNKNOWN_ADAPTER"),
    )


def test_model_of_a_voice_that_lacks_the_language(spec: AgentSpec, finds: Finds) -> None:
    voice = spec.text_to_speech.add(adapter="flash", voice="any")
    voice.settings["model"] = "fast"
    finds(("text_to_speech[1].settings.model", "LANGUAGE_NOT_SUPPORTED"))
    voice.settings["model"] = "slow"
    finds()
