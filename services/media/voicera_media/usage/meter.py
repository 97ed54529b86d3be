"""Adds up the usage that a call's events report, and prices it."""

from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType

from voicera.media.v1.call_event_pb2 import UsageRecorded
from voicera_media.usage.model import NANO, CallUsage, Stage, StageUsage, Unit, Used
from voicera_media.usage.prices import PriceTable
from voicera_media.usage.wire import stage_of, unit_of


class Meter:
    """Quantities follow from the events alone; a price is the one at hand when the call first used the unit."""

    def __init__(self, prices: PriceTable) -> None:
        self._prices = prices
        self._quantities: dict[Stage, dict[Unit, Decimal]] = {}

    def add(self, recorded: UsageRecorded) -> None:
        for used in recorded.usage:
            quantity = Decimal(repr(used.quantity)).quantize(NANO, ROUND_HALF_EVEN)
            if quantity:
                units = self._quantities.setdefault(stage_of(recorded), {})
                unit = unit_of(used.unit)
                units[unit] = units.get(unit, Decimal()) + quantity

    def on(self, known: CallUsage) -> CallUsage:
        """Return what is known with what was added up; prices and currency that are known stay."""
        if not self._quantities:
            return known
        currency = known.currency or self._prices.currency
        prices = self._prices if currency == self._prices.currency else PriceTable()
        stages = {each.stage: each for each in known.stages}
        for stage, quantities in self._quantities.items():
            before = stages[stage].units if stage in stages else {}
            units = {
                unit: Used(quantity, before[unit].price if unit in before else prices.price(stage, unit))
                for unit, quantity in quantities.items()
            }
            stages[stage] = StageUsage.of(stage, MappingProxyType(units))
        return CallUsage(currency, tuple(stages.values()))
