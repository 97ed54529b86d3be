"""Reaches the AI adapters over the mesh, each through the pool that serves it."""

from collections.abc import Sequence

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import language_model_service_pb2_grpc as lm_grpc
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as stt_grpc
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera.ai.v1 import translation_service_pb2_grpc as translation_grpc
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock
from voicera_voice.audio.format import AudioFormat
from voicera_voice.dialogue.interface import Expectation, LanguageModel
from voicera_voice.providers.catalog import POOL_KEY, AdapterCatalog
from voicera_voice.providers.chain import ProviderListener
from voicera_voice.providers.health import Health
from voicera_voice.providers.interface import RecognizerStream, SynthesizerStream
from voicera_voice.providers.kept_translations import KeptTranslations
from voicera_voice.providers.language_model import ModelChain, TokenDeadlines
from voicera_voice.providers.speech_to_text import RecognizeCall
from voicera_voice.providers.text_to_speech import SynthesizeCall


class MeshProviders:
    """The providers of one organization."""

    def __init__(
        self,
        mesh: Mesh,
        catalog: AdapterCatalog,
        organization_id: str,
        clock: Clock,
        health: Health,
        tokens: TokenDeadlines,
        kept_translations: KeptTranslations,
    ) -> None:
        self.health = health
        self.kept_translations = kept_translations
        self._mesh = mesh
        self._catalog = catalog
        self._organization_id = organization_id
        self._clock = clock
        self._tokens = tokens
        self._recognizers = mesh.stub(stt_grpc.SpeechToTextServiceStub)
        self._synthesizers = mesh.stub(tts_grpc.TextToSpeechServiceStub)
        self._models = mesh.stub(lm_grpc.LanguageModelServiceStub)
        self._translators = mesh.stub(translation_grpc.TranslationServiceStub)

    async def recognizer(
        self,
        choice: spec_pb2.SpeechToTextChoice,
        language: str,
        form: AudioFormat,
        expectation: Expectation,
        *,
        interim: bool,
        other_languages: Sequence[str] = (),
    ) -> RecognizerStream:
        metadata = await self._metadata(catalog_pb2.MODALITY_SPEECH_TO_TEXT, choice.adapter)
        detectable = self._catalog.detectable(choice.adapter, other_languages)
        call = self._recognizers.Recognize(metadata=metadata)
        return await RecognizeCall.open(
            call, choice, language, form, expectation, interim=interim, other_languages=detectable
        )

    async def synthesizer(
        self, choice: spec_pb2.TextToSpeechChoice, language: str, form: AudioFormat
    ) -> SynthesizerStream:
        metadata = await self._metadata(catalog_pb2.MODALITY_TEXT_TO_SPEECH, choice.adapter)
        call = self._synthesizers.Synthesize(metadata=metadata)
        return await SynthesizeCall.open(call, choice, language, form)

    async def translate(self, request: translation_pb2.TranslateRequest) -> translation_pb2.TranslateResponse:
        metadata = await self._metadata(catalog_pb2.MODALITY_TRANSLATION, request.adapter)
        return await self._translators.Translate(request, metadata=metadata)

    def language_model(
        self,
        choices: Sequence[spec_pb2.LanguageModelChoice],
        listener: ProviderListener,
        hedge_after_s: float = 0.0,
    ) -> LanguageModel | None:
        if not choices:
            return None
        return ModelChain(
            tuple(choices), self._generate, listener, self._clock, self.health, self._tokens, hedge_after_s
        )

    async def _generate(self, adapter: str, request: lm_pb2.GenerateRequest) -> object:
        metadata = await self._metadata(catalog_pb2.MODALITY_LANGUAGE_MODEL, adapter)
        return self._models.Generate(request, metadata=metadata)

    async def _metadata(self, modality: int, adapter: str) -> tuple[tuple[str, str], ...]:
        pool = await self._catalog.pool_of(modality, adapter)
        return (*await self._mesh.authorize(self._organization_id), (POOL_KEY, pool))
