"""Reads a request to take a step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voicera.agents.v1 import spec_pb2
from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera_kit.errors import invalid
from voicera_voice.rehearsal.model import (
    MAX_DIGITS,
    MAX_STEPS,
    MAX_TEXT,
    MAX_VALUE,
    MAX_VARIABLES,
    Cue,
    Rehearsal,
    are_digits,
)
from voicera_voice.rehearsal.refusal import too_long
from voicera_voice.rehearsal.state import unpacked


@dataclass(frozen=True, slots=True)
class Wish:
    """The step to take with this spec after those of `past`."""

    spec: spec_pb2.AgentSpec
    past: Rehearsal
    cue: Cue


def parse_wish(request: pb.RehearseRequest, today: date) -> Wish:
    """Raise InvalidArgument by field, or what is wrong with the state."""
    if not request.HasField("spec"):
        raise invalid("spec", "must be given")
    if not request.state:
        past = Rehearsal(today=today, variables=_variables(request.variables))
        return Wish(request.spec, past, _beginning(request))
    past = unpacked(request.state)
    if len(past.steps) >= MAX_STEPS:
        raise too_long()
    return Wish(request.spec, past, _cue(request))


def _variables(values: Mapping[str, str]) -> dict[str, str]:
    if len(values) > MAX_VARIABLES:
        raise invalid("variables", f"must not be more than {MAX_VARIABLES}")
    for name, value in values.items():
        if len(value) > MAX_VALUE:
            raise invalid(f"variables[{name[:64]}]", f"must not exceed {MAX_VALUE} characters")
    return dict(values)


def _beginning(request: pb.RehearseRequest) -> Cue:
    if (kind := request.WhichOneof("step")) is not None:
        raise invalid(kind, "must not be set at the beginning: the agent speaks first")
    return Cue(kind="begin")


def _cue(request: pb.RehearseRequest) -> Cue:
    match request.WhichOneof("step"):
        case "text":
            if not request.text.strip() or len(request.text) > MAX_TEXT:
                raise invalid("text", f"must have 1 to {MAX_TEXT} characters")
            return Cue(kind="text", said=request.text)
        case "digits":
            if not are_digits(request.digits):
                raise invalid("digits", f"must be 1 to {MAX_DIGITS} of 0-9, * and #")
            return Cue(kind="digits", said=request.digits)
        case "silence":
            if not request.silence:
                raise invalid("silence", "must be true if it is set")
            return Cue(kind="silence")
    raise invalid("step", "must say what the caller does: text, digits or silence")
