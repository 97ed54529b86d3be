"""Recognizes with a server of AI4Bharat's IndicConformer over this protocol, one request for what is said at once.

The client sends POST /transcribe with JSON: {"language": "hi", "decoder": "rnnt" or "ctc", "audio": Base64 of mono
16-bit little-endian PCM at 16 kHz}, and the server answers {"text": what was said}. What several callers said in the
same language within 30 ms comes as one request with "audios", a list of at most 16, instead of "audio"; the answer is
{"texts": [one for each, in order]}. A refusal is a status of HTTP. The client hanging up means stop. With a key the
client sends "Authorization: Bearer ...".
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from voicera_adapters.account import Account
from voicera_adapters.accounts import account_of
from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import (
    Description,
    Emit,
    Expectation,
    Modality,
    Recognizer,
    RecognizerOptions,
    SpeechToText,
    SpeechToTextCapabilities,
    Transcript,
)
from voicera_adapters.languages import alike, code_in
from voicera_adapters.net import asked_json, not_understood, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.segments import SegmentedRecognizer
from voicera_adapters.vendors.indic_conformer.batches import Batches

BASE_URL: Final = "http://127.0.0.1:8094"
LANGUAGES: Final = MappingProxyType(
    alike("as bn brx doi gu hi kn kok ks mai ml mni mr ne or pa sa sat sd ta te ur")
)
"""BCP-47 to IndicConformer's codes; English is not among them."""
_WANTED: Final = AudioFormat(Encoding.PCM_S16LE, 16_000)

Decoder = Literal["rnnt", "ctc"]


class IndicConformerAccount(Account):
    """Of a server that may want no key."""

    api_key: SecretStr = SecretStr("")

    @property
    def headers(self) -> dict[str, str]:
        key = self.api_key.get_secret_value()
        return {"Authorization": f"Bearer {key}"} if key else {}


class IndicConformerSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    decoder: Decoder = Field(
        default="rnnt", title="Decoder", description="rnnt is more exact, ctc is faster."
    )


DESCRIPTION: Final = Description(
    id="indic_conformer",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="IndicConformer",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=False,
        phrase_hints=False,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(_WANTED.sample_rate_hz,),
    ),
    settings=IndicConformerSettings,
    account=IndicConformerAccount,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What utterances have in common that are asked about together."""

    language: str
    decoder: Decoder
    account: IndicConformerAccount


class IndicConformer:
    def __init__(self, opening: Opening) -> None:
        self.description = replace(DESCRIPTION, server=opening.base_url(BASE_URL))
        self._http = opening.http
        self._answer_s = opening.settings.vendor_answer_s
        self._url = f"{opening.base_url(BASE_URL)}/transcribe"
        self._batches: Batches[Wanted] = Batches(self._ask)

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        del emit
        wanted = Wanted(
            code_in(LANGUAGES, options.language),
            read_settings(IndicConformerSettings, options.settings).decoder,
            account_of(options.account, IndicConformerAccount),
        )

        async def transcribe(audio: bytes, expectation: Expectation) -> Transcript:
            del expectation
            text = await self._batches.transcribe(wanted, audio)
            return Transcript(text.strip(), final=True)

        yield SegmentedRecognizer(options.format, _WANTED, transcribe, options.expectation)

    async def _ask(self, wanted: Wanted, audios: Sequence[bytes]) -> Sequence[str]:
        with telling_failures():
            async with asyncio.timeout(self._answer_s):
                answer = await asked_json(
                    self._http,
                    "POST",
                    self._url,
                    field="audio",
                    headers=wanted.account.headers,
                    json=request_of(wanted, audios),
                )
            texts = answer["texts"] if len(audios) > 1 else [answer["text"]]
            if len(texts) != len(audios) or not all(isinstance(each, str) for each in texts):
                raise not_understood()
            return list(texts)


def request_of(wanted: Wanted, audios: Sequence[bytes]) -> dict[str, Any]:
    packed = [base64.b64encode(audio).decode() for audio in audios]
    audio: dict[str, Any] = {"audios": packed} if len(packed) > 1 else {"audio": packed[0]}
    return {"language": wanted.language, "decoder": wanted.decoder} | audio


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    yield IndicConformer(opening)
