"""Goes through an agent's providers of one kind, from the preferred one on."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

import grpc

from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError

_WINDOW_S = 60.0
_SPARE_FAILURES = 4
_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 2.0
_LASTING = frozenset({
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
})
"""Asking again will not help."""


class _Choice(Protocol):
    @property
    def adapter(self) -> str: ...


AnyChoice = TypeVar("AnyChoice", bound=_Choice)


class ProviderFailureListener(Protocol):
    def on_provider_failed(self, modality: str, adapter: str, error: ServiceError) -> None: ...

    def on_providers_exhausted(self, modality: str) -> None:
        """No provider of this kind is left: the call cannot go on."""


class Chain(Generic[AnyChoice]):
    """Rotates through the providers as they fail; one whose failure lasts is not tried again."""

    def __init__(
        self, modality: str, choices: Sequence[AnyChoice], listener: ProviderFailureListener, clock: Clock
    ) -> None:
        self._modality = modality
        self._choices = list(choices)
        self._listener = listener
        self._clock = clock
        self._failures: list[float] = []

    @property
    def current(self) -> AnyChoice:
        return self._choices[0]

    async def go_through(self, serve: Callable[[], Awaitable[None]]) -> None:
        """Serve with the current provider until it fails, then with the next; return only when none is left."""
        while True:
            try:
                await serve()
            except TimeoutError:
                failure: ServiceError = DeadlineExceeded("the provider did not get ready or read in time")
            except ServiceError as error:
                failure = error
            if not await self.advance(failure):
                return

    async def advance(self, error: ServiceError) -> bool:
        """Report the failure of the current provider and wait before one is asked again; False if none is left."""
        failed = self._choices.pop(0)
        self._listener.on_provider_failed(self._modality, failed.adapter, error)
        now = self._clock.monotonic()
        self._failures = [*(at for at in self._failures if now - at < _WINDOW_S), now]
        if error.code not in _LASTING:
            self._choices.append(failed)
        again = len(self._failures) - len(self._choices)
        if not self._choices or again > _SPARE_FAILURES:
            self._listener.on_providers_exhausted(self._modality)
            return False
        if again >= 0:
            await self._clock.sleep(min(_FIRST_PAUSE_S * 2**again, _LONGEST_PAUSE_S))
        return True
