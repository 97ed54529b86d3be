"""Tries an adapter with one short, real round trip: a word understood, spoken, answered or translated."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from importlib import resources
from time import monotonic
from typing import Any, Final

from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Description,
    Expectation,
    Generation,
    Message,
    Modality,
    RecognizerOptions,
    Role,
    SynthesizerOptions,
    Transcript,
    Translation,
)
from voicera_adapters.health import Asking, Health
from voicera_adapters.net import not_understood, too_late
from voicera_adapters.read import read_settings
from voicera_adapters.realtime import AnswerAudio, AnswerEnd, AnswerText, TalkOptions
from voicera_adapters.servicers.fields import check_available, check_language, check_model, check_voice
from voicera_kit.errors import ServiceError
from voicera_kit.greetings import greeting_in

DEADLINE_S: Final = 15.0
SAID: Final = "good morning"
QUESTION: Final = "Answer with one word: what color is a clear sky?"
_PHONE: Final = AudioFormat(Encoding.MULAW, 8_000)
_WIDE: Final = AudioFormat(Encoding.PCM_S16LE, 24_000)
_BLOCK_BYTES: Final = 800
_BLOCK_S: Final = 0.1
"""Vendors refuse audio that comes much faster than it is spoken."""
_LONGEST_RESULT: Final = 200
_ANY_LANGUAGE: Final = "*"
_ENGLISH, _HINDI = "en", "hi"
_WORDS: Final = {_ENGLISH: "Welcome", _HINDI: "स्वागत"}


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try; empty means the vendor's default, or the first the adapter has."""

    adapter: str
    modality: Modality
    model: str
    voice: str
    language: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went; `failure` is None if a result came. Recognition is timed from the end of the speech."""

    first_byte_ms: float
    total_ms: float
    result: str = ""
    failure: ServiceError | None = None


class Prober:
    def __init__(self, adapters: Adapters, accounts: Accounts, health: Health) -> None:
        self._adapters = adapters
        self._accounts = accounts
        self._health = health
        self._ways: Mapping[Modality, Callable[[Trial, Account, Asking], Awaitable[str]]] = {
            Modality.SPEECH_TO_TEXT: self._recognize,
            Modality.TEXT_TO_SPEECH: self._speak,
            Modality.LANGUAGE_MODEL: self._answer,
            Modality.TRANSLATION: self._translate,
            Modality.REALTIME: self._talk,
        }

    async def probe(self, trial: Trial) -> Outcome:
        """Raises NotFound or InvalidArgument for what cannot be tried; whatever fails then is an outcome."""
        description = self._adapters.one(trial.adapter, trial.modality).description
        trial = checked(trial, description)
        began, asking = monotonic(), self._health.of(description).asked()
        result = ""
        failure: ServiceError | None = None
        try:
            check_available(description)
            account = await self._accounts.of(description)
            with asking:
                async with asyncio.timeout(DEADLINE_S):
                    result = await self._ways[trial.modality](trial, account, asking)
        except TimeoutError:
            failure = too_late()
        except ServiceError as error:
            failure = error
        total_ms = (monotonic() - began) * 1000
        return Outcome(asking.first_byte_ms or 0.0, total_ms, result[:_LONGEST_RESULT], failure)

    async def _recognize(self, trial: Trial, account: Account, asking: Asking) -> str:
        adapter = self._adapters.speech_to_text(trial.adapter)
        options = RecognizerOptions(
            model=trial.model,
            language=trial.language,
            format=_PHONE,
            interim_results=False,
            settings=trial.settings,
            expectation=Expectation((SAID,)),
            account=account,
        )
        async with adapter.recognizer(options, _ignore) as recognizer:
            await recognizer.speech_started()
            for at in range(0, len(speech()), _BLOCK_BYTES):
                await recognizer.hear(speech()[at : at + _BLOCK_BYTES])
                await asyncio.sleep(_BLOCK_S)
            asking.begins()
            understood = (await recognizer.finalize()).text.strip()
            if not understood and _bare(trial.language) == _ENGLISH:
                raise not_understood()
            asking.answered()
        return understood

    async def _speak(self, trial: Trial, account: Account, asking: Asking) -> str:
        adapter = self._adapters.text_to_speech(trial.adapter)
        options = SynthesizerOptions(
            voice=trial.voice,
            language=trial.language,
            format=_WIDE,
            speaking_rate=1.0,
            settings=trial.settings,
            account=account,
        )
        size = 0
        async with (
            adapter.synthesizer(options) as synthesizer,
            aclosing(synthesizer.speak(greeting_in(trial.language))) as pieces,
        ):
            async for piece in pieces:
                if isinstance(piece, bytes) and piece:
                    asking.answered()
                    size += len(piece)
        if not size:
            raise not_understood()
        return f"{_WIDE.duration_ms(size) / 1000:.1f} s of speech"

    async def _answer(self, trial: Trial, account: Account, asking: Asking) -> str:
        adapter = self._adapters.language_model(trial.adapter)
        generation = Generation(
            model=trial.model,
            messages=(Message(Role.USER, QUESTION),),
            settings=trial.settings,
            account=account,
        )
        said = ""
        async with aclosing(adapter.generate(generation)) as deltas:
            async for delta in deltas:
                if isinstance(delta, str):
                    said += delta
                if said.strip():
                    asking.answered()
                if len(said) > _LONGEST_RESULT:
                    break
        return _something(said)

    async def _translate(self, trial: Trial, account: Account, asking: Asking) -> str:
        adapter = self._adapters.translation(trial.adapter)
        source = _HINDI if _bare(trial.language) == _ENGLISH else _ENGLISH
        translation = Translation(
            model=trial.model,
            texts=(_WORDS[source],),
            source_language=source,
            target_language=trial.language,
            settings=trial.settings,
            account=account,
        )
        translated = await adapter.translate(translation)
        if len(translated.texts) != 1:
            raise not_understood()
        result = _something(translated.texts[0])
        asking.answered()
        return result

    async def _talk(self, trial: Trial, account: Account, asking: Asking) -> str:
        adapter = self._adapters.realtime(trial.adapter)
        options = TalkOptions(
            model=trial.model,
            voice=trial.voice,
            language=trial.language,
            format=_WIDE,
            instructions="",
            tools=(),
            messages=(),
            temperature=None,
            settings=trial.settings,
            account=account,
        )
        said = ""
        async with adapter.talk(options) as talk, aclosing(talk.events()) as events:
            asking.begins()
            await talk.say(Message(Role.USER, QUESTION))
            async for event in events:
                if isinstance(event, AnswerAudio):
                    asking.answered()
                elif isinstance(event, AnswerText):
                    said += event.delta
                elif isinstance(event, AnswerEnd):
                    break
        if asking.first_byte_ms is None:
            raise not_understood()
        return said.strip()


def checked(trial: Trial, description: Description) -> Trial:
    """Return it with a language; raises InvalidArgument for what the adapter does not have."""
    check_model(description, trial.model)
    check_voice(description, trial.voice)
    if trial.language:
        check_language(description, trial.language)
    read_settings(description.settings, trial.settings)
    language = trial.language or _language_of(description, trial.voice)
    return Trial(trial.adapter, trial.modality, trial.model, trial.voice, language, trial.settings)


def _language_of(description: Description, voice: str) -> str:
    """Return the voice's language, or else the first of the adapter."""
    spoken = (each.language for each in description.voices if each.id == voice and each.language)
    first = next(spoken, next(iter(description.languages), _ANY_LANGUAGE))
    return _ENGLISH if first == _ANY_LANGUAGE else first


def _something(said: str) -> str:
    """Return what was said; raises Unavailable if that is nothing."""
    if not said.strip():
        raise not_understood()
    return said.strip()


def _bare(language: str) -> str:
    return language.partition("-")[0].lower()


def _ignore(transcript: Transcript) -> None:
    del transcript


@cache
def speech() -> bytes:
    """Return somebody saying SAID, as mu-law at 8 kHz."""
    return resources.files("voicera_adapters").joinpath("good_morning.ulaw").read_bytes()
