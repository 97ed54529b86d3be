"""Says in our terms how and why the carrier ended a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.vobiz.events import HungUp


@dataclass(frozen=True, slots=True)
class Outcome:
    """The final state and reason of a call, with the carrier's own words."""

    state: calls.CallState.ValueType
    reason: calls.EndReason.ValueType
    detail: str


_Verdict = tuple[calls.CallState.ValueType, calls.EndReason.ValueType]

_BUSY: _Verdict = (calls.CALL_STATE_BUSY, calls.END_REASON_BUSY)
_NO_ANSWER: _Verdict = (calls.CALL_STATE_NO_ANSWER, calls.END_REASON_NO_ANSWER)
_REJECTED: _Verdict = (calls.CALL_STATE_FAILED, calls.END_REASON_REJECTED)
_INVALID: _Verdict = (calls.CALL_STATE_FAILED, calls.END_REASON_INVALID_DESTINATION)
_CARRIER: _Verdict = (calls.CALL_STATE_FAILED, calls.END_REASON_CARRIER_ERROR)
_PLATFORM: _Verdict = (calls.CALL_STATE_FAILED, calls.END_REASON_PLATFORM_ERROR)
_CANCELED: _Verdict = (calls.CALL_STATE_CANCELED, calls.END_REASON_OPERATOR_HUNG_UP)
_CALLER_CANCELED: _Verdict = (calls.CALL_STATE_CANCELED, calls.END_REASON_CALLER_HUNG_UP)
_MEDIA_LOST: _Verdict = (calls.CALL_STATE_COMPLETED, calls.END_REASON_MEDIA_LOST)
_MAX_DURATION: _Verdict = (calls.CALL_STATE_COMPLETED, calls.END_REASON_MAX_DURATION)
_MACHINE: _Verdict = (calls.CALL_STATE_COMPLETED, calls.END_REASON_MACHINE_DETECTED)

_BY_CODE: Mapping[int, _Verdict] = MappingProxyType(
    {
        1000: _CANCELED,
        6000: _MAX_DURATION,
        6010: _NO_ANSWER,
        6020: _MEDIA_LOST,
        9000: _CANCELED,
        9100: _MACHINE,
    }
    | dict.fromkeys((3000,), _NO_ANSWER)
    | dict.fromkeys((3010, 3100), _BUSY)
    | dict.fromkeys((3020, 3110), _REJECTED)
    | dict.fromkeys((2000, 2010, 2020, 2030, 2040, 2050, 3050, 3120), _INVALID)
    | dict.fromkeys((1010, 1020, 2060, 2070, 3030, 3040, 3070, 3080, 3090, 3130, 3140), _CARRIER)
    | dict.fromkeys((4020, 4030, 5000, 5010, 5020, 5030, 9110), _CARRIER)
    | dict.fromkeys((7011, 7012, 7013, 7014, 7022, 7023, 7024, 7032, 7033, 7034), _PLATFORM)
    | dict.fromkeys((8011, 8012, 8013, 8014), _PLATFORM)
)
_BY_CAUSE: Mapping[str, _Verdict] = MappingProxyType({
    "USER_BUSY": _BUSY,
    "NO_ANSWER": _NO_ANSWER,
    "NO_USER_RESPONSE": _NO_ANSWER,
    "SUBSCRIBER_ABSENT": _NO_ANSWER,
    "ORIGINATOR_CANCEL": _CALLER_CANCELED,
    "CALL_REJECTED": _REJECTED,
    "REJECTED": _REJECTED,
    "INVALID_NUMBER": _INVALID,
    "INVALID_NUMBER_FORMAT": _INVALID,
    "UNALLOCATED_NUMBER": _INVALID,
    "DESTINATION_OUT_OF_ORDER": _INVALID,
    "MEDIA_TIMEOUT": _MEDIA_LOST,
    "SERVICE_UNAVAILABLE": _CARRIER,
    "SERVER_ERROR": _CARRIER,
    "PROTOCOL_ERROR": _CARRIER,
    "NETWORK_OUT_OF_ORDER": _CARRIER,
    "NORMAL_TEMPORARY_FAILURE": _CARRIER,
    "SWITCH_CONGESTION": _CARRIER,
})
_BY_STATUS: Mapping[str, _Verdict] = MappingProxyType({
    "busy": _BUSY,
    "no-answer": _NO_ANSWER,
    "timeout": _NO_ANSWER,
    "failed": _CARRIER,
    "cancel": _CANCELED,
    "cancelled": _CANCELED,
    "canceled": _CANCELED,
})
_NORMAL_CODES = frozenset({4000, 4010})
_CAN_STRIKE_LATE = frozenset({calls.END_REASON_CARRIER_ERROR, calls.END_REASON_PLATFORM_ERROR})
_HUMAN_SOURCES = frozenset({"caller", "call recipient", "callee"})


def outcome_of(event: HungUp) -> Outcome:
    """Judge by the code, then the cause, then the status: only the code tells apart calls that are all "completed"."""
    state, reason = _verdict(event)
    if event.was_answered and reason in _CAN_STRIKE_LATE:
        state = calls.CALL_STATE_COMPLETED
    return Outcome(state, reason, _detail(event))


def _verdict(event: HungUp) -> _Verdict:
    by_code = None if event.code is None else _BY_CODE.get(event.code)
    if by_code is not None:
        return by_code
    by_status = _BY_STATUS.get(event.status)
    if event.code in _NORMAL_CODES:
        return by_status or _normal(event)
    return _BY_CAUSE.get(event.cause) or by_status or _normal(event)


def _normal(event: HungUp) -> _Verdict:
    by_human = event.source.lower() in _HUMAN_SOURCES or not event.source
    reason = calls.END_REASON_CALLER_HUNG_UP if by_human else calls.END_REASON_AGENT_HUNG_UP
    return calls.CALL_STATE_COMPLETED, reason


def _detail(event: HungUp) -> str:
    code = "" if event.code is None else str(event.code)
    return " ".join(
        part for part in (code, event.cause_name or event.cause, event.source and f"({event.source})") if part
    )
