"""Parses the carrier's webhooks into what happened to which call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from voicera_kit.errors import invalid

MAX_FIELD_CHARACTERS = 512

EventName = Literal["StartApp", "Ring", "Hangup"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The call wants instructions: an incoming call is there, or an outgoing one was answered."""

    call_uuid: str
    outbound: bool
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class Ringing:
    """The other side's phone rings."""

    call_uuid: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over; `code` is None where the carrier gave none."""

    call_uuid: str
    status: str
    code: int | None
    cause: str
    cause_name: str
    source: str
    was_answered: bool


Event = Answered | Ringing | HungUp


def parse(fields: Mapping[str, str], expected: EventName | None = None) -> Event:
    """Return the event; `expected` stands in for a missing `Event`. Raises InvalidArgument naming the field."""
    name = _optional(fields, "Event") or expected or _required(fields, "Event")
    call_uuid = _required(fields, "CallUUID")
    match name:
        case "Hangup":
            return _hung_up(call_uuid, fields)
        case "Ring":
            return Ringing(call_uuid)
        case "StartApp":
            outbound = _optional(fields, "Direction").lower() == "outbound"
            return Answered(call_uuid, outbound, _required(fields, "From"), _required(fields, "To"))
        case _:
            raise invalid("Event", "must be StartApp, Ring or Hangup")


def _hung_up(call_uuid: str, fields: Mapping[str, str]) -> HungUp:
    return HungUp(
        call_uuid=call_uuid,
        status=_optional(fields, "CallStatus").lower(),
        code=_integer(_optional(fields, "HangupCauseCode")),
        cause=_optional(fields, "HangupCause").upper(),
        cause_name=_optional(fields, "HangupCauseName"),
        source=_optional(fields, "HangupSource"),
        was_answered=bool(_optional(fields, "AnswerTime"))
        or (_integer(_optional(fields, "Duration")) or 0) > 0,
    )


def _required(fields: Mapping[str, str], name: str) -> str:
    value = _optional(fields, name)
    if not value:
        raise invalid(name, "is missing")
    return value


def _optional(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name, "").strip()
    if len(value) > MAX_FIELD_CHARACTERS:
        raise invalid(name, f"is longer than {MAX_FIELD_CHARACTERS} characters")
    return value


def _integer(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
