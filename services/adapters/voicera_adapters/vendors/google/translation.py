"""Translates with Cloud Translation Basic (/language/translate/v2), which takes API keys; Advanced does not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

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
from voicera_adapters.net import asked_json, quota_exhausted, refusal
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.translating import Limits, in_requests, pair_of
from voicera_adapters.vendors.google.account import GoogleAccount, explain
from voicera_kit.errors import ServiceError

BASE_URL: Final = "https://translation.googleapis.com"
MODELS: Final = ("nmt",)
_INDIAN: Final = alike("as bn doi gu hi kn mai ml mr ne or pa sa sat sd ta te ur")
_OTHER: Final = alike("ar bho de es fa fr id it ja ko lus ms my nl pl pt ru si th tr uk vi zh-CN zh-TW")
LANGUAGES: Final = MappingProxyType(
    {"en": "en", "en-IN": "en", "kok": "gom", "mni": "mni-Mtei"} | _INDIAN | _OTHER
)
"""BCP-47 to Google's codes; Bodo and Kashmiri are not among them."""
LIMITS: Final = Limits(texts=128, characters=5_000)
_QUOTA: Final = frozenset({"dailyLimitExceeded", "quotaExceeded"})
_RATE: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})


class GoogleSettings(BaseModel):
    """Cloud Translation Basic takes none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


DESCRIPTION: Final = Description(
    id="google",
    modality=Modality.TRANSLATION,
    display_name="Google Cloud Translation",
    languages=tuple(LANGUAGES),
    capabilities=TranslationCapabilities(formality=False, glossary=False),
    settings=GoogleSettings,
    models=MODELS,
    account=GoogleAccount,
)


class GoogleTranslation:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._answer_s = opening.settings.vendor_answer_s
        self._url = f"{opening.base_url(BASE_URL)}/language/translate/v2"

    async def translate(self, translation: Translation) -> Translated:
        read_settings(GoogleSettings, translation.settings)
        source, target = pair_of(LANGUAGES, translation)
        if source == target:
            return Translated(translation.texts)
        headers = account_of(translation.account, GoogleAccount).headers
        model = translation.model or MODELS[0]
        how = {"source": source, "target": target, "format": "text", "model": model}

        async def ask(texts: Sequence[str]) -> Sequence[str]:
            return await self._asked(headers, {"q": list(texts)} | how)

        return Translated(await in_requests(translation.texts, LIMITS, ask, self._answer_s))

    async def _asked(self, headers: Mapping[str, str], request: Mapping[str, Any]) -> list[str]:
        answer = await asked_json(
            self._http, "POST", self._url, field="texts", explain=explained, headers=headers, json=request
        )
        return [each["translatedText"] for each in answer["data"]["translations"]]


def explained(status: int, body: Any) -> ServiceError | None:
    """Tell used-up quotas and too many requests, which may come as 403, from rejected keys."""
    reasons = {each.get("reason") for each in body["error"].get("errors", ())}
    if reasons & _QUOTA:
        return quota_exhausted()
    if status == HTTPStatus.FORBIDDEN and reasons & _RATE:
        return refusal(HTTPStatus.TOO_MANY_REQUESTS)
    return explain(status, body)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[Translator]:
    yield GoogleTranslation(opening)
