"""Holds the values of one call and puts them into templates."""

from collections.abc import Mapping
from types import MappingProxyType

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import SetVariable
from voicera_voice.dialogue.phrasebook import spoken_date
from voicera_voice.dialogue.template import fill

_DIRECTIONS = {
    call_pb2.DIRECTION_INBOUND: "inbound",
    call_pb2.DIRECTION_OUTBOUND: "outbound",
    call_pb2.DIRECTION_BROWSER: "browser",
}
_SPELLED_FACTS = frozenset({"caller_number", "called_number"})


class Memory:
    def __init__(
        self, spec: spec_pb2.AgentSpec, variables: Mapping[str, str], call: CallFacts, language: str
    ) -> None:
        """`language` is that in which templates are written."""
        self.declared = {variable.name: variable for variable in spec.variables}
        defaults = {v.name: v.default_value for v in spec.variables if v.default_value}
        self._values = defaults | {name: value for name, value in variables.items() if value}
        self._facts = {
            "call_id": call.call_id,
            "caller_number": call.caller_number,
            "called_number": call.called_number,
            "direction": _DIRECTIONS.get(call.direction, ""),
            "today": spoken_date(call.today, language),
        }

    @property
    def variables(self) -> Mapping[str, str]:
        """The values set so far, without the facts of the call."""
        return MappingProxyType(self._values)

    @property
    def choices(self) -> Mapping[str, spec_pb2.Variable]:
        return {n: v for n, v in self.declared.items() if v.type == spec_pb2.VARIABLE_TYPE_CHOICE}

    def variable(self, name: str) -> spec_pb2.Variable:
        """Return the declaration; an undeclared variable is a text."""
        return self.declared.get(name) or spec_pb2.Variable(name=name)

    def value(self, name: str) -> str:
        return self._facts.get(name) or self._values.get(name, "")

    def assign(self, name: str, value: str) -> SetVariable:
        self._values[name] = value
        return SetVariable(name, value)

    def fill(self, template: str) -> str:
        return fill(template, self.value)

    def fill_spoken(self, template: str) -> str:
        """Fill a template to be heard: digits one by one, not as a number."""
        return fill(template, self._spoken)

    def _spoken(self, name: str) -> str:
        value = self.value(name)
        is_keys = self.variable(name).type == spec_pb2.VARIABLE_TYPE_DIGITS or name in _SPELLED_FACTS
        return " ".join(value.lstrip("+")) if is_keys else value
