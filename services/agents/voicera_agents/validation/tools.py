"""Rules for tools: a language model can be told of them, and their arguments reach variables."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from google.protobuf.json_format import MessageToDict
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from voicera.agents.v1.graph_pb2 import Node, Tool
from voicera_agents.limits import MAX_TOOLS_IN_ALL
from voicera_agents.validation.problem import Problem, Reason, in_node
from voicera_agents.validation.subject import Subject

_TOOL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def tools_have_names(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        taken = {edge.intent.name for edge in node.edges}
        for at, tool in enumerate(node.prompt.tools):
            wrong = _name_problem(tool.name, taken)
            taken.add(tool.name)
            if wrong:
                yield in_node(node, f"prompt.tools[{tool.name or at}].name", Reason.BAD_TOOL, wrong)


def _name_problem(name: str, taken: set[str]) -> str:
    if not _TOOL_NAME.fullmatch(name):
        return "must be a letter, then letters, digits and underscores, 64 at most"
    return "another tool or intent of this node has this name" if name in taken else ""


def tool_parameters_are_schemas(subject: Subject) -> Iterator[Problem]:
    for node, tool in _tools(subject):
        wrong = _schema_problem(_schema(tool))
        if wrong:
            yield in_node(node, f"prompt.tools[{tool.name}].parameters", Reason.BAD_TOOL, wrong)


def _schema_problem(schema: dict[str, Any]) -> str:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"is not a JSON Schema: {error.message}"
    return "" if schema.get("type", "object") == "object" else "must describe an object"


def assigned_arguments_exist(subject: Subject) -> Iterator[Problem]:
    for node, tool in _tools(subject):
        known = _schema(tool).get("properties", {})
        for argument in sorted(tool.assigns):
            if not isinstance(known, dict) or argument not in known:
                path = f"prompt.tools[{tool.name}].assigns[{argument}]"
                yield in_node(node, path, Reason.BAD_TOOL, "is not among the parameters")


def assigned_variables_exist(subject: Subject) -> Iterator[Problem]:
    for node, tool in _tools(subject):
        for argument, name in sorted(tool.assigns.items()):
            if name not in subject.variables:
                path = f"prompt.tools[{tool.name}].assigns[{argument}]"
                yield in_node(node, path, Reason.UNKNOWN_VARIABLE, f"there is no variable {name}")


def _tools(subject: Subject) -> Iterator[tuple[Node, Tool]]:
    """Return the tools with their nodes; those above the bound are a problem of their own."""
    tools = ((node, tool) for node in subject.spec.graph.nodes for tool in node.prompt.tools)
    return islice(tools, MAX_TOOLS_IN_ALL)


def _schema(tool: Tool) -> dict[str, Any]:
    return MessageToDict(tool.parameters)
