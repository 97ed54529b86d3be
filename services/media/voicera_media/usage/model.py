"""What a call used, stage by stage, with the prices it was charged at."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from typing import Final, Self

NANO: Final = Decimal("1e-9")
"""The smallest part of an amount or a quantity that is kept."""
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_EVEN)


class Modality(StrEnum):
    """UNKNOWN is one that only newer voice nodes know."""

    SPEECH_TO_TEXT = "SPEECH_TO_TEXT"
    TEXT_TO_SPEECH = "TEXT_TO_SPEECH"
    LANGUAGE_MODEL = "LANGUAGE_MODEL"
    TRANSLATION = "TRANSLATION"
    REALTIME = "REALTIME"
    UNKNOWN = "UNKNOWN"


class Unit(StrEnum):
    """UNKNOWN is one that only newer voice nodes know."""

    AUDIO_SECONDS = "AUDIO_SECONDS"
    CHARACTERS = "CHARACTERS"
    INPUT_TOKENS = "INPUT_TOKENS"
    CACHED_INPUT_TOKENS = "CACHED_INPUT_TOKENS"
    OUTPUT_TOKENS = "OUTPUT_TOKENS"
    INPUT_AUDIO_TOKENS = "INPUT_AUDIO_TOKENS"
    OUTPUT_AUDIO_TOKENS = "OUTPUT_AUDIO_TOKENS"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Stage:
    modality: Modality
    adapter: str
    model: str


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` of the currency for every `per` units."""

    amount: Decimal
    per: int


@dataclass(frozen=True, slots=True)
class Used:
    """How much of one unit; None if there was no price for it when the call first used it."""

    quantity: Decimal
    price: Price | None


@dataclass(frozen=True, slots=True)
class StageUsage:
    """`cost` is None if not all of it has a price."""

    stage: Stage
    units: Mapping[Unit, Used]
    cost: Decimal | None

    @classmethod
    def of(cls, stage: Stage, units: Mapping[Unit, Used]) -> Self:
        return cls(stage, units, _cost(units))


@dataclass(frozen=True, slots=True)
class CallUsage:
    """`currency` is the one the call's costs are in, ISO 4217; empty without any prices."""

    currency: str = ""
    stages: tuple[StageUsage, ...] = ()

    @property
    def cost(self) -> Decimal | None:
        """The sum over the stages that have a cost; None if there is none."""
        costs = [each.cost for each in self.stages if each.cost is not None]
        return sum(costs, Decimal()) if costs else None


def _cost(units: Mapping[Unit, Used]) -> Decimal | None:
    """Round once, to billionths."""
    total = Decimal()
    for used in units.values():
        if used.price is None:
            return None
        product = _EXACT.multiply(used.quantity, used.price.amount)
        total = _EXACT.add(total, _EXACT.divide(product, Decimal(used.price.per)))
    return _EXACT.quantize(total, NANO)
