"""Goes through an agent's providers of one kind, from the preferred one on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from voicera.ai.v1 import usage_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError
from voicera_voice.providers.health import LASTING, Health, Provider, provider_of

_WINDOW_S = 60.0
_SPARE_FAILURES = 4
_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 2.0
CIRCUIT_OPEN = "CIRCUIT_OPEN"
"""Why a provider was passed over that other calls had found failing."""


class _Choice(Protocol):
    @property
    def adapter(self) -> str: ...


AnyChoice = TypeVar("AnyChoice", bound=_Choice)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a provider may take, in seconds."""

    ready_s: float
    """To say that it is ready."""
    answer_s: float
    """For what is due next of it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A provider that another can stand in for is waited for less than one that is alone."""

    alone: Deadlines
    replaceable: Deadlines


@dataclass(frozen=True, slots=True)
class ProviderSwitch:
    """Another provider has taken over, `after_ms` after the failure was noticed."""

    modality: str
    failed: str
    adapter: str
    reason: str
    after_ms: int
    failed_model: str = ""
    model: str = ""
    """Models as the agent chose them, for speech the voices."""


class ProviderListener(Protocol):
    def on_provider_failed(self, modality: str, adapter: str, error: ServiceError) -> None: ...

    def on_provider_switched(self, switch: ProviderSwitch) -> None: ...

    def on_usage(self, modality: str, adapter: str, model: str, usage: Sequence[usage_pb2.Usage]) -> None:
        """What the vendor will charge for; `model` as the agent chose it, a voice for speech."""


class ProviderFailureListener(ProviderListener, Protocol):
    def on_providers_exhausted(self, modality: str) -> None:
        """No provider of this kind is left: the call cannot go on."""


class Succession:
    """Tells the listener who takes over from whom."""

    def __init__(self, modality: str, listener: ProviderListener, clock: Clock) -> None:
        self._modality = modality
        self._listener = listener
        self._clock = clock
        self._open: tuple[_Choice, str, float] | None = None

    def fell_out(self, choice: _Choice, reason: str) -> None:
        if self._open is None:
            self._open = (choice, reason, self._clock.monotonic())

    def took_over(self, choice: _Choice) -> None:
        """Whoever serves now; the one that had failed may do so again, which is no switch."""
        left, self._open = self._open, None
        if left is None or left[0] is choice:
            return
        failed, reason, since = left
        after_ms = round((self._clock.monotonic() - since) * 1000)
        switch = ProviderSwitch(
            self._modality,
            failed.adapter,
            choice.adapter,
            reason,
            after_ms,
            _variant_of(failed),
            _variant_of(choice),
        )
        self._listener.on_provider_switched(switch)


def _variant_of(choice: object) -> str:
    """Return the voice of a voice, the model of anything else."""
    return str(getattr(choice, "voice", "") or getattr(choice, "model", ""))


class Chain(Generic[AnyChoice]):
    """Rotates through the providers as they fail; one whose failure lasts is not tried again."""

    def __init__(
        self,
        modality: str,
        choices: Sequence[AnyChoice],
        listener: ProviderFailureListener,
        clock: Clock,
        health: Health,
        budget: Budget,
    ) -> None:
        self._modality = modality
        self._choices = list(choices)
        self._listener = listener
        self._clock = clock
        self._health = health
        self._budget = budget
        self._succession = Succession(modality, listener, clock)
        self._failures: list[float] = []
        self._failed: set[Provider] = set()
        """Those that have given no result since they failed."""

    @property
    def current(self) -> AnyChoice:
        return self._choices[0]

    @property
    def deadlines(self) -> Deadlines:
        return (
            self._budget.replaceable
            if any(map(self._is_worth_a_try, self._choices[1:]))
            else self._budget.alone
        )

    def _is_worth_a_try(self, choice: AnyChoice) -> bool:
        provider = self._provider(choice)
        return not self._health.is_failing(provider) and provider not in self._failed

    def _provider(self, choice: AnyChoice) -> Provider:
        return provider_of(self._modality, choice)

    def is_ready(self) -> None:
        """The current provider has answered its configuration."""
        self._succession.took_over(self.current)

    def used(self, model: str, usage: Sequence[usage_pb2.Usage]) -> None:
        """The current provider has said what it will charge for."""
        self._listener.on_usage(self._modality, self.current.adapter, model, usage)

    def succeeded(self) -> None:
        """The current provider has given a result."""
        provider = self._provider(self.current)
        self._failed.discard(provider)
        self._health.succeeded(provider)

    def begin(self) -> None:
        """Begin with the first provider that is not known to fail."""
        self._pass_over_failing()

    async def go_through(self, serve: Callable[[], Awaitable[None]]) -> None:
        """Serve with the current provider until it fails, then with the next; return only when none is left."""
        self.begin()
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
        self._health.failed(self._provider(failed), error)
        self._succession.fell_out(failed, error.reason)
        self._failed.add(self._provider(failed))
        now = self._clock.monotonic()
        self._failures = [*(at for at in self._failures if now - at < _WINDOW_S), now]
        if error.code not in LASTING:
            self._choices.append(failed)
        again = len(self._failures) - len(self._choices)
        if not self._choices or again > _SPARE_FAILURES:
            self._listener.on_providers_exhausted(self._modality)
            return False
        self._pass_over_failing()
        if again >= 0:
            await self._clock.sleep(min(_FIRST_PAUSE_S * 2**again, _LONGEST_PAUSE_S))
        return True

    def _pass_over_failing(self) -> None:
        """Begin with the first provider that is not known to fail; if all are, with the first."""
        for index, choice in enumerate(self._choices):
            if self._health.allows(self._provider(choice)):
                if index:
                    self._succession.fell_out(self.current, CIRCUIT_OPEN)
                self._choices = self._choices[index:] + self._choices[:index]
                return
