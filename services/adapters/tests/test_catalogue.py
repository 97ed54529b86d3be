import sys
from pathlib import Path

import pytest
from google.protobuf import json_format

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera_adapters.catalogue import CATALOGUE, open_adapters
from voicera_adapters.contract import Modality
from voicera_adapters.settings import AdapterSettings
from voicera_kit.settings import SettingsError


async def test_the_catalogue_lists_what_the_process_serves(serving_vendors):
    async with serving_vendors(adapters="espeak, scripted,pocketsphinx,openai,espeak") as client:
        everything = await client.catalogue()
        models = await client.catalogue(pb.MODALITY_LANGUAGE_MODEL)
        translators = await client.catalogue(pb.MODALITY_TRANSLATION)
        (realtime,) = (await client.catalogue(pb.MODALITY_REALTIME)).values()
    assert (realtime.id, realtime.realtime.tools) == ("openai", True)
    assert realtime.realtime.sample_rates_hz == [8_000, 24_000]
    assert list(everything) == ["espeak", "openai", "pocketsphinx", "scripted"]
    assert list(models) == ["openai", "scripted"]
    assert list(translators) == ["openai"]
    listed = everything | models
    assert listed["pocketsphinx"].modality == pb.MODALITY_SPEECH_TO_TEXT
    assert listed["espeak"].modality == pb.MODALITY_TEXT_TO_SPEECH
    assert listed["openai"].modality == listed["scripted"].modality == pb.MODALITY_LANGUAGE_MODEL
    assert listed["pocketsphinx"].speech_to_text.closed_grammar
    assert listed["pocketsphinx"].languages == ["en-US", "en-IN", "en-GB"]
    assert listed["espeak"].text_to_speech.streaming
    assert listed["espeak"].text_to_speech.sample_rates_hz == [22_050]
    assert listed["openai"].language_model.tools
    assert listed["openai"].credential_needed
    assert json_format.MessageToDict(listed["openai"].credential_schema)["required"] == ["api_key"]
    assert not listed["scripted"].credential_needed


async def test_schemas_describe_every_setting(serving_vendors):
    async with serving_vendors(
        adapters="espeak,scripted,openai,pocketsphinx", pocketsphinx_decoders=1
    ) as client:
        listed = await client.catalogue() | await client.catalogue(pb.MODALITY_LANGUAGE_MODEL)
    schemas = {name: json_format.MessageToDict(each.settings_schema) for name, each in listed.items()}
    assert {name: sorted(each["properties"]) for name, each in schemas.items()} == {
        "espeak": [
            "pitch", "pitch_range", "sentence_gap_ms", "trim_silence", "volume", "word_gap_ms", "words_per_minute",
        ],
        "openai": [
            "frequency_penalty", "presence_penalty", "reasoning_effort", "seed", "stop", "timeout_s", "top_p",
        ],
        "pocketsphinx": ["pre_roll_ms", "strictness"],
        "scripted": ["otherwise", "rules", "word_delay_ms"],
    }  # fmt: skip
    assert all(each["additionalProperties"] is False for each in schemas.values())
    assert all("2020-12" in each["$schema"] for each in schemas.values())


def test_the_readme_tells_what_each_vendor_does():
    lines = (Path(__file__).parent.parent / "README.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| `")]
    told = {row[0].strip("`"): row[1:6] for row in rows if len(row) == 7}
    modalities = (
        Modality.SPEECH_TO_TEXT, Modality.TEXT_TO_SPEECH, Modality.LANGUAGE_MODEL, Modality.TRANSLATION,
        Modality.REALTIME,
    )  # fmt: skip
    listed = {(entry.id, entry.modality) for entry in CATALOGUE}
    assert told == {
        each: ["yes" if (each, modality) in listed else "" for modality in modalities]
        for each in sorted({entry.id for entry in CATALOGUE})
    }


@pytest.mark.parametrize("adapters", ["nobody", "", " , "])
async def test_adapters_that_do_not_exist_stop_the_start(adapters):
    with pytest.raises(SettingsError, match="VOICERA_ADAPTERS"):
        async with open_adapters(AdapterSettings(adapters=adapters)):
            pass


@pytest.mark.parametrize(
    ("adapter", "vendor"),
    [("bedrock", "botocore"), ("espeak", "espeakng_loader"), ("pocketsphinx", "pocketsphinx")],
)
async def test_a_vendor_that_is_not_installed_stops_the_start_with_its_extra(monkeypatch, adapter, vendor):
    package = next(entry.module for entry in CATALOGUE if entry.id == adapter)
    for name in [each for each in sys.modules if each.startswith((package, f"{vendor}."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, vendor, None)
    with pytest.raises(SettingsError, match=rf"voicera-adapters\[{adapter}\]"):
        async with open_adapters(AdapterSettings(adapters=adapter)):
            pass
