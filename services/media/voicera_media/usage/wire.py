"""Converts usage between the contract and the model."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from google.type.money_pb2 import Money

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb
from voicera.ai.v1 import usage_pb2
from voicera.media.v1.call_event_pb2 import UsageRecorded
from voicera.media.v1.call_pb2 import StageUsage as StageUsageMessage
from voicera_kit.errors import invalid
from voicera_media.usage.model import NANO, CallUsage, Modality, Stage, StageUsage, Unit

_MODALITIES: Final[Mapping[int, Modality]] = {
    catalog_pb.Modality.Value(f"MODALITY_{each}"): each for each in Modality if each is not Modality.UNKNOWN
}
_UNITS: Final[Mapping[int, Unit]] = {
    usage_pb2.UsageUnit.Value(f"USAGE_UNIT_{each}"): each for each in Unit if each is not Unit.UNKNOWN
}
_MODALITY_NUMBERS: Final[Mapping[Modality, Any]] = {each: number for number, each in _MODALITIES.items()}
_UNIT_NUMBERS: Final[Mapping[Unit, Any]] = {each: number for number, each in _UNITS.items()}

MAX_QUANTITY: Final = 1e9
"""Of one unit in one event: more seconds than a life has, more tokens than any model reads at once."""
_MAX_NAME: Final = 200
_MAX_UNITS: Final = 20


def require_usage(recorded: UsageRecorded, field: str) -> None:
    """InvalidArgument for what cannot be added up; `field` is the path of the message."""
    if not recorded.modality:
        raise invalid(f"{field}.modality", "must be set")
    if not 0 < len(recorded.adapter) <= _MAX_NAME:
        raise invalid(f"{field}.adapter", f"must have 1 to {_MAX_NAME} characters")
    if len(recorded.model) > _MAX_NAME:
        raise invalid(f"{field}.model", f"must have at most {_MAX_NAME} characters")
    if len(recorded.usage) > _MAX_UNITS:
        raise invalid(f"{field}.usage", f"must have at most {_MAX_UNITS} entries")
    for number, used in enumerate(recorded.usage):
        _require_quantity(used, f"{field}.usage[{number}]")


def _require_quantity(used: usage_pb2.Usage, field: str) -> None:
    if not used.unit:
        raise invalid(f"{field}.unit", "must be set")
    if not math.isfinite(used.quantity):
        raise invalid(f"{field}.quantity", "must be a finite number")
    if not 0 <= used.quantity <= MAX_QUANTITY:
        raise invalid(f"{field}.quantity", f"must be from 0 to {MAX_QUANTITY:.0f}")


def stage_of(recorded: UsageRecorded) -> Stage:
    modality = _MODALITIES.get(recorded.modality, Modality.UNKNOWN)
    return Stage(modality, recorded.adapter, recorded.model)


def unit_of(number: int) -> Unit:
    return _UNITS.get(number, Unit.UNKNOWN)


def messages_of(usage: CallUsage) -> list[StageUsageMessage]:
    return [_message(each, usage.currency) for each in usage.stages]


def cost_of(usage: CallUsage) -> Money | None:
    return _money(usage.cost, usage.currency)


def _message(used: StageUsage, currency: str) -> StageUsageMessage:
    return StageUsageMessage(
        modality=_MODALITY_NUMBERS.get(used.stage.modality, catalog_pb.MODALITY_UNSPECIFIED),
        adapter=used.stage.adapter,
        model=used.stage.model,
        usage=[
            usage_pb2.Usage(
                unit=_UNIT_NUMBERS.get(unit, usage_pb2.USAGE_UNIT_UNSPECIFIED), quantity=float(each.quantity)
            )
            for unit, each in used.units.items()
        ],
        cost=_money(used.cost, currency),
    )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    if amount is None:
        return None
    whole = int(amount)
    return Money(currency_code=currency, units=whole, nanos=int((amount - whole) / NANO))
