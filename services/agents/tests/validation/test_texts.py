"""What is said and heard is checked: names between braces, and blanks."""

from collections.abc import Callable

from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec, Variable
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.validation.rules import problems_of

Finds = Callable[..., None]
NodeOf = Callable[[str], Node]
VariableOf = Callable[[str], Variable]


def test_greeting_with_unknown_variable(spec: AgentSpec, finds: Finds) -> None:
    spec.greeting = "Hello {name}"
    finds(("greeting", "UNKNOWN_VARIABLE"))


def test_every_template_with_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    text = "{nobody}"
    node("hello").say.text = text
    node("help").ask.prompt = text
    node("help").ask.reprompts[:] = [text]
    node("service").collect.prompt = text
    node("service").collect.reprompts[:] = [text]
    node("talk").prompt.instructions = text
    node("talk").prompt.opening = text
    node("person").transfer.to = text
    node("person").transfer.announcement = text
    node("bye").hang_up.farewell = text
    node("check").edges[0].rule.all[0].value = text
    spec.silence.prompts[:] = [text]
    spec.silence.farewell = text
    spec.limits.farewell = text
    spec.failover.bridge_line = text
    finds(
        ("graph.nodes[hello].say.text", "UNKNOWN_VARIABLE"),
        ("graph.nodes[help].ask.prompt", "UNKNOWN_VARIABLE"),
        ("graph.nodes[help].ask.reprompts[0]", "UNKNOWN_VARIABLE"),
        ("graph.nodes[service].collect.prompt", "UNKNOWN_VARIABLE"),
        ("graph.nodes[service].collect.reprompts[0]", "UNKNOWN_VARIABLE"),
        ("graph.nodes[talk].prompt.instructions", "UNKNOWN_VARIABLE"),
        ("graph.nodes[talk].prompt.opening", "UNKNOWN_VARIABLE"),
        ("graph.nodes[person].transfer.to", "UNKNOWN_VARIABLE"),
        ("graph.nodes[person].transfer.announcement", "UNKNOWN_VARIABLE"),
        ("graph.nodes[bye].hang_up.farewell", "UNKNOWN_VARIABLE"),
        ("graph.nodes[check].edges[0].rule.all[0].value", "UNKNOWN_VARIABLE"),
        ("silence.prompts[0]", "UNKNOWN_VARIABLE"),
        ("silence.farewell", "UNKNOWN_VARIABLE"),
        ("limits.farewell", "UNKNOWN_VARIABLE"),
        ("failover.bridge_line", "UNKNOWN_VARIABLE"),
    )


def test_rule_about_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("check").edges[0].rule.all[0].variable = "nobody"
    finds(("graph.nodes[check].edges[0].rule.all[0].variable", "UNKNOWN_VARIABLE"))


def test_collecting_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("service").collect.variable = "nobody"
    finds(
        ("graph.nodes[service].collect.variable", "UNKNOWN_VARIABLE"),
        ("graph.nodes[service].collect.phrases[0]", "BAD_TEMPLATE"),
    )


def test_collecting_what_the_system_sets(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("phone").collect.variable = "caller_number"
    finds(("graph.nodes[phone].collect.variable", "UNKNOWN_VARIABLE"))


def test_answer_into_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").ask.answer_variable = "nobody"
    finds(("graph.nodes[help].ask.answer_variable", "UNKNOWN_VARIABLE"))


def test_example_with_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").edges[0].intent.examples[0] = "book a {nobody}"
    finds(("graph.nodes[help].edges[0].intent.examples[0]", "UNKNOWN_VARIABLE"))


def test_phrase_with_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("service").collect.phrases[0] = "a {nobody} please"
    finds(("graph.nodes[service].collect.phrases[0]", "UNKNOWN_VARIABLE"))


def test_tool_into_unknown_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("talk").prompt.tools[0].assigns["years"] = "nobody"
    finds(("graph.nodes[talk].prompt.tools[note_age].assigns[years]", "UNKNOWN_VARIABLE"))


def test_brace_left_open(spec: AgentSpec, finds: Finds) -> None:
    spec.greeting = "Hello {caller_number"
    finds(("greeting", "BAD_TEMPLATE"))


def test_brace_without_name(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").say.text = "Hello {}"
    finds(("graph.nodes[hello].say.text", "BAD_TEMPLATE"))


def test_expression_in_braces(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").say.text = "Hello {age + 1}"
    finds(("graph.nodes[hello].say.text", "BAD_TEMPLATE"))


def test_example_with_a_stray_brace(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").edges[0].intent.examples[0] = "book a service}"
    finds(("graph.nodes[help].edges[0].intent.examples[0]", "BAD_TEMPLATE"))


def test_phrase_without_the_value(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("service").collect.phrases[0] = "a thing please"
    finds(("graph.nodes[service].collect.phrases[0]", "BAD_TEMPLATE"))


def test_phrase_with_another_variable(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("service").collect.phrases[0] = "a {service} at {age}"
    finds(("graph.nodes[service].collect.phrases[0]", "BAD_TEMPLATE"))


def test_blank_options(spec: AgentSpec, finds: Finds, variable: VariableOf) -> None:
    option = variable("service").options[0]
    option.value = option.synonyms[0] = " "
    finds(
        ("variables[service].options[0].value", "EMPTY_TEXT"),
        ("variables[service].options[0].synonyms[0]", "EMPTY_TEXT"),
    )


def test_blank_texts(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").say.text = " "
    node("help").ask.prompt = ""
    node("help").ask.reprompts[0] = ""
    node("help").edges[0].intent.name = ""
    node("help").edges[0].intent.examples[0] = ""
    node("service").collect.prompt = ""
    node("service").collect.reprompts[0] = "\n"
    node("service").collect.phrases[0] = ""
    node("talk").prompt.instructions = ""
    node("person").transfer.to = ""
    spec.silence.prompts[0] = ""
    spec.vocabulary[0] = ""
    finds(
        ("graph.nodes[hello].say.text", "EMPTY_TEXT"),
        ("graph.nodes[help].ask.prompt", "EMPTY_TEXT"),
        ("graph.nodes[help].ask.reprompts[0]", "EMPTY_TEXT"),
        ("graph.nodes[help].edges[0].intent.name", "EMPTY_TEXT"),
        ("graph.nodes[help].edges[0].intent.examples[0]", "EMPTY_TEXT"),
        ("graph.nodes[service].collect.prompt", "EMPTY_TEXT"),
        ("graph.nodes[service].collect.reprompts[0]", "EMPTY_TEXT"),
        ("graph.nodes[service].collect.phrases[0]", "EMPTY_TEXT"),
        ("graph.nodes[talk].prompt.instructions", "EMPTY_TEXT"),
        ("graph.nodes[person].transfer.to", "EMPTY_TEXT"),
        ("silence.prompts[0]", "EMPTY_TEXT"),
        ("vocabulary[0]", "EMPTY_TEXT"),
    )


def test_instructions_for_a_model_may_hold_json(spec: AgentSpec, catalogue: Catalogue, node: NodeOf) -> None:
    node("talk").prompt.instructions = 'Answer {wish} like {"text": "…"} or {}.'
    assert problems_of(spec, catalogue) == ()
