"""Turns usage into what a call's document holds and back; numbers are decimal text."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from voicera_media.usage.model import CallUsage, Modality, Price, Stage, StageUsage, Unit, Used


def body_of(usage: CallUsage) -> Mapping[str, Any]:
    return {"currency": usage.currency, "stages": [_stage_body(each) for each in usage.stages]}


def usage_of(body: Mapping[str, Any]) -> CallUsage:
    return CallUsage(body["currency"], tuple(_stage(each) for each in body["stages"]))


def _stage_body(used: StageUsage) -> Mapping[str, Any]:
    return {
        "modality": used.stage.modality,
        "adapter": used.stage.adapter,
        "model": used.stage.model,
        "units": [{"unit": unit, **_used_body(each)} for unit, each in used.units.items()],
        "cost": None if used.cost is None else _text(used.cost),
    }


def _used_body(used: Used) -> Mapping[str, Any]:
    price = used.price and {"amount": _text(used.price.amount), "per": used.price.per}
    return {"quantity": _text(used.quantity), "price": price}


def _stage(body: Mapping[str, Any]) -> StageUsage:
    return StageUsage(
        Stage(Modality(body["modality"]), body["adapter"], body["model"]),
        MappingProxyType({Unit(each["unit"]): _used(each) for each in body["units"]}),
        None if body["cost"] is None else Decimal(body["cost"]),
    )


def _used(body: Mapping[str, Any]) -> Used:
    price = body["price"]
    return Used(Decimal(body["quantity"]), price and Price(Decimal(price["amount"]), price["per"]))


def _text(number: Decimal) -> str:
    """Return plain digits without zeros at the end."""
    return format(number.normalize(), "f")
