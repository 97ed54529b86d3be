"""Goes through an agent's providers of one kind, from the preferred one on."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError

_WINDOW_S = 60.0


class _Choice(Protocol):
    @property
    def adapter(self) -> str: ...


AnyChoice = TypeVar("AnyChoice", bound=_Choice)


class ProviderFailureListener(Protocol):
    def on_provider_failed(self, modality: str, adapter: str, error: ServiceError) -> None: ...

    def on_providers_exhausted(self, modality: str) -> None:
        """No provider of this kind is left: the call cannot go on."""


class Chain(Generic[AnyChoice]):
    """Gives the next provider after a failure, around the list, until one more than there are failed in a minute."""

    def __init__(
        self, modality: str, choices: Sequence[AnyChoice], listener: ProviderFailureListener, clock: Clock
    ) -> None:
        self._modality = modality
        self._choices = choices
        self._listener = listener
        self._clock = clock
        self._failures: list[float] = []
        self._position = 0

    @property
    def current(self) -> AnyChoice:
        return self._choices[self._position % len(self._choices)]

    def advance(self, error: ServiceError) -> bool:
        """Report the failure of the current provider; False if no other is left."""
        now = self._clock.monotonic()
        self._listener.on_provider_failed(self._modality, self.current.adapter, error)
        self._failures = [*(at for at in self._failures if now - at < _WINDOW_S), now]
        self._position += 1
        if len(self._failures) > len(self._choices):
            self._listener.on_providers_exhausted(self._modality)
            return False
        return True
