"""Knows which of the agent's languages the caller speaks, and when that has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicera_kit.languages import best_match
from voicera_voice.dialogue.words import words_of
from voicera_voice.languages.profiles import Profile

SURE = 0.8
"""How sure a recognizer must be of a single word for the conversation to change its language."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller said in one turn, and its language as the recognizer named it; empty if it did not."""

    text: str
    language: str
    confidence: float | None


class CallerLanguage:
    """Follows the caller.

    One turn in another of the agent's languages is enough if it has at least two words; a single word ("okay", a name)
    is so only if the recognizer says that it is sure. What is in none of the agent's languages changes nothing.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = {profile.language: profile for profile in profiles}
        self._current = profiles[0]

    @property
    def current(self) -> str:
        return self._current.language

    @property
    def profile(self) -> Profile:
        return self._current

    def of(self, heard: Heard) -> str:
        """Return in which of the agent's languages this is to be understood: the one spoken now if in none of them."""
        return self._match(heard.language) or self.current

    def follow(self, heard: Heard) -> bool:
        """Return True if the conversation goes on in another language from here on."""
        match = self._match(heard.language)
        if match in {"", self.current} or not _is_telling(heard):
            return False
        self._current = self._profiles[match]
        return True

    def _match(self, code: str) -> str:
        """Of two languages that a code may mean, the one spoken now comes first."""
        return best_match(code, (self.current, *self._profiles))


def _is_telling(heard: Heard) -> bool:
    words = len(words_of(heard.text))
    return words > 1 or (words == 1 and heard.confidence is not None and heard.confidence >= SURE)
