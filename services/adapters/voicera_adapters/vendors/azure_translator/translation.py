"""Translates with Azure AI Translator (/translate, version 3.0)."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Final, Literal

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
from voicera_adapters.languages import alike
from voicera_adapters.net import asked_json, flag
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.translating import Limits, in_requests, pair_of
from voicera_adapters.vendors.azure_translator.account import BASE_URL, AzureTranslatorAccount, explain
from voicera_adapters.vendors.azure_translator.glossary import marker, plain

_INDIAN: Final = alike("as bn brx doi gu hi kn ks mai ml mni mr ne or pa sd ta te ur")
_OTHER: Final = alike("ar bho bo de es fa fr hne id it ja ko ms my nl pl pt ru si th tr uk vi")
LANGUAGES: Final = MappingProxyType(
    {"en": "en", "en-IN": "en", "kok": "gom", "zh-CN": "zh-Hans", "zh-TW": "zh-Hant"} | _INDIAN | _OTHER
)
"""BCP-47 to Azure's codes; Sanskrit and Santali are not among them."""
GENERAL: Final = "general"
LIMITS: Final = Limits(texts=1_000, characters=50_000)


class AzureTranslatorSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    profanity_action: Literal["NoAction", "Marked", "Deleted"] = Field(
        default="NoAction", title="What is done with profanity"
    )
    allow_fallback: bool = Field(
        default=True, title="Use the general model where the model was not trained for the languages"
    )


DESCRIPTION: Final = Description(
    id="azure_translator",
    modality=Modality.TRANSLATION,
    display_name="Azure AI Translator",
    languages=tuple(LANGUAGES),
    capabilities=TranslationCapabilities(formality=False, glossary=True),
    settings=AzureTranslatorSettings,
    models=(GENERAL,),
    any_model=True,
    account=AzureTranslatorAccount,
)


class AzureTranslator:
    """A model is the category of a custom translator; a glossary works between English and another language."""

    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._answer_s = opening.settings.vendor_answer_s
        self._url = f"{opening.base_url(BASE_URL)}/translate"

    async def translate(self, translation: Translation) -> Translated:
        settings = read_settings(AzureTranslatorSettings, translation.settings)
        source, target = pair_of(LANGUAGES, translation)
        if source == target:
            return Translated(translation.texts)
        headers = account_of(translation.account, AzureTranslatorAccount).headers
        query = {"api-version": "3.0", "from": source, "to": target} | query_of(translation, settings)

        async def ask(texts: Sequence[str]) -> Sequence[str]:
            asking = asked_json(
                self._http,
                "POST",
                self._url,
                field="texts",
                explain=explain,
                params=query,
                headers=headers,
                json=[{"Text": text} for text in texts],
            )
            return [each["translations"][0]["text"] for each in await asking]

        write, read = _markup(translation)
        written = [write(text) for text in translation.texts]
        translated = await in_requests(written, LIMITS, ask, self._answer_s)
        return Translated(tuple(read(each) for each in translated))


def query_of(translation: Translation, settings: AzureTranslatorSettings) -> dict[str, str]:
    return {
        "textType": "html" if translation.glossary else "plain",
        "category": translation.model or GENERAL,
        "profanityAction": settings.profanity_action,
        "allowFallback": flag(on=settings.allow_fallback),
    }


def _markup(translation: Translation) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return how texts are written and translations read."""
    return (marker(translation.glossary), plain) if translation.glossary else (str, str)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[Translator]:
    yield AzureTranslator(opening)
