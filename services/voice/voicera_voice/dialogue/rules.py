"""Compares variables with values."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from voicera.agents.v1 import graph_pb2

Lookup = Callable[[str], str]
_EQUALS = graph_pb2.COMPARISON_OPERATOR_EQUALS
_NOT_EQUALS = graph_pb2.COMPARISON_OPERATOR_NOT_EQUALS


def holds(rule: graph_pb2.RuleCondition, value_of: Lookup, fill: Lookup) -> bool:
    """Return whether all comparisons hold; `value_of` reads a variable, `fill` a template."""
    return all(_compare(comparison, value_of, fill) for comparison in rule.all)


def _compare(comparison: graph_pb2.Comparison, value_of: Lookup, fill: Lookup) -> bool:
    value = value_of(comparison.variable)
    if comparison.operator == graph_pb2.COMPARISON_OPERATOR_IS_SET:
        return bool(value)
    if comparison.operator == graph_pb2.COMPARISON_OPERATOR_IS_NOT_SET:
        return not value
    other = fill(comparison.value)
    if comparison.operator == graph_pb2.COMPARISON_OPERATOR_CONTAINS:
        return bool(other) and other.casefold() in value.casefold()
    if not value or not other:
        return comparison.operator == (_EQUALS if value == other else _NOT_EQUALS)
    return _SIGNS.get(comparison.operator, _never)(_sign(value, other))


def _sign(left: str, right: str) -> int:
    """Return -1, 0 or 1, by number if both are numbers, else by text without case."""
    numbers = _number(left), _number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    texts = left.strip().casefold(), right.strip().casefold()
    return (texts[0] > texts[1]) - (texts[0] < texts[1])


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _never(_: int) -> bool:
    return False


_SIGNS: Mapping[int, Callable[[int], bool]] = MappingProxyType({
    _EQUALS: lambda sign: sign == 0,
    _NOT_EQUALS: lambda sign: sign != 0,
    graph_pb2.COMPARISON_OPERATOR_GREATER: lambda sign: sign > 0,
    graph_pb2.COMPARISON_OPERATOR_AT_LEAST: lambda sign: sign >= 0,
    graph_pb2.COMPARISON_OPERATOR_LESS: lambda sign: sign < 0,
    graph_pb2.COMPARISON_OPERATOR_AT_MOST: lambda sign: sign <= 0,
})
