"""Numbers are checked against the bounds of the contract."""

from collections.abc import Callable

from voicera.agents.v1.graph_pb2 import Node, Tool
from voicera.agents.v1.spec_pb2 import AgentSpec, Variable
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.validation.problem import Reason
from voicera_agents.validation.rules import problems_of

Finds = Callable[..., None]
NodeOf = Callable[[str], Node]
VariableOf = Callable[[str], Variable]


def test_numbers_out_of_range(spec: AgentSpec, finds: Finds, node: NodeOf, variable: VariableOf) -> None:
    spec.turn_taking.wait_ms = 199
    spec.turn_taking.speech_start_ms = 1001
    spec.turn_taking.end_of_turn = 9
    spec.silence.prompt_after_ms = 60001
    spec.silence.max_prompts = -1
    spec.limits.max_duration_s = 9
    spec.text_to_speech[0].speaking_rate = float("nan")
    spec.language_model[0].temperature = 2.1
    spec.language_model[0].max_output_tokens = -1
    variable("wish").type = 9
    node("help").ask.answer_variable = ""
    finds(
        ("turn_taking.wait_ms", "OUT_OF_RANGE"),
        ("turn_taking.speech_start_ms", "OUT_OF_RANGE"),
        ("turn_taking.end_of_turn", "OUT_OF_RANGE"),
        ("silence.prompt_after_ms", "OUT_OF_RANGE"),
        ("silence.max_prompts", "OUT_OF_RANGE"),
        ("limits.max_duration_s", "OUT_OF_RANGE"),
        ("text_to_speech[0].speaking_rate", "OUT_OF_RANGE"),
        ("language_model[0].temperature", "OUT_OF_RANGE"),
        ("language_model[0].max_output_tokens", "OUT_OF_RANGE"),
        ("variables[wish].type", "OUT_OF_RANGE"),
    )


def test_nodes_out_of_range(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").ask.max_attempts = 11
    node("service").collect.max_attempts = -1
    digits = node("phone").collect.digits
    digits.min_digits, digits.max_digits, digits.inter_digit_timeout_ms = 33, 34, 499
    node("talk").prompt.max_turns = -1
    finds(
        ("graph.nodes[help].ask.max_attempts", "OUT_OF_RANGE"),
        ("graph.nodes[service].collect.max_attempts", "OUT_OF_RANGE"),
        ("graph.nodes[phone].collect.digits.min_digits", "OUT_OF_RANGE"),
        ("graph.nodes[phone].collect.digits.max_digits", "OUT_OF_RANGE"),
        ("graph.nodes[phone].collect.digits.inter_digit_timeout_ms", "OUT_OF_RANGE"),
        ("graph.nodes[talk].prompt.max_turns", "OUT_OF_RANGE"),
    )


def test_fewest_digits_above_most(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("phone").collect.digits.min_digits = 11
    finds(("graph.nodes[phone].collect.digits.min_digits", "OUT_OF_RANGE"))


def test_more_than_500_nodes_are_out_of_range(spec: AgentSpec, catalogue: Catalogue, node: NodeOf) -> None:
    for index in range(493):
        spec.graph.nodes.add(id=f"n{index}", hang_up={})
        node("check").edges.add(to=f"n{index}", rule={"all": [{"variable": "age", "operator": 8}]})
    (problem,) = problems_of(spec, catalogue)
    assert (problem.field, problem.reason) == ("graph.nodes", Reason.OUT_OF_RANGE)


def test_more_tools_than_can_be_checked_are_out_of_range(
    spec: AgentSpec, catalogue: Catalogue, node: NodeOf
) -> None:
    for index in range(17):
        added = spec.graph.nodes.add(id=f"n{index}", prompt={"instructions": "Talk."})
        added.edges.add(to="bye", otherwise={})
        added.prompt.tools.extend(Tool(name=f"tool_{number}") for number in range(60))
        node("check").edges.add(to=added.id, rule={"all": [{"variable": "age", "operator": 8}]})
    (problem,) = problems_of(spec, catalogue)
    assert (problem.field, problem.reason) == ("graph.nodes.prompt.tools", Reason.OUT_OF_RANGE)


def test_failover_out_of_range(spec: AgentSpec, finds: Finds) -> None:
    spec.failover.bridge_after_ms, spec.failover.hedge_after_ms = 499, 5001
    finds(
        ("failover.bridge_after_ms", "OUT_OF_RANGE"),
        ("failover.hedge_after_ms", "OUT_OF_RANGE"),
    )
    spec.failover.bridge_after_ms, spec.failover.hedge_after_ms = 10001, 199
    finds(
        ("failover.bridge_after_ms", "OUT_OF_RANGE"),
        ("failover.hedge_after_ms", "OUT_OF_RANGE"),
    )
    spec.failover.bridge_after_ms, spec.failover.hedge_after_ms = 500, 0
    finds()
