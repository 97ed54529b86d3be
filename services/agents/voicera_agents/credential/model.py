"""A credential as it is kept: sealed values, and how each ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

NEVER: Final = datetime.fromtimestamp(0, UTC)
_TAIL: Final = 4
_SHORTEST_WITH_TAIL: Final = 12


@dataclass(frozen=True, slots=True)
class Credential:
    """`revision` counts what people change; re-sealing is not one of those changes."""

    id: str
    vendor: str
    display_name: str
    sealed: Mapping[str, str]
    masked: Mapping[str, str]
    updated_at: datetime
    revision: int = 1
    created_at: datetime = NEVER


def mask(value: str) -> str:
    """Return how the value ends; a short one shows nothing."""
    return f"…{value[-_TAIL:]}" if len(value) >= _SHORTEST_WITH_TAIL else "…"
