"""Rules for what is said: templates name known variables, and what must be said is not blank."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.validation.problem import Problem, Reason, node_path
from voicera_agents.validation.subject import Subject
from voicera_agents.validation.template import check_template


@dataclass(frozen=True, slots=True)
class Text:
    """A template of the spec; `required` ones must not be blank, and those for models may hold other `braces`."""

    field: str
    text: str
    required: bool = False
    node_id: str = ""
    braces: bool = False


def templates_are_sound(subject: Subject) -> Iterator[Problem]:
    for text in texts_of(subject.spec):
        yield from check_template(subject, text.field, text.text, text.node_id, braces=text.braces)


def texts_are_not_blank(subject: Subject) -> Iterator[Problem]:
    for text in texts_of(subject.spec):
        if text.required and not text.text.strip():
            yield Problem(text.field, Reason.EMPTY_TEXT, "must not be blank", text.node_id)


def vocabulary_is_not_blank(subject: Subject) -> Iterator[Problem]:
    for index, word in enumerate(subject.spec.vocabulary):
        if not word.strip():
            yield Problem(f"vocabulary[{index}]", Reason.EMPTY_TEXT, "must not be blank")


def texts_of(spec: AgentSpec) -> Iterator[Text]:
    """Return every template of the spec with its path."""
    yield Text("greeting", spec.greeting)
    yield from _listed("silence.prompts", spec.silence.prompts)
    yield Text("silence.farewell", spec.silence.farewell)
    yield Text("limits.farewell", spec.limits.farewell)
    yield Text("failover.bridge_line", spec.failover.bridge_line)
    for node in spec.graph.nodes:
        yield from _node_texts(node)
        yield from _comparison_texts(node)


def _node_texts(node: Node) -> Iterator[Text]:
    match node.WhichOneof("kind"):
        case "say":
            yield _text(node, "say.text", node.say.text, required=True)
        case "ask":
            yield _text(node, "ask.prompt", node.ask.prompt, required=True)
            yield from _listed(node_path(node, "ask.reprompts"), node.ask.reprompts, node.id)
        case "collect":
            yield _text(node, "collect.prompt", node.collect.prompt, required=True)
            yield from _listed(node_path(node, "collect.reprompts"), node.collect.reprompts, node.id)
        case "prompt":
            field = node_path(node, "prompt.instructions")
            yield Text(field, node.prompt.instructions, required=True, node_id=node.id, braces=True)
            yield _text(node, "prompt.opening", node.prompt.opening)
        case "transfer":
            yield _text(node, "transfer.to", node.transfer.to, required=True)
            yield _text(node, "transfer.announcement", node.transfer.announcement)
        case "hang_up":
            yield _text(node, "hang_up.farewell", node.hang_up.farewell)


def _comparison_texts(node: Node) -> Iterator[Text]:
    for at, edge in enumerate(node.edges):
        for index, comparison in enumerate(edge.rule.all):
            yield _text(node, f"edges[{at}].rule.all[{index}].value", comparison.value)


def _text(node: Node, path: str, text: str, *, required: bool = False) -> Text:
    return Text(node_path(node, path), text, required, node.id)


def _listed(field: str, texts: Iterable[str], node_id: str = "") -> Iterator[Text]:
    for index, text in enumerate(texts):
        yield Text(f"{field}[{index}]", text, required=True, node_id=node_id)
