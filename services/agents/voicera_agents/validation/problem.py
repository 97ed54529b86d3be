"""A problem of a spec: where it is, what it is called and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from voicera.agents.v1.graph_pb2 import Node


class Reason(StrEnum):
    """What editors switch on. The value beside each says what the spec looks like when it is given."""

    NO_NODES = "NO_NODES"
    """The graph is empty."""
    START_NODE_UNKNOWN = "START_NODE_UNKNOWN"
    """`start_node` is empty or names no node."""
    BAD_NODE_ID = "BAD_NODE_ID"
    """An id is not a letter followed by letters, digits, "_" and "-"."""
    DUPLICATE_NODE = "DUPLICATE_NODE"
    """Two nodes share an id."""
    NODE_WITHOUT_KIND = "NODE_WITHOUT_KIND"
    """A node does nothing."""
    UNREACHABLE_NODE = "UNREACHABLE_NODE"
    """No path leads from the start node to it."""
    ENDLESS_CYCLE = "ENDLESS_CYCLE"
    """Nodes that never wait for the caller lead back to each other."""
    UNKNOWN_EDGE_TARGET = "UNKNOWN_EDGE_TARGET"
    """An edge leads to no node."""
    MISSING_DEFAULT_EDGE = "MISSING_DEFAULT_EDGE"
    """A node has no edge for "otherwise"."""
    DUPLICATE_DEFAULT_EDGE = "DUPLICATE_DEFAULT_EDGE"
    """A node has two edges for "otherwise"."""
    EDGE_AFTER_END = "EDGE_AFTER_END"
    """An edge leads on from a transfer or a hang-up."""
    EDGE_WITHOUT_CONDITION = "EDGE_WITHOUT_CONDITION"
    """An edge does not say when it is taken."""
    INTENT_ON_WRONG_NODE = "INTENT_ON_WRONG_NODE"
    """An intent stands on a node that listens to no open answer."""
    INTENT_WITHOUT_EXAMPLES = "INTENT_WITHOUT_EXAMPLES"
    """An intent of an ask node can be neither said nor pressed."""
    RULE_EMPTY = "RULE_EMPTY"
    """A rule compares nothing."""
    OPERATOR_MISSING = "OPERATOR_MISSING"
    """A comparison does not say how to compare."""
    BAD_DIGIT = "BAD_DIGIT"
    """A key is not one of 0-9, * and #, or stands for two intents of one node."""
    UNKNOWN_VARIABLE = "UNKNOWN_VARIABLE"
    """A name is neither a variable of the spec nor a system variable."""
    BAD_VARIABLE_NAME = "BAD_VARIABLE_NAME"
    """A name is not a letter followed by letters, digits and "_", or belongs to the system."""
    DUPLICATE_VARIABLE = "DUPLICATE_VARIABLE"
    """Two variables share a name."""
    CHOICE_WITHOUT_OPTIONS = "CHOICE_WITHOUT_OPTIONS"
    """A CHOICE has nothing to choose from."""
    DUPLICATE_OPTION = "DUPLICATE_OPTION"
    """Two options of a CHOICE are said the same way."""
    WRONG_VARIABLE_TYPE = "WRONG_VARIABLE_TYPE"
    """A variable cannot hold what is put into it."""
    BAD_TEMPLATE = "BAD_TEMPLATE"
    """A brace is not part of a {name}, or a {name} stands where it must not."""
    EMPTY_TEXT = "EMPTY_TEXT"
    """A text that must be said, heard or named is blank."""
    BAD_PHONE_NUMBER = "BAD_PHONE_NUMBER"
    """A transfer leads to something that is not an E.164 number."""
    BAD_TOOL = "BAD_TOOL"
    """A tool cannot be offered to a language model."""
    OUT_OF_RANGE = "OUT_OF_RANGE"
    """A number is outside the bounds the contract states, or a choice is none of those it lists."""
    BAD_LANGUAGE = "BAD_LANGUAGE"
    """The language is not a BCP-47 code."""
    DUPLICATE_LANGUAGE = "DUPLICATE_LANGUAGE"
    """The agent has a language twice."""
    NO_RECOGNIZER = "NO_RECOGNIZER"
    """Nothing turns speech into text."""
    NO_VOICE = "NO_VOICE"
    """Nothing turns text into speech."""
    NO_LANGUAGE_MODEL = "NO_LANGUAGE_MODEL"
    """A prompt node has no model to talk with."""
    NO_TRANSLATOR = "NO_TRANSLATOR"
    """Translation is asked for, and nothing translates."""
    UNKNOWN_ADAPTER = "UNKNOWN_ADAPTER"
    """No adapter pool offers this adapter."""
    ADAPTERS_UNREACHABLE = "ADAPTERS_UNREACHABLE"
    """An adapter pool did not answer, so whether it offers this adapter is not known."""
    ADAPTER_UNAVAILABLE = "ADAPTER_UNAVAILABLE"
    """The adapter is there and cannot be used; the description says what it lacks."""
    CREDENTIAL_MISSING = "CREDENTIAL_MISSING"
    """The adapter works with a credential, and the organization has none for it with all the values it needs."""
    UNKNOWN_VOICE = "UNKNOWN_VOICE"
    """The adapter has no such voice."""
    UNKNOWN_MODEL = "UNKNOWN_MODEL"
    """The adapter has no such model."""
    LANGUAGE_NOT_SUPPORTED = "LANGUAGE_NOT_SUPPORTED"
    """The adapter does not work in a language the spec needs it for."""
    LANGUAGE_NOT_DETECTED = "LANGUAGE_NOT_DETECTED"
    """The agent has several languages, and the recognizer does not say which it heard."""
    TONE_NOT_SUPPORTED = "TONE_NOT_SUPPORTED"
    """A tone is asked for that the translator cannot choose."""
    GLOSSARY_NOT_SUPPORTED = "GLOSSARY_NOT_SUPPORTED"
    """Translations of terms are given that the translator cannot keep to."""
    BAD_SETTINGS = "BAD_SETTINGS"
    """Settings do not meet the adapter's JSON Schema."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is a path in the spec in which nodes, variables and tools stand by name: graph.nodes[book].edges."""

    field: str
    reason: Reason
    description: str
    node_id: str = ""


def in_node(node: Node, path: str, reason: Reason, description: str) -> Problem:
    """Return a problem of a node; an empty path is the node itself."""
    return Problem(node_path(node, path), reason, description, node.id)


def node_path(node: Node, path: str = "") -> str:
    return f"graph.nodes[{node.id}].{path}".rstrip(".")
