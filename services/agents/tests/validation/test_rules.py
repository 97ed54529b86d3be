"""Every rule finds its problem, names the field and nothing else."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from google.protobuf.json_format import ParseDict

from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.graph_pb2 import Edge, Node, Tool
from voicera.agents.v1.spec_pb2 import AgentSpec, Variable
from voicera_agents.integration.catalogue import Catalogue, merge
from voicera_agents.limits import MAX_PROBLEMS
from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.rules import problems_of

Break = Callable[[AgentSpec], object]
CASES: list[tuple[str, Break, set[tuple[str, str]]]] = []


def breaks(*found: tuple[str, str]) -> Callable[[Break], Break]:
    """Say which problems, by field and reason, a change to the sound spec causes."""

    def add(change: Break) -> Break:
        CASES.append((change.__name__, change, set(found)))
        return change

    return add


def node(spec: AgentSpec, node_id: str) -> Node:
    return next(each for each in spec.graph.nodes if each.id == node_id)


def variable(spec: AgentSpec, name: str) -> Variable:
    return next(each for each in spec.variables if each.name == name)


@breaks(("graph.nodes", "NO_NODES"))
def no_nodes(spec: AgentSpec) -> None:
    spec.graph.ClearField("nodes")


@breaks(("graph.start_node", "START_NODE_UNKNOWN"))
def start_node_elsewhere(spec: AgentSpec) -> None:
    spec.graph.start_node = "hallo"


@breaks(("graph.start_node", "START_NODE_UNKNOWN"))
def start_node_missing(spec: AgentSpec) -> None:
    spec.graph.start_node = ""


@breaks(("graph.nodes[bye].id", "DUPLICATE_NODE"))
def two_nodes_of_one_name(spec: AgentSpec) -> None:
    spec.graph.nodes.append(node(spec, "bye"))


@breaks(("graph.nodes[9 lives].id", "BAD_NODE_ID"), ("graph.nodes[9 lives]", "UNREACHABLE_NODE"))
def node_id_with_a_space(spec: AgentSpec) -> None:
    spec.graph.nodes.add(id="9 lives", hang_up={})


@breaks(("graph.nodes[bye]", "NODE_WITHOUT_KIND"))
def node_that_does_nothing(spec: AgentSpec) -> None:
    node(spec, "bye").ClearField("hang_up")


@breaks(("graph.nodes[island]", "UNREACHABLE_NODE"))
def island(spec: AgentSpec) -> None:
    spec.graph.nodes.add(id="island", hang_up={})


@breaks(("graph.nodes[check].edges", "ENDLESS_CYCLE"))
def branch_that_leads_to_itself(spec: AgentSpec) -> None:
    node(spec, "check").edges[1].to = "check"


@breaks(("graph.nodes[check].edges", "ENDLESS_CYCLE"))
def talkative_circle(spec: AgentSpec) -> None:
    spec.graph.nodes.add(id="again", say={"text": "Again."}, edges=[Edge(to="check", otherwise={})])
    node(spec, "check").edges[1].to = "again"


@breaks(("graph.nodes[hello].edges[0].to", "UNKNOWN_EDGE_TARGET"))
def edge_to_nowhere(spec: AgentSpec) -> None:
    node(spec, "hello").edges[0].to = "nowhere"
    node(spec, "hello").edges.add(to="help", rule={"all": [{"variable": "age", "operator": 8}]})


@breaks(("graph.nodes[check].edges", "MISSING_DEFAULT_EDGE"))
def no_default_edge(spec: AgentSpec) -> None:
    del node(spec, "check").edges[1]


@breaks(("graph.nodes[hello].edges[1]", "DUPLICATE_DEFAULT_EDGE"))
def two_default_edges(spec: AgentSpec) -> None:
    node(spec, "hello").edges.add(to="bye", otherwise={})


@breaks(("graph.nodes[bye].edges", "EDGE_AFTER_END"))
def edge_after_hanging_up(spec: AgentSpec) -> None:
    node(spec, "bye").edges.add(to="hello", otherwise={})


@breaks(("graph.nodes[person].edges", "EDGE_AFTER_END"))
def edge_after_a_transfer(spec: AgentSpec) -> None:
    node(spec, "person").edges.add(to="bye", otherwise={})


@breaks(("graph.nodes[hello].edges[1]", "EDGE_WITHOUT_CONDITION"))
def edge_without_condition(spec: AgentSpec) -> None:
    node(spec, "hello").edges.add(to="bye")


@breaks(("graph.nodes[hello].edges[1].intent", "INTENT_ON_WRONG_NODE"))
def intent_on_a_say_node(spec: AgentSpec) -> None:
    node(spec, "hello").edges.add(to="bye", intent={"name": "bye", "examples": ["goodbye"]})


@breaks(("graph.nodes[service].edges[1].intent", "INTENT_ON_WRONG_NODE"))
def intent_on_a_collect_node(spec: AgentSpec) -> None:
    node(spec, "service").edges.add(to="bye", intent={"name": "bye", "examples": ["goodbye"]})


@breaks(("graph.nodes[help].edges[0].intent.examples", "INTENT_WITHOUT_EXAMPLES"))
def intent_that_cannot_be_said(spec: AgentSpec) -> None:
    intent = node(spec, "help").edges[0].intent
    intent.ClearField("examples")
    intent.digit = ""


@breaks(("graph.nodes[check].edges[0].rule.all", "RULE_EMPTY"))
def rule_without_comparison(spec: AgentSpec) -> None:
    node(spec, "check").edges[0].rule.ClearField("all")


@breaks(("graph.nodes[check].edges[0].rule.all[0].operator", "OPERATOR_MISSING"))
def comparison_without_operator(spec: AgentSpec) -> None:
    node(spec, "check").edges[0].rule.all[0].operator = 0


@breaks(("graph.nodes[check].edges[0].rule.all[0].operator", "OPERATOR_MISSING"))
def operator_from_the_future(spec: AgentSpec) -> None:
    node(spec, "check").edges[0].rule.all[0].operator = 99


@breaks(("graph.nodes[help].edges[0].intent.digit", "BAD_DIGIT"))
def key_that_is_none(spec: AgentSpec) -> None:
    node(spec, "help").edges[0].intent.digit = "12"


@breaks(
    ("graph.nodes[help].edges[0].intent.digit", "BAD_DIGIT"),
    ("graph.nodes[help].edges[1].intent.digit", "BAD_DIGIT"),
)
def key_for_two_intents(spec: AgentSpec) -> None:
    node(spec, "help").edges[0].intent.digit = "0"


@breaks(("graph.nodes[phone].collect.digits.terminator", "BAD_DIGIT"))
def terminator_that_is_no_key(spec: AgentSpec) -> None:
    node(spec, "phone").collect.digits.terminator = "x"


@breaks(("greeting", "UNKNOWN_VARIABLE"))
def greeting_with_unknown_variable(spec: AgentSpec) -> None:
    spec.greeting = "Hello {name}"


@breaks(
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
)
def every_template_with_unknown_variable(spec: AgentSpec) -> None:
    text = "{nobody}"
    node(spec, "hello").say.text = text
    node(spec, "help").ask.prompt = text
    node(spec, "help").ask.reprompts[:] = [text]
    node(spec, "service").collect.prompt = text
    node(spec, "service").collect.reprompts[:] = [text]
    node(spec, "talk").prompt.instructions = text
    node(spec, "talk").prompt.opening = text
    node(spec, "person").transfer.to = text
    node(spec, "person").transfer.announcement = text
    node(spec, "bye").hang_up.farewell = text
    node(spec, "check").edges[0].rule.all[0].value = text
    spec.silence.prompts[:] = [text]
    spec.silence.farewell = text
    spec.limits.farewell = text


@breaks(("graph.nodes[check].edges[0].rule.all[0].variable", "UNKNOWN_VARIABLE"))
def rule_about_unknown_variable(spec: AgentSpec) -> None:
    node(spec, "check").edges[0].rule.all[0].variable = "nobody"


@breaks(
    ("graph.nodes[service].collect.variable", "UNKNOWN_VARIABLE"),
    ("graph.nodes[service].collect.phrases[0]", "BAD_TEMPLATE"),
)
def collecting_unknown_variable(spec: AgentSpec) -> None:
    node(spec, "service").collect.variable = "nobody"


@breaks(("graph.nodes[phone].collect.variable", "UNKNOWN_VARIABLE"))
def collecting_what_the_system_sets(spec: AgentSpec) -> None:
    node(spec, "phone").collect.variable = "caller_number"


@breaks(("graph.nodes[help].ask.answer_variable", "UNKNOWN_VARIABLE"))
def answer_into_unknown_variable(spec: AgentSpec) -> None:
    node(spec, "help").ask.answer_variable = "nobody"


@breaks(("graph.nodes[help].edges[0].intent.examples[0]", "UNKNOWN_VARIABLE"))
def example_with_unknown_variable(spec: AgentSpec) -> None:
    node(spec, "help").edges[0].intent.examples[0] = "book a {nobody}"


@breaks(("graph.nodes[service].collect.phrases[0]", "UNKNOWN_VARIABLE"))
def phrase_with_unknown_variable(spec: AgentSpec) -> None:
    node(spec, "service").collect.phrases[0] = "a {nobody} please"


@breaks(("graph.nodes[talk].prompt.tools[note_age].assigns[years]", "UNKNOWN_VARIABLE"))
def tool_into_unknown_variable(spec: AgentSpec) -> None:
    node(spec, "talk").prompt.tools[0].assigns["years"] = "nobody"


@breaks(("greeting", "BAD_TEMPLATE"))
def brace_left_open(spec: AgentSpec) -> None:
    spec.greeting = "Hello {caller_number"


@breaks(("graph.nodes[hello].say.text", "BAD_TEMPLATE"))
def brace_without_name(spec: AgentSpec) -> None:
    node(spec, "hello").say.text = "Hello {}"


@breaks(("graph.nodes[hello].say.text", "BAD_TEMPLATE"))
def expression_in_braces(spec: AgentSpec) -> None:
    node(spec, "hello").say.text = "Hello {age + 1}"


@breaks(("graph.nodes[help].edges[0].intent.examples[0]", "BAD_TEMPLATE"))
def example_with_a_stray_brace(spec: AgentSpec) -> None:
    node(spec, "help").edges[0].intent.examples[0] = "book a service}"


@breaks(("graph.nodes[service].collect.phrases[0]", "BAD_TEMPLATE"))
def phrase_without_the_value(spec: AgentSpec) -> None:
    node(spec, "service").collect.phrases[0] = "a thing please"


@breaks(("graph.nodes[service].collect.phrases[0]", "BAD_TEMPLATE"))
def phrase_with_another_variable(spec: AgentSpec) -> None:
    node(spec, "service").collect.phrases[0] = "a {service} at {age}"


@breaks(("variables[age].name", "DUPLICATE_VARIABLE"))
def two_variables_of_one_name(spec: AgentSpec) -> None:
    spec.variables.append(variable(spec, "age"))


@breaks(("variables[first name].name", "BAD_VARIABLE_NAME"))
def variable_name_with_a_space(spec: AgentSpec) -> None:
    spec.variables.add(name="first name")


@breaks(("variables[today].name", "BAD_VARIABLE_NAME"))
def variable_of_the_system(spec: AgentSpec) -> None:
    spec.variables.add(name="today")


@breaks(("variables[service].options", "CHOICE_WITHOUT_OPTIONS"))
def choice_without_options(spec: AgentSpec) -> None:
    variable(spec, "service").ClearField("options")


@breaks(("variables[service].options[1]", "DUPLICATE_OPTION"))
def option_said_like_another(spec: AgentSpec) -> None:
    variable(spec, "service").options[1].synonyms.append("A Cleaning")


@breaks(
    ("variables[service].options[0].value", "EMPTY_TEXT"),
    ("variables[service].options[0].synonyms[0]", "EMPTY_TEXT"),
)
def blank_options(spec: AgentSpec) -> None:
    option = variable(spec, "service").options[0]
    option.value = option.synonyms[0] = " "


@breaks(("graph.nodes[service].collect.digits", "WRONG_VARIABLE_TYPE"))
def keys_for_a_choice(spec: AgentSpec) -> None:
    node(spec, "service").collect.digits.SetInParent()


@breaks(("graph.nodes[help].ask.answer_variable", "WRONG_VARIABLE_TYPE"))
def answer_into_a_number(spec: AgentSpec) -> None:
    node(spec, "help").ask.answer_variable = "age"


@breaks(("graph.nodes[help].edges[0].intent.examples[0]", "WRONG_VARIABLE_TYPE"))
def example_with_a_text(spec: AgentSpec) -> None:
    node(spec, "help").edges[0].intent.examples[0] = "book a {wish}"


@breaks(("graph.nodes[help].edges[0].intent.examples[0]", "WRONG_VARIABLE_TYPE"))
def example_with_a_system_variable(spec: AgentSpec) -> None:
    node(spec, "help").edges[0].intent.examples[0] = "book for {today}"


@breaks(
    ("variables[service].default_value", "WRONG_VARIABLE_TYPE"),
    ("variables[phone].default_value", "WRONG_VARIABLE_TYPE"),
    ("variables[age].default_value", "WRONG_VARIABLE_TYPE"),
    ("variables[sure].default_value", "WRONG_VARIABLE_TYPE"),
)
def defaults_of_the_wrong_type(spec: AgentSpec) -> None:
    variable(spec, "service").default_value = "a cleaning"
    variable(spec, "phone").default_value = "12a"
    variable(spec, "age").default_value = "nan"
    spec.variables.add(name="sure", type=spec_pb2.VARIABLE_TYPE_BOOLEAN, default_value="yes")


@breaks(
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
def blank_texts(spec: AgentSpec) -> None:
    node(spec, "hello").say.text = " "
    node(spec, "help").ask.prompt = ""
    node(spec, "help").ask.reprompts[0] = ""
    node(spec, "help").edges[0].intent.name = ""
    node(spec, "help").edges[0].intent.examples[0] = ""
    node(spec, "service").collect.prompt = ""
    node(spec, "service").collect.reprompts[0] = "\n"
    node(spec, "service").collect.phrases[0] = ""
    node(spec, "talk").prompt.instructions = ""
    node(spec, "person").transfer.to = ""
    spec.silence.prompts[0] = ""
    spec.vocabulary[0] = ""


@breaks(("graph.nodes[person].transfer.to", "BAD_PHONE_NUMBER"))
def transfer_to_a_national_number(spec: AgentSpec) -> None:
    node(spec, "person").transfer.to = "08000000003"


@breaks(("graph.nodes[person].transfer.to", "BAD_PHONE_NUMBER"))
def transfer_to_too_short_a_number(spec: AgentSpec) -> None:
    node(spec, "person").transfer.to = "+9180000"


@breaks(("graph.nodes[talk].prompt.tools[note age].name", "BAD_TOOL"))
def tool_name_with_a_space(spec: AgentSpec) -> None:
    node(spec, "talk").prompt.tools[0].name = "note age"


@breaks(("graph.nodes[talk].prompt.tools[book].name", "BAD_TOOL"))
def tool_named_like_an_intent(spec: AgentSpec) -> None:
    node(spec, "talk").prompt.tools[0].name = "book"


@breaks(("graph.nodes[talk].prompt.tools[note_age].name", "BAD_TOOL"))
def two_tools_of_one_name(spec: AgentSpec) -> None:
    tools = node(spec, "talk").prompt.tools
    tools.append(tools[0])


@breaks(("graph.nodes[talk].prompt.tools[note_age].parameters", "BAD_TOOL"))
def tool_without_a_schema(spec: AgentSpec) -> None:
    node(spec, "talk").prompt.tools[0].parameters["properties"]["years"]["type"] = "year"


@breaks(("graph.nodes[talk].prompt.tools[note_age].parameters", "BAD_TOOL"))
def tool_that_takes_no_object(spec: AgentSpec) -> None:
    node(spec, "talk").prompt.tools[0].parameters["type"] = "array"


@breaks(("graph.nodes[talk].prompt.tools[note_age].assigns[months]", "BAD_TOOL"))
def tool_that_assigns_what_it_has_not(spec: AgentSpec) -> None:
    node(spec, "talk").prompt.tools[0].assigns["months"] = "age"


@breaks(
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
def numbers_out_of_range(spec: AgentSpec) -> None:
    spec.turn_taking.wait_ms = 199
    spec.turn_taking.speech_start_ms = 1001
    spec.turn_taking.end_of_turn = 9
    spec.silence.prompt_after_ms = 60001
    spec.silence.max_prompts = -1
    spec.limits.max_duration_s = 9
    spec.text_to_speech[0].speaking_rate = float("nan")
    spec.language_model[0].temperature = 2.1
    spec.language_model[0].max_output_tokens = -1
    variable(spec, "wish").type = 9
    node(spec, "help").ask.answer_variable = ""


@breaks(
    ("graph.nodes[help].ask.max_attempts", "OUT_OF_RANGE"),
    ("graph.nodes[service].collect.max_attempts", "OUT_OF_RANGE"),
    ("graph.nodes[phone].collect.digits.min_digits", "OUT_OF_RANGE"),
    ("graph.nodes[phone].collect.digits.max_digits", "OUT_OF_RANGE"),
    ("graph.nodes[phone].collect.digits.inter_digit_timeout_ms", "OUT_OF_RANGE"),
    ("graph.nodes[talk].prompt.max_turns", "OUT_OF_RANGE"),
)
def nodes_out_of_range(spec: AgentSpec) -> None:
    node(spec, "help").ask.max_attempts = 11
    node(spec, "service").collect.max_attempts = -1
    digits = node(spec, "phone").collect.digits
    digits.min_digits, digits.max_digits, digits.inter_digit_timeout_ms = 33, 34, 499
    node(spec, "talk").prompt.max_turns = -1


@breaks(("graph.nodes[phone].collect.digits.min_digits", "OUT_OF_RANGE"))
def fewest_digits_above_most(spec: AgentSpec) -> None:
    node(spec, "phone").collect.digits.min_digits = 11


@breaks(("language", "BAD_LANGUAGE"))
def language_that_is_none(spec: AgentSpec) -> None:
    spec.language = "English"


@breaks(("language", "BAD_LANGUAGE"))
def no_language(spec: AgentSpec) -> None:
    spec.language = ""


@breaks(("speech_to_text", "NO_RECOGNIZER"))
def no_recognizer(spec: AgentSpec) -> None:
    spec.ClearField("speech_to_text")


@breaks(("text_to_speech", "NO_VOICE"))
def no_voice(spec: AgentSpec) -> None:
    spec.ClearField("text_to_speech")


@breaks(("language_model", "NO_LANGUAGE_MODEL"))
def no_language_model(spec: AgentSpec) -> None:
    spec.ClearField("language_model")


@breaks(("speech_to_text[1].adapter", "UNKNOWN_ADAPTER"))
def recognizer_nobody_offers(spec: AgentSpec) -> None:
    spec.speech_to_text.add(adapter="whisper")


@breaks(("speech_to_text[0].adapter", "UNKNOWN_ADAPTER"))
def voice_as_recognizer(spec: AgentSpec) -> None:
    spec.speech_to_text[0].adapter = "espeak"


@breaks(("language_model[1].adapter", "UNKNOWN_ADAPTER"))
def adapter_without_a_name(spec: AgentSpec) -> None:
    spec.language_model.add()


@breaks(("language_model[1].adapter", "ADAPTER_UNAVAILABLE"))
def adapter_without_its_key(spec: AgentSpec) -> None:
    spec.language_model.add(adapter="openai", model="anything")


@breaks(("text_to_speech[0].voice", "UNKNOWN_VOICE"))
def voice_the_adapter_has_not(spec: AgentSpec) -> None:
    spec.text_to_speech[0].voice = "robot"


@breaks(("text_to_speech[0].voice", "UNKNOWN_VOICE"))
def voice_without_a_name(spec: AgentSpec) -> None:
    spec.text_to_speech[0].voice = ""


@breaks(("speech_to_text[0].model", "UNKNOWN_MODEL"))
def model_the_adapter_has_not(spec: AgentSpec) -> None:
    spec.speech_to_text[0].model = "large"


@breaks(("speech_to_text[0].adapter", "LANGUAGE_NOT_SUPPORTED"))
def recognizer_of_another_country(spec: AgentSpec) -> None:
    spec.language = "en-AU"


@breaks(("text_to_speech[0].adapter", "LANGUAGE_NOT_SUPPORTED"))
def voice_of_another_language(spec: AgentSpec) -> None:
    spec.text_to_speech[0].voice = "hi"


@breaks(("speech_to_text[0].settings", "BAD_SETTINGS"))
def settings_where_there_are_none(spec: AgentSpec) -> None:
    spec.speech_to_text[0].settings["beam"] = 1


@breaks(
    ("language_model[1].adapter", "ADAPTER_UNAVAILABLE"),
    ("language_model[1].settings", "BAD_SETTINGS"),
    ("language_model[1].settings.timeout_s", "BAD_SETTINGS"),
    ("language_model[1].settings.stop[1]", "BAD_SETTINGS"),
)
def settings_outside_the_schema(spec: AgentSpec) -> None:
    settings = {"timeout_s": 0, "stop": ["a", 1], "seed": 1}
    ParseDict({"adapter": "openai", "settings": settings}, spec.language_model.add())


@pytest.mark.parametrize(("name", "change", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_broken_spec_has_exactly_this_problem(
    spec: AgentSpec, catalogue: Catalogue, name: str, change: Break, expected: set[tuple[str, str]]
) -> None:
    change(spec)
    found = problems_of(spec, catalogue)
    assert {(problem.field, problem.reason.value) for problem in found} == expected
    assert all(problem.description for problem in found)


def test_a_problem_of_a_node_names_the_node(spec: AgentSpec, catalogue: Catalogue) -> None:
    for _, change, _ in CASES:
        changed = AgentSpec()
        changed.CopyFrom(spec)
        change(changed)
        for problem in problems_of(changed, catalogue):
            named = problem.field.startswith("graph.nodes[")
            assert problem.node_id or not named
            assert not named or f"[{problem.node_id}]" in problem.field


def test_every_reason_has_a_case() -> None:
    given = {reason for _, _, expected in CASES for _, reason in expected}
    assert set(Reason) - given == {Reason.ADAPTERS_UNREACHABLE}


def test_a_sound_spec_has_no_problem(spec: AgentSpec, catalogue: Catalogue) -> None:
    assert problems_of(spec, catalogue) == ()


def test_an_empty_spec_is_told_what_it_lacks(catalogue: Catalogue) -> None:
    found = {problem.reason.value for problem in problems_of(AgentSpec(), catalogue)}
    assert found == {"NO_NODES", "BAD_LANGUAGE", "NO_RECOGNIZER", "NO_VOICE"}


def test_a_conversation_may_go_round_through_a_question(spec: AgentSpec, catalogue: Catalogue) -> None:
    node(spec, "bye").ClearField("kind")
    node(spec, "bye").ask.prompt = "Anything else?"
    node(spec, "bye").edges.add(to="hello", otherwise={})
    assert problems_of(spec, catalogue) == ()


def test_instructions_for_a_model_may_hold_json(spec: AgentSpec, catalogue: Catalogue) -> None:
    node(spec, "talk").prompt.instructions = 'Answer {wish} like {"text": "…"} or {}.'
    assert problems_of(spec, catalogue) == ()


def test_each_endless_cycle_is_found_once(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.graph.ClearField("nodes")
    for names in (("hello", "a", "b", "hello"), ("c", "d", "c")):
        for here, there in pairwise(names):
            spec.graph.nodes.add(id=here, branch={}, edges=[Edge(to=there, otherwise={})])
    cycles = [each for each in problems_of(spec, catalogue) if each.reason is Reason.ENDLESS_CYCLE]
    assert sorted(each.node_id for each in cycles) == ["c", "hello"]
    assert any("a, b, hello" in each.description for each in cycles)


def test_a_long_chain_of_nodes_is_no_cycle(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.graph.ClearField("nodes")
    names = ["hello", *(f"n{index}" for index in range(498))]
    for here, there in pairwise([*names, "bye"]):
        spec.graph.nodes.add(id=here, say={"text": "And."}, edges=[Edge(to=there, otherwise={})])
    spec.graph.nodes.add(id="bye", hang_up={})
    assert problems_of(spec, catalogue) == ()


def test_more_than_500_nodes_are_out_of_range(spec: AgentSpec, catalogue: Catalogue) -> None:
    for index in range(493):
        spec.graph.nodes.add(id=f"n{index}", hang_up={})
        node(spec, "check").edges.add(to=f"n{index}", rule={"all": [{"variable": "age", "operator": 8}]})
    (problem,) = problems_of(spec, catalogue)
    assert (problem.field, problem.reason) == ("graph.nodes", Reason.OUT_OF_RANGE)


def test_more_tools_than_can_be_checked_are_out_of_range(spec: AgentSpec, catalogue: Catalogue) -> None:
    for index in range(17):
        added = spec.graph.nodes.add(id=f"n{index}", prompt={"instructions": "Talk."})
        added.edges.add(to="bye", otherwise={})
        added.prompt.tools.extend(Tool(name=f"tool_{number}") for number in range(60))
        node(spec, "check").edges.add(to=added.id, rule={"all": [{"variable": "age", "operator": 8}]})
    (problem,) = problems_of(spec, catalogue)
    assert (problem.field, problem.reason) == ("graph.nodes.prompt.tools", Reason.OUT_OF_RANGE)


def test_a_silent_pool_does_not_make_its_adapters_unknown(spec: AgentSpec) -> None:
    (problem,) = problems_of(spec, merge([("core", ()), ("espeak", None)]))[:1]
    assert problem.reason is Reason.ADAPTERS_UNREACHABLE
    found = problems_of(spec, merge([("core", ()), ("espeak", None)]))
    assert {each.reason for each in found} == {Reason.ADAPTERS_UNREACHABLE}
    assert {each.field for each in found} == {
        "speech_to_text[0].adapter",
        "text_to_speech[0].adapter",
        "language_model[0].adapter",
    }
    assert "espeak" in problem.description


def test_adapters_of_pools_that_answered_are_still_checked(spec: AgentSpec, catalogue: Catalogue) -> None:
    partial = Catalogue(
        tuple(each for each in catalogue.adapters if each.id != "espeak"), unavailable_pools=("espeak",)
    )
    spec.speech_to_text[0].model = "large"
    found = {(each.field, each.reason) for each in problems_of(spec, partial)}
    assert found == {
        ("speech_to_text[0].model", Reason.UNKNOWN_MODEL),
        ("text_to_speech[0].adapter", Reason.ADAPTERS_UNREACHABLE),
    }


def test_the_description_says_what_an_unavailable_adapter_lacks(
    spec: AgentSpec, catalogue: Catalogue
) -> None:
    spec.language_model[0].adapter = "openai"
    (problem,) = problems_of(spec, catalogue)
    assert "Set VOICERA_OPENAI_API_KEY" in problem.description


def test_problems_are_bounded(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.vocabulary.extend([""] * 2000)
    found = problems_of(spec, catalogue)
    assert len(found) == MAX_PROBLEMS
    assert isinstance(found[0], Problem)
