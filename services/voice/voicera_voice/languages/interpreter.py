"""Stands between the language the caller speaks and the one the agent thinks in."""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from typing import Protocol

from voicera.agents.v1 import spec_pb2
from voicera_kit.languages import best_match, same_language
from voicera_voice.dialogue.interface import Expectation, Say, Wording
from voicera_voice.languages.caller import CallerLanguage, Heard
from voicera_voice.languages.profiles import Profile
from voicera_voice.providers.translation import Translated, Way
from voicera_voice.speech.normalize import speakable

_LONGEST = 4000
"""Characters given to a translator at once; the contract allows 5000."""

Follow = Callable[[Profile, Profile], None]
"""Takes the profile before, and that of the conversation from here on."""


class Translator(Protocol):
    async def translate(self, text: str, way: Way, *, keep: bool = False) -> Translated:
        """Raises NoTranslatorLeftError."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the caller said, for the dialogue: `translated` is empty if that is in its language.

    `language` is one of the agent's, or another one that the recognizer named.
    """

    language: str
    translated: str = ""
    processing_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Worded:
    """What to speak: `meant` is what it translates, empty if it is spoken as it was meant."""

    text: str
    meant: str = ""
    processing_ms: float = 0.0


class Interpreter:
    """Translates if the agent has translators and the caller does not speak the language it thinks in."""

    def __init__(
        self,
        caller: CallerLanguage,
        follow: Follow,
        spec: spec_pb2.AgentSpec,
        translator: Translator | None,
    ) -> None:
        self._caller = caller
        self._follow = follow
        self._vocabulary = tuple(spec.vocabulary)
        self._translation = spec.translation
        self._translator = translator
        self._written = spec.translation.language or spec.language

    @property
    def language(self) -> str:
        """The caller's."""
        return self._caller.current

    async def understand(self, heard: Heard) -> Understood:
        """Follow the caller to the language of a turn, and return it for the dialogue; raises NoTranslatorLeftError."""
        before = self._caller.profile
        if self._caller.follow(heard):
            self._follow(before, self._caller.profile)
        language = self._caller.of(heard)
        named = language if same_language(language, heard.language or language) else heard.language
        if not heard.text or self._translator is None or same_language(language, self._written):
            return Understood(named)
        terms = {translated: term for term, translated in self._terms(language).items()}
        way = Way(language, self._written, glossary=terms)
        answers = [await self._translator.translate(text, way) for text in wrap(heard.text, _LONGEST)]
        processing_ms = sum(answer.processing_ms for answer in answers)
        return Understood(named, " ".join(answer.text for answer in answers), processing_ms)

    async def word(self, say: Say) -> Worded:
        """Return a piece of the agent's in the caller's language; raises NoTranslatorLeftError."""
        if self._translator is None or say.wording is Wording.SPOKEN or not self._translates():
            return Worded(say.text)
        answer = await self._translator.translate(
            say.text, self._outwards(), keep=say.wording is Wording.FIXED
        )
        return Worded(speakable(answer.text) or say.text, say.text, answer.processing_ms)

    def expectation(self, expectation: Expectation) -> Expectation:
        """Return what to tell the recognizer: phrases in another language than the caller's would mislead it."""
        if self._translator is None or not self._translates():
            return expectation
        return Expectation(self._vocabulary, takes_digits=expectation.takes_digits)

    def _translates(self) -> bool:
        return not same_language(self._caller.current, self._written)

    def _outwards(self) -> Way:
        language = self._caller.current
        return Way(self._written, language, self._translation.formality, self._terms(language))

    def _terms(self, language: str) -> dict[str, str]:
        glossaries = self._translation.glossaries
        match = best_match(language, sorted(glossaries))
        return dict(glossaries[match].terms) if match else {}
