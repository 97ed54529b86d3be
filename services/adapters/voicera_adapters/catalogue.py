"""Lists the adapters there are, and opens those a process serves."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeVar

from voicera_adapters.contract import (
    Adapter,
    LanguageModel,
    Modality,
    SpeechToText,
    TextToSpeech,
    Translator,
)
from voicera_adapters.interpreting import Interpreter
from voicera_adapters.net import open_http
from voicera_adapters.opening import Opening
from voicera_adapters.realtime import Realtime
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.openai.presets import PRESETS
from voicera_kit.errors import NotFound, invalid
from voicera_kit.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Entry:
    """`module` has `open_adapter(opening)`, an async context manager; what it imports comes with the extra `id`.

    `by_model` is for a translator that is the module's language model, asked to translate.
    """

    id: str
    modality: Modality
    module: str
    by_model: bool = False

    @property
    def is_local(self) -> bool:
        """Tell whether it works without the network."""
        return self.id in LOCAL


LOCAL: Final = frozenset({"espeak", "faster_whisper", "piper", "pocketsphinx", "scripted"})
NETWORK: Final = "network"
"""Stands for every adapter that is not local."""
_MODELS: Final = (
    Entry("anthropic", Modality.LANGUAGE_MODEL, "voicera_adapters.vendors.anthropic"),
    Entry("azure_openai", Modality.LANGUAGE_MODEL, "voicera_adapters.vendors.azure_openai"),
    Entry("bedrock", Modality.LANGUAGE_MODEL, "voicera_adapters.vendors.bedrock"),
    Entry("gemini", Modality.LANGUAGE_MODEL, "voicera_adapters.vendors.gemini"),
    *(Entry(each, Modality.LANGUAGE_MODEL, "voicera_adapters.vendors.openai") for each in PRESETS),
)
_TRANSLATES_ITSELF: Final = "sarvam"
"""Has a service for translation, so that its models need not."""
CATALOGUE: Final = (
    *_MODELS,
    *(
        Entry(each.id, Modality.TRANSLATION, each.module, by_model=True)
        for each in _MODELS
        if each.id != _TRANSLATES_ITSELF
    ),
    Entry("assemblyai", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.assemblyai.speech_to_text"),
    Entry("azure", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.azure.speech_to_text"),
    Entry("azure", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.azure.text_to_speech"),
    Entry("azure_translator", Modality.TRANSLATION, "voicera_adapters.vendors.azure_translator.translation"),
    Entry("bhashini", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.bhashini.speech_to_text"),
    Entry("bhashini", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.bhashini.text_to_speech"),
    Entry("bhashini", Modality.TRANSLATION, "voicera_adapters.vendors.bhashini.translation"),
    Entry("cartesia", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.cartesia.text_to_speech"),
    Entry("deepgram", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.deepgram.speech_to_text"),
    Entry("deepgram", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.deepgram.text_to_speech"),
    Entry("elevenlabs", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.elevenlabs.speech_to_text"),
    Entry("elevenlabs", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.elevenlabs.text_to_speech"),
    Entry("espeak", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.espeak"),
    Entry(
        "faster_whisper", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.faster_whisper.speech_to_text"
    ),
    Entry("gemini", Modality.REALTIME, "voicera_adapters.vendors.gemini.realtime"),
    Entry("google", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.google.speech_to_text"),
    Entry("google", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.google.text_to_speech"),
    Entry("google", Modality.TRANSLATION, "voicera_adapters.vendors.google.translation"),
    Entry(
        "indic_conformer", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.indic_conformer.speech_to_text"
    ),
    Entry("indic_parler", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.indic_parler.text_to_speech"),
    Entry("openai", Modality.REALTIME, "voicera_adapters.vendors.openai.realtime"),
    Entry("openai", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.openai.speech_to_text"),
    Entry("openai", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.openai.text_to_speech"),
    Entry("piper", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.piper.text_to_speech"),
    Entry("pocketsphinx", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.pocketsphinx"),
    Entry("sarvam", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.sarvam.speech_to_text"),
    Entry("sarvam", Modality.TEXT_TO_SPEECH, "voicera_adapters.vendors.sarvam.text_to_speech"),
    Entry("sarvam", Modality.TRANSLATION, "voicera_adapters.vendors.sarvam.translation"),
    Entry("scripted", Modality.LANGUAGE_MODEL, "voicera_adapters.vendors.scripted"),
    Entry("soniox", Modality.SPEECH_TO_TEXT, "voicera_adapters.vendors.soniox.speech_to_text"),
)


class Adapters:
    """The adapters this process serves."""

    def __init__(
        self,
        speech_to_text: Mapping[str, SpeechToText],
        text_to_speech: Mapping[str, TextToSpeech],
        language_model: Mapping[str, LanguageModel],
        translation: Mapping[str, Translator] = MappingProxyType({}),
        realtime: Mapping[str, Realtime] = MappingProxyType({}),
    ) -> None:
        self._speech_to_text = speech_to_text
        self._text_to_speech = text_to_speech
        self._language_model = language_model
        self._translation = translation
        self._realtime = realtime

    def all(self) -> list[Adapter]:
        families = (
            self._speech_to_text,
            self._text_to_speech,
            self._language_model,
            self._translation,
            self._realtime,
        )
        return sorted(
            (each for family in families for each in family.values()), key=lambda each: each.description.id
        )

    def one(self, adapter_id: str, modality: Modality) -> Adapter:
        """Return one adapter, whatever it does; NotFound if it is not served here."""
        for each in self.all():
            if (each.description.id, each.description.modality) == (adapter_id, modality):
                return each
        raise NotFound("adapter", adapter_id)

    def speech_to_text(self, adapter_id: str) -> SpeechToText:
        return _named(self._speech_to_text, adapter_id)

    def text_to_speech(self, adapter_id: str) -> TextToSpeech:
        return _named(self._text_to_speech, adapter_id)

    def language_model(self, adapter_id: str) -> LanguageModel:
        return _named(self._language_model, adapter_id)

    def translation(self, adapter_id: str) -> Translator:
        return _named(self._translation, adapter_id)

    def realtime(self, adapter_id: str) -> Realtime:
        return _named(self._realtime, adapter_id)


Family = TypeVar("Family", bound=Adapter)


def _named(adapters: Mapping[str, Family], adapter_id: str) -> Family:
    if adapter_id in adapters:
        return adapters[adapter_id]
    choices = ", ".join(sorted(adapters)) or "none of this kind"
    raise invalid("adapter", f"must be one of those served here: {choices}")


@asynccontextmanager
async def open_adapters(settings: AdapterSettings) -> AsyncIterator[Adapters]:
    """Raises SettingsError for an adapter that does not exist or whose vendor is not installed."""
    opened: dict[Modality, dict[str, Any]] = {modality: {} for modality in Modality}
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_http(settings))
        for entry in _enabled(settings):
            opened[entry.modality][entry.id] = await _open(entry, Opening(entry.id, settings, http), stack)
        yield Adapters(
            opened[Modality.SPEECH_TO_TEXT],
            opened[Modality.TEXT_TO_SPEECH],
            opened[Modality.LANGUAGE_MODEL],
            opened[Modality.TRANSLATION],
            opened[Modality.REALTIME],
        )


def _enabled(settings: AdapterSettings) -> list[Entry]:
    """Return what is named; a vendor's name stands for all that it does."""
    named = set(settings.adapter_ids)
    known = sorted({entry.id for entry in CATALOGUE} | {NETWORK})
    if unknown := sorted(named.difference(known)):
        raise SettingsError(f"VOICERA_ADAPTERS names {', '.join(unknown)}; there are {', '.join(known)}")
    if not named:
        raise SettingsError(f"VOICERA_ADAPTERS must name at least one of: {', '.join(known)}")
    return [entry for entry in CATALOGUE if entry.id in named or (NETWORK in named and not entry.is_local)]


async def _open(entry: Entry, opening: Opening, stack: AsyncExitStack) -> Any:
    try:
        opened = await stack.enter_async_context(import_module(entry.module).open_adapter(opening))
    except ImportError as error:
        extra = f"voicera-adapters[{entry.id}]"
        raise SettingsError(f"{entry.id} in VOICERA_ADAPTERS needs {error.name}: install {extra}") from None
    return Interpreter(opened, opening.settings.vendor_answer_s) if entry.by_model else opened
