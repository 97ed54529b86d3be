"""Remembers for all calls of a voice node which providers fail, so that not every call has to wait for them again."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import grpc

from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError

_FAILURES_TO_OPEN = 3
_WINDOW_S = 60.0
_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 60.0
_MOST_CIRCUITS = 10_000
LASTING = frozenset({
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
})
"""What is wrong with the question, not with the provider: asking again will not help, another agent may fare better."""


class Provider(NamedTuple):
    """What fails on its own: two models of one vendor have their own machines, quotas and bad days."""

    modality: str
    adapter: str
    model: str = ""
    """As the agent chose it; empty for the adapter's default, and for voices, which share what speaks them."""


class _Choice(Protocol):
    @property
    def adapter(self) -> str: ...


def provider_of(modality: str, choice: _Choice) -> Provider:
    return Provider(modality, choice.adapter, str(getattr(choice, "model", "")))


class Health(Protocol):
    """What one organization's calls have experienced with providers."""

    def allows(self, provider: Provider) -> bool:
        """False while the provider fails; True now and then, for one call to try whether it still does."""

    def is_failing(self, provider: Provider) -> bool:
        """True while the provider fails, whoever may try it."""

    def failed(self, provider: Provider, error: ServiceError) -> None: ...

    def succeeded(self, provider: Provider) -> None:
        """The provider has given a result, not just a connection."""


_Key = tuple[str, Provider]
"""The organization, and what fails."""


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    last_failed_at: float = 0.0
    pause_s: float = 0.0
    retry_at: float | None = None
    """Open since a failure, until then; None while closed."""


class CircuitBreakers:
    """Opens after three failures in a row within a minute; then one call tries after 5 s, 10 s ... 60 s.

    Organizations have their own: their keys, quotas and addresses fail separately.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._circuits: dict[_Key, _Circuit] = {}

    def of(self, organization_id: str) -> "OrganizationHealth":
        return OrganizationHealth(self, organization_id)

    def allows(self, key: _Key) -> bool:
        circuit = self._circuits.get(key)
        if circuit is None or circuit.retry_at is None:
            return True
        now = self._clock.monotonic()
        if now < circuit.retry_at:
            return False
        circuit.retry_at = now + circuit.pause_s  # the others wait for what this one finds
        return True

    def is_failing(self, key: _Key) -> bool:
        circuit = self._circuits.get(key)
        return circuit is not None and circuit.retry_at is not None

    def failed(self, key: _Key, error: ServiceError) -> None:
        if error.code in LASTING:
            return
        now = self._clock.monotonic()
        circuit = self._circuits.pop(key, None) or _Circuit()
        if now - circuit.last_failed_at > _WINDOW_S and circuit.retry_at is None:
            circuit.failures = 0
        circuit.failures += 1
        circuit.last_failed_at = now
        if circuit.failures >= _FAILURES_TO_OPEN:
            circuit.pause_s = min(circuit.pause_s * 2 or _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
            circuit.retry_at = now + circuit.pause_s
        self._circuits[key] = circuit
        if len(self._circuits) > _MOST_CIRCUITS:
            del self._circuits[next(iter(self._circuits))]

    def succeeded(self, key: _Key) -> None:
        self._circuits.pop(key, None)


class OrganizationHealth:
    def __init__(self, breakers: CircuitBreakers, organization_id: str) -> None:
        self._breakers = breakers
        self._organization_id = organization_id

    def allows(self, provider: Provider) -> bool:
        return self._breakers.allows((self._organization_id, provider))

    def is_failing(self, provider: Provider) -> bool:
        return self._breakers.is_failing((self._organization_id, provider))

    def failed(self, provider: Provider, error: ServiceError) -> None:
        self._breakers.failed((self._organization_id, provider), error)

    def succeeded(self, provider: Provider) -> None:
        self._breakers.succeeded((self._organization_id, provider))
