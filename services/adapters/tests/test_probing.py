"""One short, real round trip: what came of it, or why nothing did."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from pydantic import BaseModel

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera_adapters.accounts import KEY_MISSING
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Description,
    Modality,
    SpeechToTextCapabilities,
    Transcript,
    Translated,
    TranslationCapabilities,
)
from voicera_adapters.net import ANSWER_INVALID
from voicera_kit.errors import InvalidArgument, NotFound

STT, TTS = pb.MODALITY_SPEECH_TO_TEXT, pb.MODALITY_TEXT_TO_SPEECH
LLM, MT = pb.MODALITY_LANGUAGE_MODEL, pb.MODALITY_TRANSLATION


async def test_speech_is_understood(serving_vendors):
    async with serving_vendors(adapters="pocketsphinx", pocketsphinx_decoders=1) as client:
        tried = await client.probe("pocketsphinx", STT)
    assert (tried.ok, tried.result, tried.reason) == (True, "good morning", "")
    assert 0 < tried.first_byte_ms < tried.total_ms


@pytest.mark.parametrize("language", ["", "hi", "en-IN"])
async def test_text_is_spoken(serving_vendors, language):
    async with serving_vendors(adapters="espeak") as client:
        tried = await client.probe("espeak", TTS, language=language)
    assert tried.ok
    assert float(tried.result.partition(" ")[0]) > 0.5
    assert 0 < tried.first_byte_ms <= tried.total_ms


async def test_a_question_is_answered(serving_vendors):
    async with serving_vendors(adapters="scripted") as client:
        tried = await client.probe("scripted", LLM, settings={"otherwise": "Blue."})
        health = (await client.catalogue())["scripted"].health
    assert (tried.ok, tried.result) == (True, "Blue.")
    assert health.requests == 1


@pytest.mark.parametrize("nothing", ["", " "])
async def test_a_model_that_says_nothing_has_not_answered(serving_vendors, nothing):
    async with serving_vendors(adapters="scripted") as client:
        tried = await client.probe("scripted", LLM, settings={"otherwise": nothing})
        health = (await client.catalogue())["scripted"].health
    assert (tried.ok, tried.reason, tried.result) == (False, ANSWER_INVALID, "")
    assert tried.first_byte_ms == 0
    assert (health.requests, health.failures) == (1, 1)


class NoSettings(BaseModel):
    pass


class Deaf:
    """A recognizer, and an adapter that has it, which understands no word."""

    description = Description(
        id="deaf",
        modality=Modality.SPEECH_TO_TEXT,
        display_name="Deaf",
        languages=("en-IN", "hi"),
        capabilities=SpeechToTextCapabilities(True, False, False, False, (8_000,)),
        settings=NoSettings,
    )

    @asynccontextmanager
    async def recognizer(self, options, emit):
        yield self

    async def speech_started(self):
        pass

    async def hear(self, audio):
        pass

    async def finalize(self):
        return Transcript(" ", final=True)


@pytest.mark.parametrize(("language", "ok"), [("", False), ("en-IN", False), ("hi", True)])
async def test_who_understands_no_english_has_not_answered(serving, language, ok):
    """The words of a probe are English: others need not understand them."""
    async with serving(Adapters({"deaf": Deaf()}, {}, {})) as client:
        tried = await client.probe("deaf", STT, language=language)
        health = (await client.catalogue())["deaf"].health
    assert (tried.ok, tried.reason) == (ok, "" if ok else ANSWER_INVALID)
    assert (tried.first_byte_ms > 0) == ok
    assert (health.requests, health.failures) == (1, 0 if ok else 1)


async def test_a_translation_of_nothing_is_none(serving):
    class Mute:
        description = replace(
            Deaf.description,
            id="mute",
            modality=Modality.TRANSLATION,
            capabilities=TranslationCapabilities(formality=False, glossary=False),
        )

        async def translate(self, translation):
            return Translated(("",))

    async with serving(Adapters({}, {}, {}, {"mute": Mute()})) as client:
        tried = await client.probe("mute", MT)
    assert (tried.ok, tried.reason, tried.first_byte_ms) == (False, ANSWER_INVALID, 0)


async def test_a_vendor_that_fails_is_an_outcome(serving_vendors):
    failing = {"rules": [{"when": "sky", "fail": "UNAVAILABLE"}], "otherwise": "Blue."}
    async with serving_vendors(adapters="scripted") as client:
        tried = await client.probe("scripted", LLM, settings=failing)
    assert (tried.ok, tried.reason, tried.first_byte_ms) == (False, "UNAVAILABLE", 0)
    assert tried.message


async def test_a_vendor_that_does_not_answer_in_time_is_an_outcome(serving_vendors, monkeypatch):
    monkeypatch.setattr("voicera_adapters.probing.DEADLINE_S", 0.2)
    slow = {"rules": [{"when": "sky", "text": "Blue.", "delay_ms": 10_000}]}
    async with serving_vendors(adapters="scripted") as client:
        tried = await client.probe("scripted", LLM, settings=slow)
        health = (await client.catalogue())["scripted"].health
    assert (tried.ok, tried.reason) == (False, "DEADLINE_EXCEEDED")
    assert (health.requests, health.failures) == (1, 1)


@pytest.mark.parametrize(
    ("adapter", "modality"), [("deepgram", STT), ("azure", TTS), ("gemini", LLM), ("sarvam", MT)]
)
async def test_a_missing_credential_is_an_outcome(serving_vendors, adapter, modality):
    async with serving_vendors(adapters=adapter) as client:
        tried = await client.probe(adapter, modality)
        listed = await client.catalogue(modality)
    assert (tried.ok, tried.reason) == (False, KEY_MISSING)
    assert "api_key" in tried.message
    assert not listed[adapter].HasField("health")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"language": "xx"}, "language"),
        ({"voice": "nobody"}, "voice"),
        ({"model": "none"}, "model"),
        ({"settings": {"pitch": 1000}}, "settings.pitch"),
    ],
)
async def test_what_the_adapter_does_not_have_is_refused_by_field(serving_vendors, asked, field):
    async with serving_vendors(adapters="espeak") as client:
        with pytest.raises(InvalidArgument) as caught:
            await client.probe("espeak", TTS, **asked)
    assert [each.field for each in caught.value.violations] == [field]


async def test_an_adapter_that_is_not_here_is_not_found(serving_vendors):
    async with serving_vendors(adapters="espeak") as client:
        with pytest.raises(NotFound) as caught:
            await client.probe("piper", TTS)
        with pytest.raises(InvalidArgument):
            await client.probe("espeak", pb.MODALITY_UNSPECIFIED)
    assert caught.value.metadata["id"] == "piper"
