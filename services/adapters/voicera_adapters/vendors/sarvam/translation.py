"""Translates with Sarvam (/translate), one text a request: Mayura for eleven languages, Sarvam-Translate for all."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.accounts import account_of
from voicera_adapters.contract import (
    Description,
    Formality,
    Modality,
    Translated,
    Translation,
    TranslationCapabilities,
    Translator,
)
from voicera_adapters.net import asked_json
from voicera_adapters.opening import Opening
from voicera_adapters.pieces import in_pieces
from voicera_adapters.read import read_settings
from voicera_adapters.translating import Limits, in_requests, pair_of
from voicera_adapters.vendors.sarvam.account import SarvamAccount, explain, speech_url
from voicera_kit.errors import invalid

MAYURA: Final = "mayura:v1"
SARVAM_TRANSLATE: Final = "sarvam-translate:v1"
_MAYURAS: Final = {"en-IN": "en-IN", "or": "od-IN"} | {
    each: f"{each}-IN" for each in ("en", "bn", "gu", "hi", "kn", "ml", "mr", "pa", "ta", "te")
}
_OTHERS: Final = ("as", "brx", "doi", "kok", "ks", "mai", "mni", "ne", "sa", "sat", "sd", "ur")
LANGUAGES: Final = MappingProxyType(_MAYURAS | {each: f"{each}-IN" for each in _OTHERS})
"""BCP-47 to Sarvam's codes."""
MAYURA_CODES: Final = frozenset(_MAYURAS.values())
LONGEST: Final = MappingProxyType({MAYURA: 1_000, SARVAM_TRANSLATE: 2_000})
_ONE: Final = Limits(texts=1, characters=max(LONGEST.values()))

Mode = Literal["formal", "classic-colloquial", "modern-colloquial", "code-mixed"]


class SarvamSettings(BaseModel):
    """Absent means Sarvam's default; Sarvam-Translate heeds `numerals_format` alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(
        default="formal", title="Style", description="Mayura only; a tone asked for with the text goes first."
    )
    speaker_gender: Literal["Male", "Female"] | None = Field(
        default=None, title="Gender of who speaks", description="Mayura only."
    )
    output_script: Literal["roman", "fully-native", "spoken-form-in-native"] | None = Field(
        default=None, title="Script", description="Mayura only; absent means that of the language."
    )
    numerals_format: Literal["international", "native"] = Field(default="international", title="Numerals")


DESCRIPTION: Final = Description(
    id="sarvam",
    modality=Modality.TRANSLATION,
    display_name="Sarvam Translate",
    languages=tuple(LANGUAGES),
    capabilities=TranslationCapabilities(formality=True, glossary=False),
    settings=SarvamSettings,
    models=tuple(LONGEST),
    account=SarvamAccount,
    model_languages=MappingProxyType({MAYURA: tuple(_MAYURAS)}),
)


class SarvamTranslation:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._answer_s = opening.settings.vendor_answer_s
        self._url = f"{speech_url(opening)}/translate"

    async def translate(self, translation: Translation) -> Translated:
        settings = read_settings(SarvamSettings, translation.settings)
        source, target = pair_of(LANGUAGES, translation)
        if source == target:
            return Translated(translation.texts)
        headers = account_of(translation.account, SarvamAccount).headers
        model = model_of(translation, source, target)
        how = {"source_language_code": source, "target_language_code": target, "model": model}
        how |= manner(model, translation.formality, settings)

        async def ask(request: Sequence[str]) -> Sequence[str]:
            (piece,) = request
            return [await self._asked(headers, {"input": piece.strip()} | how)]

        return Translated(
            await in_pieces(
                translation.texts,
                LONGEST[model],
                lambda pieces: in_requests(pieces, _ONE, ask, self._answer_s),
            )
        )

    async def _asked(self, headers: Mapping[str, str], request: Mapping[str, str]) -> str:
        answer = await asked_json(
            self._http, "POST", self._url, field="texts", explain=explain, headers=headers, json=request
        )
        text: str = answer["translated_text"]
        return text


def model_of(translation: Translation, source: str, target: str) -> str:
    """Return the model asked for, or else Mayura, Sarvam's default, where it knows both languages."""
    is_known = {source, target} <= MAYURA_CODES
    if translation.model == MAYURA and not is_known:
        field = "source_language" if source not in MAYURA_CODES else "target_language"
        raise invalid(field, f"is none that Mayura translates: choose {SARVAM_TRANSLATE}")
    return translation.model or (MAYURA if is_known else SARVAM_TRANSLATE)


def manner(model: str, formality: Formality, settings: SarvamSettings) -> Mapping[str, str]:
    how = {"numerals_format": settings.numerals_format}
    if model == MAYURA:
        optional = settings.model_dump(include={"speaker_gender", "output_script"}, exclude_none=True)
        how |= {"mode": mode_of(formality, settings.mode)} | optional
    return how


def mode_of(formality: Formality, mode: Mode) -> Mode:
    """Every style but one is informal."""
    if formality is Formality.FORMAL:
        return "formal"
    return "modern-colloquial" if formality is Formality.INFORMAL and mode == "formal" else mode


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[Translator]:
    yield SarvamTranslation(opening)
