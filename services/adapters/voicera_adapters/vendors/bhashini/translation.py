"""Translates with Bhashini's inference service (task "translation")."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.contract import (
    Description,
    Modality,
    Translated,
    Translation,
    TranslationCapabilities,
    Translator,
)
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.translating import Limits, in_requests, pair_of
from voicera_adapters.vendors.bhashini.account import BhashiniAccount
from voicera_adapters.vendors.bhashini.pipeline import CODES, Pipeline

LANGUAGES: Final = MappingProxyType(CODES)
INDICTRANS: Final = "ai4bharat/indictrans-v2-all-gpu--t4"
IIITH: Final = "bhashini/iiith/nmt-all"
MODELS: Final = (
    INDICTRANS,
    IIITH,
    "bhashini/bodhan/Indic-trans-v4",
    "Bhashini/IIITH/Trans/V1",
    "bhashini/cdac-noida/nmt",
    "bhashini/cdac-pune/nmt",
)
"""Service ids."""
_INDICTRANS_CODES: Final = frozenset(CODES.values()) - {"brx", "mai", "pa", "ur"}
"""What Bhashini documents for it."""
LIMITS: Final = Limits(texts=16, characters=5_000)
"""Our own: Bhashini documents none, and answers only when the last text is translated."""


class BhashiniSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    glossary: bool = Field(
        default=False,
        title="Use the glossary kept at Bhashini",
        description="Its terms belong to the inference key.",
    )


DESCRIPTION: Final = Description(
    id="bhashini",
    modality=Modality.TRANSLATION,
    display_name="Bhashini",
    languages=tuple(LANGUAGES),
    capabilities=TranslationCapabilities(formality=False, glossary=False),
    settings=BhashiniSettings,
    models=MODELS,
    any_model=True,
    account=BhashiniAccount,
)


class BhashiniTranslation:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._pipeline = Pipeline(opening)
        self._answer_s = opening.settings.vendor_answer_s

    async def translate(self, translation: Translation) -> Translated:
        settings = read_settings(BhashiniSettings, translation.settings)
        source, target = pair_of(LANGUAGES, translation)
        if source == target:
            return Translated(translation.texts)
        headers = account_of(translation.account, BhashiniAccount).headers
        task = task_of(translation.model, source, target, settings)

        async def ask(texts: Sequence[str]) -> Sequence[str]:
            given = {"input": [{"source": text} for text in texts]}
            outputs = await self._pipeline.outputs(headers, task, given, "texts")
            return [each["target"] for each in outputs]

        return Translated(await in_requests(translation.texts, LIMITS, ask, self._answer_s))


def task_of(model: str, source: str, target: str, settings: BhashiniSettings) -> dict[str, Any]:
    config: dict[str, Any] = {
        "language": {"sourceLanguage": source, "targetLanguage": target},
        "serviceId": model or (INDICTRANS if {source, target} <= _INDICTRANS_CODES else IIITH),
    }
    if settings.glossary:
        config["postProcessors"] = ["glossary"]
    return {"taskType": "translation", "config": config}


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[Translator]:
    yield BhashiniTranslation(opening)
