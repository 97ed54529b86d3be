"""Knows what an installation pays for a unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from voicera_media.usage.model import Modality, Price, Stage, Unit

ANY_MODEL: Final = "*"
_WILD: Final = "*?"


@dataclass(frozen=True, slots=True)
class PriceRow:
    """`model` is the model itself, or a pattern with `*` and `?`."""

    modality: Modality
    adapter: str
    model: str
    unit: Unit
    price: Price

    def is_for(self, model: str) -> bool:
        return fnmatchcase(model, self.model.replace("[", "[[]"))

    @property
    def precision(self) -> tuple[bool, int]:
        """Greater for a model than for any pattern, and for a pattern that spells out more."""
        spelled_out = sum(character not in _WILD for character in self.model)
        return spelled_out == len(self.model), spelled_out


class PriceTable:
    """One currency; of the rows for a model the most precise counts, of equally precise ones the first."""

    def __init__(self, currency: str = "", rows: Iterable[PriceRow] = ()) -> None:
        self.currency = currency
        self._rows = _by_use(rows)

    def price(self, stage: Stage, unit: Unit) -> Price | None:
        rows = self._rows.get((stage.modality, stage.adapter, unit), ())
        return next((row.price for row in rows if row.is_for(stage.model)), None)


def _by_use(rows: Iterable[PriceRow]) -> Mapping[tuple[Modality, str, Unit], list[PriceRow]]:
    found: dict[tuple[Modality, str, Unit], list[PriceRow]] = {}
    for row in sorted(rows, key=lambda row: row.precision, reverse=True):
        found.setdefault((row.modality, row.adapter, row.unit), []).append(row)
    return found
