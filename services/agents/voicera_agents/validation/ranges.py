"""Rules for numbers: each is within the bounds its contract states, and 0 stands for the default."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.graph_pb2 import DigitsInput, Node
from voicera.agents.v1.spec_pb2 import AgentSpec, TextToSpeechChoice
from voicera_agents.limits import (
    MAX_GLOSSARIES,
    MAX_NODES,
    MAX_OTHER_LANGUAGES,
    MAX_TERMS,
    MAX_TOOLS,
    MAX_TOOLS_IN_ALL,
    MAX_VOCABULARY,
)
from voicera_agents.validation.problem import Problem, Reason, node_path
from voicera_agents.validation.subject import Subject

MAX_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Bound:
    """A number of the spec and the range it must be in; 0 stands for the default and is always allowed."""

    field: str
    value: float
    low: float
    high: float | None = None
    node_id: str = ""

    def holds(self) -> bool:
        if self.value == 0:
            return True
        return self.value >= self.low and (self.high is None or self.value <= self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"must be at least {self.low:g}"
        return f"must be from {self.low:g} to {self.high:g}"


def numbers_are_in_range(subject: Subject) -> Iterator[Problem]:
    for bound in _bounds(subject.spec):
        if not bound.holds():
            yield Problem(bound.field, Reason.OUT_OF_RANGE, str(bound), bound.node_id)


def choices_are_listed(subject: Subject) -> Iterator[Problem]:
    """Find values of enumerations that the contract does not list."""
    if subject.spec.turn_taking.end_of_turn not in spec_pb2.EndOfTurn.values():
        yield Problem("turn_taking.end_of_turn", Reason.OUT_OF_RANGE, "is not a way to end a turn")
    for variable in subject.spec.variables:
        if variable.type not in spec_pb2.VariableType.values():
            yield Problem(
                f"variables[{variable.name}].type", Reason.OUT_OF_RANGE, "is not a type of variable"
            )


def digits_ranges_are_ordered(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        digits = node.collect.digits
        if (digits.min_digits or 1) > (digits.max_digits or MAX_DIGITS):
            field = node_path(node, "collect.digits.min_digits")
            yield Problem(field, Reason.OUT_OF_RANGE, "must not exceed max_digits", node.id)


def _bounds(spec: AgentSpec) -> Iterator[Bound]:
    yield Bound("turn_taking.wait_ms", spec.turn_taking.wait_ms, 200, 5000)
    yield Bound("turn_taking.speech_start_ms", spec.turn_taking.speech_start_ms, 40, 1000)
    yield Bound("silence.prompt_after_ms", spec.silence.prompt_after_ms, 1000, 60000)
    yield Bound("silence.max_prompts", spec.silence.max_prompts, 1, 10)
    yield Bound("limits.max_duration_s", spec.limits.max_duration_s, 10, 14400)
    yield Bound("graph.nodes", len(spec.graph.nodes), 0, MAX_NODES)
    tools = sum(len(node.prompt.tools) for node in spec.graph.nodes)
    yield Bound("graph.nodes.prompt.tools", tools, 0, MAX_TOOLS_IN_ALL)
    yield Bound("vocabulary", len(spec.vocabulary), 0, MAX_VOCABULARY)
    yield Bound("failover.bridge_after_ms", spec.failover.bridge_after_ms, 500, 10000)
    yield Bound("failover.hedge_after_ms", spec.failover.hedge_after_ms, 200, 5000)
    yield from _language_bounds(spec)
    yield from _voice_bounds("text_to_speech", spec.text_to_speech)
    for index, model in enumerate(spec.language_model):
        yield Bound(f"language_model[{index}].temperature", model.temperature, 0, 2)
        yield Bound(f"language_model[{index}].max_output_tokens", model.max_output_tokens, 0)
    for node in spec.graph.nodes:
        yield from _node_bounds(node)


def _language_bounds(spec: AgentSpec) -> Iterator[Bound]:
    yield Bound("other_languages", len(spec.other_languages), 0, MAX_OTHER_LANGUAGES)
    for index, profile in enumerate(spec.other_languages):
        yield from _voice_bounds(f"other_languages[{index}].text_to_speech", profile.text_to_speech)
    glossaries = spec.translation.glossaries
    yield Bound("translation.glossaries", len(glossaries), 0, MAX_GLOSSARIES)
    for code in sorted(glossaries):
        yield Bound(f"translation.glossaries[{code}].terms", len(glossaries[code].terms), 0, MAX_TERMS)


def _voice_bounds(field: str, voices: Iterable[TextToSpeechChoice]) -> Iterator[Bound]:
    for index, voice in enumerate(voices):
        yield Bound(f"{field}[{index}].speaking_rate", voice.speaking_rate, 0.5, 2)


def _node_bounds(node: Node) -> Iterator[Bound]:
    match node.WhichOneof("kind"):
        case "ask":
            yield _bound(node, "ask.max_attempts", node.ask.max_attempts, 1, 10)
        case "collect":
            yield _bound(node, "collect.max_attempts", node.collect.max_attempts, 1, 10)
            yield from _digits_bounds(node, node.collect.digits)
        case "prompt":
            yield _bound(node, "prompt.max_turns", node.prompt.max_turns, 0)
            yield _bound(node, "prompt.tools", len(node.prompt.tools), 0, MAX_TOOLS)


def _digits_bounds(node: Node, digits: DigitsInput) -> Iterator[Bound]:
    yield _bound(node, "collect.digits.min_digits", digits.min_digits, 1, MAX_DIGITS)
    yield _bound(node, "collect.digits.max_digits", digits.max_digits, 1, MAX_DIGITS)
    pause = digits.inter_digit_timeout_ms
    yield _bound(node, "collect.digits.inter_digit_timeout_ms", pause, 500, 20000)


def _bound(node: Node, path: str, value: float, low: float, high: float | None = None) -> Bound:
    return Bound(node_path(node, path), value, low, high, node.id)
