"""What every result may tell about its cost."""

from collections.abc import Iterable

from adapter_verify.checks import require
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_UNSPECIFIED, Usage


def require_usage(usage: Iterable[Usage]) -> None:
    for each in usage:
        require(each.unit != USAGE_UNIT_UNSPECIFIED, "usage with a unit", "usage without one")
        require(each.quantity >= 0, "usage that is not negative", each.quantity)
