"""Every switch that makes the carrier misbehave or read its own documentation differently."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, Self, get_type_hints


@dataclass(frozen=True, slots=True)
class Faults:
    """Times in milliseconds; zero means off unless the field says otherwise."""

    # REST
    make_call_status: int = 201
    balance_low: bool = False
    trial_account: bool = False
    attach_conflict: bool = False
    calls_per_second: int = 0
    concurrent_calls: int = 0
    rest_error: int = 0
    rest_delay_ms: int = 0

    # Webhooks
    signature: Literal["valid", "none", "wrong"] = "valid"
    webhook_method: Literal["", "GET", "POST"] = ""
    replay_nonce: bool = False
    duplicate_webhooks: bool = False
    hangup_before_close: bool = False
    webhook_delay_ms: int = 0
    number_format: Literal["observed", "plain", "plus", "national0"] = "observed"
    status_always_completed: bool = False

    # Media socket
    connect_delay_ms: int = 50
    cleared_after_ms: int = 40
    flush: Literal["drop", "race", "keep"] = "drop"
    strict_stream_id: bool = True
    stop_frame: bool = False
    dtmf_bare: bool = False
    drop_after_ms: int = 0
    reconnect_after_ms: int = 100
    degraded_after_ms: int = 0
    media_timeout_ms: int = 0
    close_code: int = 1000
    inbound_l16: Literal["le", "be"] = "le"
    outbound_l16: Literal["le", "be"] = "le"

    # What the second leg of a <Dial> does
    dial_status: Literal["completed", "busy", "failed", "cancel", "timeout", "no-answer"] = "completed"
    dial_ring_ms: int = 200
    dial_talk_ms: int = 1000

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], base: Self | None = None) -> Self:
        """Raises ValueError for an unknown switch or a value of the wrong type."""
        hints = get_type_hints(cls)
        unknown = sorted(set(values) - set(hints))
        if unknown:
            raise ValueError(f"unknown fault: {', '.join(unknown)}")
        checked = {name: _checked(name, hints[name], value) for name, value in values.items()}
        return replace(base or cls(), **checked)

    @classmethod
    def from_flags(cls, flags: list[str], base: Self | None = None) -> Self:
        """Reads `name=value` pairs as the command line gives them."""
        pairs = (flag.partition("=") for flag in flags)
        return cls.from_mapping({name: _literal(value) for name, _, value in pairs}, base)

    def as_mapping(self) -> dict[str, Any]:
        return asdict(self)


def fault_names() -> list[str]:
    return [field.name for field in fields(Faults)]


def _checked(name: str, hint: Any, value: Any) -> Any:
    choices = getattr(hint, "__args__", None)
    if choices is not None:
        if value not in choices:
            raise ValueError(f"{name} is one of {', '.join(map(repr, choices))}")
    elif type(value) is not hint:
        raise ValueError(f"{name} is {hint.__name__}")
    elif hint is int and value < 0:
        raise ValueError(f"{name} is not negative")
    return value


def _literal(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
