import pytest
from google.protobuf.json_format import ParseDict

from voicera.agents.v1 import graph_pb2
from voicera_voice.dialogue.rules import holds

VALUES = {"age": "17", "city": "Pune", "limit": "18", "empty": ""}


def compare(variable: str, operator: str, value: str) -> bool:
    comparison = {"variable": variable, "operator": f"COMPARISON_OPERATOR_{operator}", "value": value}
    rule = ParseDict({"all": [comparison]}, graph_pb2.RuleCondition())
    return holds(rule, lambda name: VALUES.get(name, ""), lambda text: text.replace("{limit}", "18"))


@pytest.mark.parametrize(
    ("variable", "operator", "value", "expected"),
    [
        ("city", "EQUALS", "pune", True),
        ("city", "EQUALS", "goa", False),
        ("city", "NOT_EQUALS", "goa", True),
        ("age", "EQUALS", "17.0", True),
        ("age", "GREATER", "9", True),
        ("age", "GREATER", "17", False),
        ("age", "AT_LEAST", "17", True),
        ("age", "LESS", "{limit}", True),
        ("age", "AT_MOST", "16.5", False),
        ("city", "GREATER", "goa", True),
        ("city", "CONTAINS", "UN", True),
        ("city", "CONTAINS", "", False),
        ("city", "IS_SET", "", True),
        ("empty", "IS_SET", "", False),
        ("missing", "IS_NOT_SET", "anything", True),
        ("missing", "EQUALS", "pune", False),
        ("missing", "EQUALS", "", True),
        ("missing", "NOT_EQUALS", "pune", True),
        ("missing", "LESS", "5", False),
        ("missing", "AT_MOST", "", False),
        ("city", "UNSPECIFIED", "pune", False),
    ],
)
def test_a_variable_is_compared(variable: str, operator: str, value: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert compare(variable, operator, value) is expected


def test_every_comparison_must_hold() -> None:
    both = [
        {"variable": "age", "operator": "COMPARISON_OPERATOR_LESS", "value": "18"},
        {"variable": "city", "operator": "COMPARISON_OPERATOR_EQUALS", "value": "goa"},
    ]
    rule = ParseDict({"all": both}, graph_pb2.RuleCondition())
    assert not holds(rule, lambda name: VALUES.get(name, ""), str)
