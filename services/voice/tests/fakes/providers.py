"""Providers inside the process: a recognizer that knows what will be said, a synthesizer that hums."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera.ai.v1 import usage_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_voice.audio.format import AudioFormat, Encoding
from voicera_voice.dialogue.interface import Expectation, LanguageModel
from voicera_voice.playback.utterance import WordStart
from voicera_voice.providers.generation import OpenGenerate
from voicera_voice.providers.health import CircuitBreakers, Health
from voicera_voice.providers.interface import Finalize, SegmentAudio, SegmentEnd, SpeechStarted, Transcript
from voicera_voice.providers.kept_translations import KeptTranslations, TranslationStore
from voicera_voice.providers.language_model import ModelChain, TokenDeadlines

MS_PER_CHARACTER = 50
HUM = {Encoding.MULAW: b"\x20", Encoding.PCM_S16LE: b"\x00\x20"}


class FakeRecognizer:
    """Answers every finalize with the next of the `texts` of its call."""

    def __init__(self, world: "FakeProviders", opened: dict) -> None:
        self.world = world
        self.opened = opened
        self.received: list = []
        self.answers: asyncio.Queue[Transcript | ServiceError] = asyncio.Queue()
        self.closed = False

    async def send(self, item) -> None:
        self.received.append(item)
        if isinstance(item, Finalize):
            if isinstance(failure := self.world.next_text(), ServiceError):
                await self.answers.put(failure)
                return
            await self.world.clock.sleep(self.world.recognizer_s)
            text = failure
            if text is not None:
                usage = usage_pb2.Usage(unit=usage_pb2.USAGE_UNIT_AUDIO_SECONDS, quantity=1.5)
                language = self.world.languages.pop(0) if self.world.languages else ""
                await self.answers.put(
                    Transcript(
                        text,
                        True,
                        item.utterance,
                        self.world.confidence,
                        self.world.recognizer_s * 1000,
                        (usage,),
                        language,
                    )
                )

    async def transcripts(self) -> AsyncIterator[Transcript]:
        while True:
            answer = await self.answers.get()
            if isinstance(answer, ServiceError):
                raise answer
            yield answer

    def close(self) -> None:
        self.closed = True

    @property
    def audio(self) -> bytes:
        return b"".join(item for item in self.received if isinstance(item, bytes))

    @property
    def marks(self) -> list:
        return [item for item in self.received if isinstance(item, SpeechStarted | Finalize)]

    @property
    def expectations(self) -> list[Expectation]:
        return [item for item in self.received if isinstance(item, Expectation)]


class FakeSynthesizer:
    """Speaks 50 ms a character, in pieces of 100 ms, as fast as it is asked."""

    def __init__(self, world: "FakeProviders", opened: dict) -> None:
        self.world = world
        self.opened = opened
        self.texts: list[str] = []
        self.cancels = 0
        self.out: asyncio.Queue = asyncio.Queue()
        self.closed = False

    async def speak(self, segment_id: int, text: str) -> None:
        self.texts.append(text)
        form: AudioFormat = self.opened["form"]
        total = form.samples_for_ms(len(text) * MS_PER_CHARACTER)
        piece = form.samples_for_ms(100)
        await self.world.clock.sleep(self.world.synthesizer_s)
        words, at = [], 0
        for word in text.split(" ") if self.world.word_times else []:
            words.append(WordStart(word, at * MS_PER_CHARACTER))
            at += len(word) + 1
        failure = self.world.speech_failures.pop(text, None)
        if failure is not None:
            total = form.samples_for_ms(self.world.fails_after_ms)
        for start in range(0, total, piece):
            audio = HUM[form.encoding] * min(piece, total - start)
            begun = tuple(word for word in words if 0 <= word.start_ms - form.ms_of(start) < 100)
            self.out.put_nowait(SegmentAudio(segment_id, audio, self.world.synthesizer_s * 1000, begun))
        if failure is not None:
            self.out.put_nowait(failure)
            return
        usage = usage_pb2.Usage(unit=usage_pb2.USAGE_UNIT_CHARACTERS, quantity=len(text))
        self.out.put_nowait(SegmentEnd(segment_id, tuple(words), (usage,)))

    async def cancel(self, cancel_id: int) -> None:
        self.cancels += 1

    async def speech(self) -> AsyncIterator:
        while True:
            message = await self.out.get()
            if isinstance(message, ServiceError):
                raise message
            yield message

    def close(self) -> None:
        self.closed = True


def translated(text: str, source: str, target: str) -> str:
    """ "hi:Hello" in "hi" is "Hello" in any other language, and the other way round."""
    mark = f"{source.split('-', maxsplit=1)[0]}:"
    return text.removeprefix(mark) if text.startswith(mark) else f"{target.split('-', maxsplit=1)[0]}:{text}"


@dataclass
class FakeProviders:
    clock: Clock
    texts: list = field(default_factory=list)
    """What the caller will have said, utterance by utterance; an error fails the stream, None stalls it."""
    languages: list[str] = field(default_factory=list)
    """In which language the recognizer will have heard them."""
    confidence: float | None = 0.9
    recognizer_s: float = 0.02
    synthesizer_s: float = 0.03
    open_s: float = 0.01
    word_times: bool = False
    speech_failures: dict[str, ServiceError] = field(default_factory=dict)
    """Texts whose speech breaks off after `fails_after_ms`, once each."""
    fails_after_ms: int = 100
    refused: dict[str, ServiceError] = field(default_factory=dict)
    """Adapters that cannot be opened."""
    open_model: OpenGenerate | None = None
    """Opens calls to the agent's language models, if it has any."""
    translator_s: float = 0.05
    translator_failures: dict[str, list] = field(default_factory=dict)
    """What translators do instead of translating, by adapter: an error, or None to stall."""
    translations: list = field(default_factory=list)
    """The requests."""
    kept_translations: KeptTranslations = field(init=False)
    health: Health = field(init=False)
    recognizers: list[FakeRecognizer] = field(default_factory=list)
    synthesizers: list[FakeSynthesizer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.health = CircuitBreakers(self.clock).of("org_1")
        self.kept_translations = TranslationStore().of("org_1")

    def next_text(self):
        return self.texts.pop(0) if self.texts else ""

    async def recognizer(
        self, choice, language, form, expectation, *, interim, other_languages=()
    ) -> FakeRecognizer:
        await self._open(choice)
        opened = {
            "choice": choice,
            "language": language,
            "form": form,
            "expectation": expectation,
            "interim": interim,
            "other_languages": other_languages,
        }
        self.recognizers.append(FakeRecognizer(self, opened))
        return self.recognizers[-1]

    async def synthesizer(self, choice, language, form) -> FakeSynthesizer:
        await self._open(choice)
        self.synthesizers.append(
            FakeSynthesizer(self, {"choice": choice, "language": language, "form": form})
        )
        return self.synthesizers[-1]

    async def translate(self, request) -> translation_pb2.TranslateResponse:
        """Write the language before every text; what is marked as this source's loses its mark."""
        self.translations.append(request)
        await self.clock.sleep(self.translator_s)
        failures = self.translator_failures.get(request.adapter, [])
        failure = failures.pop(0) if failures else ""
        if failure is None:
            await asyncio.Event().wait()
        if isinstance(failure, ServiceError):
            raise failure
        texts = [translated(text, request.source_language, request.target_language) for text in request.texts]
        return translation_pb2.TranslateResponse(texts=texts, processing_ms=self.translator_s * 1000)

    def language_model(self, choices, listener, hedge_after_s=0.0) -> LanguageModel | None:
        if self.open_model is None:
            return None
        return ModelChain(
            choices,
            self.open_model,
            listener,
            self.clock,
            self.health,
            TokenDeadlines(alone_s=10, replaceable_s=3),
            hedge_after_s,
        )

    async def _open(self, choice) -> None:
        await self.clock.sleep(self.open_s)
        if choice.adapter in self.refused:
            raise self.refused[choice.adapter]
