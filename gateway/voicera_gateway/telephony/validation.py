"""Checks requests to call somebody and names every field that is wrong."""

from collections.abc import Iterator, Mapping
from typing import Final

from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera_gateway.vobiz.numbers import is_e164
from voicera_kit.errors import FieldViolation, InvalidArgument

DEFAULT_RING_TIMEOUT_S: Final = 45
MAX_KEY_CHARACTERS: Final = 200
MAX_VARIABLES: Final = 100
MAX_VALUE_CHARACTERS: Final = 4000
_RING_TIMEOUT_S: Final = range(5, 121)


def check_place_call(request: telephony.PlaceCallRequest) -> None:
    """Raise InvalidArgument with all violations."""
    _raise(_place_call(request))


def check_browser_call(request: telephony.StartBrowserCallRequest) -> None:
    """Raise InvalidArgument with all violations."""
    _raise(_agent(request.agent_id), _variables(request.variables))


def ring_timeout_s(request: telephony.PlaceCallRequest) -> int:
    return request.ring_timeout_s or DEFAULT_RING_TIMEOUT_S


def _place_call(request: telephony.PlaceCallRequest) -> Iterator[FieldViolation]:
    yield from _agent(request.agent_id)
    for field in ("to", "from"):
        if not is_e164(getattr(request, field)):
            yield FieldViolation(field, "must be a number in E.164, for example +919800000001")
    if request.to and request.to == getattr(request, "from"):
        yield FieldViolation("to", "must not be the number the call comes from")
    if len(request.idempotency_key) > MAX_KEY_CHARACTERS:
        yield FieldViolation("idempotency_key", f"must not be longer than {MAX_KEY_CHARACTERS} characters")
    if request.ring_timeout_s and request.ring_timeout_s not in _RING_TIMEOUT_S:
        yield FieldViolation("ring_timeout_s", "must be 5 to 120, or 0 for 45")
    yield from _variables(request.variables)


def _agent(agent_id: str) -> Iterator[FieldViolation]:
    if not agent_id:
        yield FieldViolation("agent_id", "must not be empty")


def _variables(variables: Mapping[str, str]) -> Iterator[FieldViolation]:
    if len(variables) > MAX_VARIABLES:
        yield FieldViolation("variables", f"must not be more than {MAX_VARIABLES}")
    for name, value in variables.items():
        if len(value) > MAX_VALUE_CHARACTERS:
            yield FieldViolation(
                f"variables[{name[:64]}]", f"must not exceed {MAX_VALUE_CHARACTERS} characters"
            )


def _raise(*violations: Iterator[FieldViolation]) -> None:
    found = tuple(violation for each in violations for violation in each)
    if found:
        raise InvalidArgument(*found)
