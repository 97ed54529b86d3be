"""Reads the file with an installation's prices."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from voicera_media.usage.model import Modality, Price, Unit
from voicera_media.usage.prices import ANY_MODEL, PriceRow, PriceTable

_AMOUNT: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,18})?")
_MAX_ROWS: Final = 10_000
_MAX_LINES: Final = 20


class PriceFileError(Exception):
    """What is wrong with the file, by row and field, on one line each and on twenty at most."""


def _named(names: type[Modality | Unit], prefix: str) -> BeforeValidator:
    """Names may be written as the API shows them, or without the prefix."""
    known = [str(each) for each in names if each != "UNKNOWN"]

    def parse(text: object) -> str:
        name = text.removeprefix(prefix) if isinstance(text, str) else ""
        if name not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return name

    return BeforeValidator(parse)


def _amount(text: object) -> Decimal:
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise ValueError('must be a decimal number in quotes below 1000000, such as "0.25"')
    return Decimal(text)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    modality: Annotated[Modality, _named(Modality, "MODALITY_")]
    adapter: str = Field(min_length=1, max_length=200)
    model: str = Field(default=ANY_MODEL, min_length=1, max_length=200)
    unit: Annotated[Unit, _named(Unit, "USAGE_UNIT_")]
    price: Annotated[Decimal, BeforeValidator(_amount)]
    per: int = Field(default=1, ge=1, le=1_000_000_000, strict=True)
    note: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    prices: list[_Row] = Field(max_length=_MAX_ROWS)
    note: str = ""


def read_prices(path: Path) -> PriceTable:
    """PriceFileError if the file cannot be read, or a row is wrong or there twice."""
    try:
        file = _File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise PriceFileError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        raise PriceFileError("\n".join(_line(path, each) for each in error.errors()[:_MAX_LINES])) from None
    _require_once(path, file.prices)
    return PriceTable(file.currency, (_row(each) for each in file.prices))


def _row(row: _Row) -> PriceRow:
    return PriceRow(row.modality, row.adapter, row.model, row.unit, Price(row.price, row.per))


def _require_once(path: Path, rows: list[_Row]) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(rows, 1):
        first = seen.setdefault((row.modality, row.adapter, row.model, row.unit), number)
        if first != number:
            raise PriceFileError(f"{path}: row {number}: model: row {first} has a price for this already")


def _line(path: Path, error: Any) -> str:
    """Name file, row (from 1) and field."""
    match error["loc"]:
        case ("prices", int(index), *rest):
            place = [f"row {index + 1}", *map(str, rest)]
        case location:
            place = [str(part) for part in location]
    return ": ".join((str(path), *place, error["msg"].removeprefix("Value error, ")))
