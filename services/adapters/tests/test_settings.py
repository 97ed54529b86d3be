"""What agents may set has bounds, whatever adapter it is for."""

import math

import pytest
from pydantic import BaseModel, ValidationError

from voicera_adapters.catalogue import open_adapters
from voicera_adapters.settings import AdapterSettings

EVERYTHING = "network,espeak,faster_whisper,piper,pocketsphinx"
"""But the scripted model, which takes scripts, for tests alone."""


@pytest.fixture
async def models():
    settings = AdapterSettings(adapters=EVERYTHING, pocketsphinx_decoders=1)
    async with open_adapters(settings) as adapters:
        return list(dict.fromkeys(each.description.settings for each in adapters.all()))


def variants(schema):
    """The schema's parts that are of one type each."""
    for each in schema.get("anyOf", [schema]):
        yield from [each] if "items" not in each else [each, each["items"]]


def fields(model: type[BaseModel]):
    for name, schema in model.model_json_schema()["properties"].items():
        for variant in variants(schema):
            yield f"{model.__module__}.{model.__name__}.{name}", variant


async def test_texts_and_lists_end_somewhere(models):
    endless = [
        name
        for model in models
        for name, schema in fields(model)
        if (schema.get("type") == "string" and not {"maxLength", "enum", "const", "pattern"} & set(schema))
        or (schema.get("type") == "array" and "maxItems" not in schema and "enum" not in schema["items"])
    ]
    assert endless == []


async def test_numbers_have_a_smallest_and_a_largest(models):
    numbers = [
        (name, schema)
        for model in models
        for name, schema in fields(model)
        if schema.get("type") in {"number", "integer"}
    ]
    assert numbers
    for name, schema in numbers:
        assert {"minimum", "exclusiveMinimum"} & set(schema), name
        assert {"maximum", "exclusiveMaximum"} & set(schema), name


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e308])
async def test_no_number_is_none_or_endless(models, number):
    tried = 0
    for model in models:
        for path, schema in fields(model):
            if schema.get("type") not in {"number", "integer"}:
                continue
            name = path.rpartition(".")[2]
            with pytest.raises(ValidationError):
                model.model_validate({name: number})
            tried += 1
    assert tried
