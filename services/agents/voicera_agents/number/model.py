"""A phone number and where it leads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

NEVER: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Number:
    """An empty agent_id means that nobody answers."""

    id: str
    e164: str
    display_name: str = ""
    agent_id: str = ""
    revision: int = 0
    created_at: datetime = NEVER
