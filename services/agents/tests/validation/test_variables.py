"""Variables are checked: names, options, defaults, and what is put into them."""

from collections.abc import Callable

from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec, Variable

Finds = Callable[..., None]
NodeOf = Callable[[str], Node]
VariableOf = Callable[[str], Variable]


def test_two_variables_of_one_name(spec: AgentSpec, finds: Finds, variable: VariableOf) -> None:
    spec.variables.append(variable("age"))
    finds(("variables[age].name", "DUPLICATE_VARIABLE"))


def test_variable_name_with_a_space(spec: AgentSpec, finds: Finds) -> None:
    spec.variables.add(name="first name")
    finds(("variables[first name].name", "BAD_VARIABLE_NAME"))


def test_variable_of_the_system(spec: AgentSpec, finds: Finds) -> None:
    spec.variables.add(name="today")
    finds(("variables[today].name", "BAD_VARIABLE_NAME"))


def test_choice_without_options(spec: AgentSpec, finds: Finds, variable: VariableOf) -> None:
    variable("service").ClearField("options")
    finds(("variables[service].options", "CHOICE_WITHOUT_OPTIONS"))


def test_option_said_like_another(spec: AgentSpec, finds: Finds, variable: VariableOf) -> None:
    variable("service").options[1].synonyms.append("A Cleaning")
    finds(("variables[service].options[1]", "DUPLICATE_OPTION"))


def test_a_choice_may_be_keyed_in(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("service").collect.digits.SetInParent()
    finds()


def test_answer_into_a_number(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").ask.answer_variable = "age"
    finds(("graph.nodes[help].ask.answer_variable", "WRONG_VARIABLE_TYPE"))


def test_example_with_a_text(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").edges[0].intent.examples[0] = "book a {wish}"
    finds(("graph.nodes[help].edges[0].intent.examples[0]", "WRONG_VARIABLE_TYPE"))


def test_example_with_a_system_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").edges[0].intent.examples[0] = "book for {today}"
    finds(("graph.nodes[help].edges[0].intent.examples[0]", "WRONG_VARIABLE_TYPE"))


def test_defaults_of_the_wrong_type(spec: AgentSpec, finds: Finds, variable: VariableOf) -> None:
    variable("service").default_value = "a cleaning"
    variable("phone").default_value = "12a"
    variable("age").default_value = "nan"
    spec.variables.add(name="sure", type=spec_pb2.VARIABLE_TYPE_BOOLEAN, default_value="yes")
    finds(
        ("variables[service].default_value", "WRONG_VARIABLE_TYPE"),
        ("variables[phone].default_value", "WRONG_VARIABLE_TYPE"),
        ("variables[age].default_value", "WRONG_VARIABLE_TYPE"),
        ("variables[sure].default_value", "WRONG_VARIABLE_TYPE"),
    )
