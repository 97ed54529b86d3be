"""Translates over `ai.v1.TranslationService`, by the first of the agent's translators that answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable
from voicera_voice.providers.chain import Chain
from voicera_voice.providers.kept_translations import KeptTranslations

MODALITY = "translation"
MALFORMED_TRANSLATION = "MALFORMED_TRANSLATION"
"""Why a translator failed that answered with nothing, or with another number of texts than it was given."""

Request = translation_pb2.TranslateRequest
Ask = Callable[[Request], Awaitable[translation_pb2.TranslateResponse]]


class NoTranslatorLeftError(Exception):
    """The call cannot go on; its end was asked for."""


@dataclass(frozen=True, slots=True)
class Way:
    """From which language into which, BCP-47, and how."""

    source: str
    target: str
    formality: translation_pb2.Formality.ValueType = translation_pb2.FORMALITY_UNSPECIFIED
    glossary: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Translated:
    """`processing_ms` is the time inside the adapter, as it reported; 0 for what was kept."""

    text: str
    processing_ms: float = 0.0


class TranslatorChain:
    """One text at a time: what is said next must not wait for what is said later."""

    def __init__(
        self, choices: Chain[spec_pb2.TranslationChoice], ask: Ask, kept: KeptTranslations, clock: Clock
    ) -> None:
        self._choices = choices
        self._ask = ask
        self._kept = kept
        self._clock = clock
        self._begun = False
        self._lost = False

    async def translate(self, text: str, way: Way, *, keep: bool = False) -> Translated:
        """Return the translation; NoTranslatorLeftError if there is nobody left to ask.

        `keep` says that other calls will need it too, and that nothing in it is about this one.
        """
        if not self._begun:
            self._begun = True
            self._choices.begin()
        while not self._lost:
            choice = self._choices.current
            request = _request(choice, text, way)
            if keep and (known := self._kept.find(request)):
                return Translated(known)
            try:
                return await self._answered(request, keep=keep)
            except ServiceError as error:
                failure = error
            if choice is self._choices.current:
                self._lost = not await self._choices.advance(failure)
        raise NoTranslatorLeftError

    async def _answered(self, request: Request, *, keep: bool) -> Translated:
        try:
            async with self._clock.timeout(self._choices.deadlines.answer_s):
                response = await self._ask(request)
        except TimeoutError:
            raise DeadlineExceeded("the translator did not answer in time") from None
        if len(response.texts) != 1 or not response.texts[0].strip():
            raise Unavailable(
                "the translator left out what it was to translate", reason=MALFORMED_TRANSLATION
            )
        self._choices.is_ready()
        self._choices.succeeded()
        self._choices.used(request.model, response.usage)
        if keep:
            self._kept.add(request, response.texts[0])
        return Translated(response.texts[0], response.processing_ms)


def _request(choice: spec_pb2.TranslationChoice, text: str, way: Way) -> Request:
    return Request(
        adapter=choice.adapter,
        model=choice.model,
        texts=[text],
        source_language=way.source,
        target_language=way.target,
        formality=way.formality,
        glossary=way.glossary,
        settings=choice.settings if choice.HasField("settings") else None,
    )
