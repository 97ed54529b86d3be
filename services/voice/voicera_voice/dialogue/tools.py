"""Offers a prompt node's functions to its model, and carries out the calls."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from voicera.agents.v1 import graph_pb2, spec_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.intents import intent_edges
from voicera_voice.dialogue.interface import ModelTool, ModelToolCall, SetVariable
from voicera_voice.dialogue.template import slots
from voicera_voice.dialogue.values import parse_argument

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call led to; `edge` if it was a way out of the node."""

    result_json: str
    assigned: tuple[SetVariable, ...] = ()
    edge: graph_pb2.Edge | None = None


class Toolbox:
    """The node's own tools, and one function for each intent edge."""

    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._context = context
        self._tools = {tool.name: tool for tool in node.prompt.tools}
        self._ways_out = dict(_named(intent_edges(node), taken=set(self._tools)))
        self.offered = (
            *(ModelTool(t.name, t.description, _schema(t.parameters)) for t in self._tools.values()),
            *(self._way_out(name, edge.intent) for name, edge in self._ways_out.items()),
        )

    def call(self, call: ModelToolCall) -> Outcome:
        """Keep the arguments in their variables. A refusal says why, for the model to try again."""
        edge = self._ways_out.get(call.name)
        if edge is None and call.name not in self._tools:
            return _refused(f"there is no function {call.name}")
        assigns = self._slots(edge.intent) if edge else self._tools[call.name].assigns
        values = {
            name: self._value(name, call.arguments.get(argument))
            for argument, name in sorted(assigns.items())
        }
        wrong = [argument for argument, name in sorted(assigns.items()) if values[name] is None]
        if wrong:
            return _refused(self._complaint(wrong[0], assigns[wrong[0]]))
        memory = self._context.memory
        assigned = tuple(memory.assign(name, value) for name, value in values.items() if value)
        return Outcome(json.dumps({"ok": True}), assigned, edge)

    def _value(self, name: str, argument: object) -> str | None:
        """Return the value, empty if the argument is absent, None if the variable does not take it."""
        if argument is None or argument == "":
            return ""
        variable = self._context.memory.variable(name)
        return parse_argument(variable, argument, self._context.lexicon)

    def _complaint(self, argument: str, name: str) -> str:
        variable = self._context.memory.variable(name)
        if variable.type == spec_pb2.VARIABLE_TYPE_CHOICE:
            return f"{argument} must be one of: {', '.join(option.value for option in variable.options)}"
        return f"{argument} is not a value of {name}"

    def _slots(self, intent: graph_pb2.IntentCondition) -> Mapping[str, str]:
        names = (name for example in intent.examples for name in slots(example))
        return {name: name for name in names if name in self._context.memory.choices}

    def _way_out(self, name: str, intent: graph_pb2.IntentCondition) -> ModelTool:
        choices = self._context.memory.choices
        properties = {
            slot: {
                "type": "string",
                "description": choices[slot].description,
                "enum": [option.value for option in choices[slot].options],
            }
            for slot in self._slots(intent)
        }
        return ModelTool(name, _describe(intent), {"type": "object", "properties": properties})


def _named(edges: tuple[graph_pb2.Edge, ...], taken: set[str]) -> Iterator[tuple[str, graph_pb2.Edge]]:
    """Give each edge a name of its own that models accept."""
    for number, edge in enumerate(edges, start=1):
        base = _NOT_IN_NAMES.sub("_", edge.intent.name).strip("_") or f"intent_{number}"
        name = base if base not in taken else f"{base}_{number}"
        taken.add(name)
        yield name, edge


def _describe(intent: graph_pb2.IntentCondition) -> str:
    wanted = intent.description or intent.name
    examples = "; ".join(intent.examples[:5])
    return f"The caller wants this: {wanted}." + (f" For example: {examples}." if examples else "")


def _refused(error: str) -> Outcome:
    return Outcome(json.dumps({"ok": False, "error": error}, ensure_ascii=False))


def _schema(parameters: Struct) -> Mapping[str, object]:
    """Return the JSON Schema with whole numbers as such: a Struct knows only floating point."""
    schema = _whole(MessageToDict(parameters)) or {"type": "object", "properties": {}}
    return schema if isinstance(schema, dict) else {}


def _whole(value: object) -> object:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
