"""Rules for variables: they have usable names and values, and hold what the conversation puts into them."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from voicera.agents.v1 import spec_pb2
from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import Variable
from voicera_agents.validation.problem import Problem, Reason, in_node
from voicera_agents.validation.subject import SYSTEM_VARIABLES, Subject
from voicera_agents.validation.template import NAME, form_problem, names_in

TEXT: Final = frozenset({spec_pb2.VARIABLE_TYPE_UNSPECIFIED, spec_pb2.VARIABLE_TYPE_TEXT})
CHOICE: Final = spec_pb2.VARIABLE_TYPE_CHOICE
KEYS: Final = frozenset("0123456789*#")


def variable_names_are_names(subject: Subject) -> Iterator[Problem]:
    for variable in subject.spec.variables:
        if not NAME.fullmatch(variable.name):
            said = "must be a letter, then letters, digits and underscores"
            yield _problem(variable, "name", Reason.BAD_VARIABLE_NAME, said)
        elif variable.name in SYSTEM_VARIABLES:
            yield _problem(variable, "name", Reason.BAD_VARIABLE_NAME, "the system sets this variable")


def variable_names_are_unique(subject: Subject) -> Iterator[Problem]:
    uses = Counter(variable.name for variable in subject.spec.variables)
    for name, count in uses.items():
        if count > 1:
            said = "another variable has this name"
            yield Problem(f"variables[{name}].name", Reason.DUPLICATE_VARIABLE, said)


def choices_have_options(subject: Subject) -> Iterator[Problem]:
    for variable in subject.spec.variables:
        if variable.type == CHOICE and not variable.options:
            said = "give the values to choose from"
            yield _problem(variable, "options", Reason.CHOICE_WITHOUT_OPTIONS, said)


def options_are_not_blank(subject: Subject) -> Iterator[Problem]:
    for variable in subject.spec.variables:
        for at, option in enumerate(variable.options):
            if not option.value.strip():
                yield _problem(variable, f"options[{at}].value", Reason.EMPTY_TEXT, "must not be blank")
            for index, synonym in enumerate(option.synonyms):
                if not synonym.strip():
                    path = f"options[{at}].synonyms[{index}]"
                    yield _problem(variable, path, Reason.EMPTY_TEXT, "must not be blank")


def options_are_told_apart(subject: Subject) -> Iterator[Problem]:
    for variable in subject.spec.variables:
        owners: dict[str, int] = {}
        for at, option in enumerate(variable.options):
            for words in (option.value, *option.synonyms):
                if words.strip() and owners.setdefault(words.strip().casefold(), at) != at:
                    said = f"two options are said as {words}"
                    yield _problem(variable, f"options[{at}]", Reason.DUPLICATE_OPTION, said)


def defaults_fit(subject: Subject) -> Iterator[Problem]:
    for variable in subject.spec.variables:
        if variable.default_value and not _fits(variable, variable.default_value):
            said = "is not a value of this type"
            yield _problem(variable, "default_value", Reason.WRONG_VARIABLE_TYPE, said)


def compared_variables_exist(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        for at, edge in enumerate(node.edges):
            for index, comparison in enumerate(edge.rule.all):
                path = f"edges[{at}].rule.all[{index}].variable"
                if not subject.knows(comparison.variable):
                    yield _unknown(node, path, comparison.variable)


def collected_variables_exist(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        if not node.HasField("collect"):
            continue
        if node.collect.variable not in subject.variables:
            yield _unknown(node, "collect.variable", node.collect.variable)


def answer_variables_fit(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        if not node.ask.answer_variable:
            continue
        variable = subject.variables.get(node.ask.answer_variable)
        if variable is None:
            yield _unknown(node, "ask.answer_variable", node.ask.answer_variable)
        elif variable.type not in TEXT:
            said = f"the answer's words are text, and {variable.name} is not"
            yield in_node(node, "ask.answer_variable", Reason.WRONG_VARIABLE_TYPE, said)


def example_slots_are_choices(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        for at, edge in enumerate(node.edges):
            for index, example in enumerate(edge.intent.examples):
                yield from _check_example(subject, node, f"edges[{at}].intent.examples[{index}]", example)


def _check_example(subject: Subject, node: Node, path: str, example: str) -> Iterator[Problem]:
    wrong = form_problem(example)
    if wrong:
        yield in_node(node, path, Reason.BAD_TEMPLATE, wrong)
        return
    for name in dict.fromkeys(names_in(example)):
        if not subject.knows(name):
            yield _unknown(node, path, name)
        elif name not in subject.variables or subject.variables[name].type != CHOICE:
            said = f"{{{name}}} is not a CHOICE, so it has no words to expect"
            yield in_node(node, path, Reason.WRONG_VARIABLE_TYPE, said)


def phrases_hold_the_value(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        for index, phrase in enumerate(node.collect.phrases):
            yield from _check_phrase(subject, node, f"collect.phrases[{index}]", phrase)


def _check_phrase(subject: Subject, node: Node, path: str, phrase: str) -> Iterator[Problem]:
    variable, names = node.collect.variable, names_in(phrase)
    unknown = next((name for name in names if NAME.fullmatch(name) and not subject.knows(name)), None)
    if not phrase.strip():
        yield in_node(node, path, Reason.EMPTY_TEXT, "must not be blank")
    elif wrong := form_problem(phrase):
        yield in_node(node, path, Reason.BAD_TEMPLATE, wrong)
    elif unknown is not None:
        yield _unknown(node, path, unknown)
    elif names != (variable,):
        said = f"must hold {{{variable}}} once, where the value stands, and no other variable"
        yield in_node(node, path, Reason.BAD_TEMPLATE, said)


def terminators_are_keys(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        key = node.collect.digits.terminator
        if key and key not in KEYS:
            said = "must be one of 0-9, * and #"
            yield in_node(node, "collect.digits.terminator", Reason.BAD_DIGIT, said)


def _fits(variable: Variable, value: str) -> bool:
    match variable.type:
        case spec_pb2.VARIABLE_TYPE_CHOICE:
            return any(option.value == value for option in variable.options)
        case spec_pb2.VARIABLE_TYPE_NUMBER:
            return _is_number(value)
        case spec_pb2.VARIABLE_TYPE_DIGITS:
            return value.isascii() and value.isdigit()
        case spec_pb2.VARIABLE_TYPE_BOOLEAN:
            return value in {"true", "false"}
        case _:
            return True


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _problem(variable: Variable, path: str, reason: Reason, description: str) -> Problem:
    return Problem(f"variables[{variable.name}].{path}", reason, description)


def _unknown(node: Node, path: str, name: str) -> Problem:
    said = f"there is no variable {name}" if name else "name a variable"
    return in_node(node, path, Reason.UNKNOWN_VARIABLE, said)
