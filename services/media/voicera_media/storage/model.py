"""How an organization's calls are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

MAX_RETENTION_DAYS: Final = 3_650


@dataclass(frozen=True, slots=True)
class StoragePolicy:
    """`retention_days` 0 keeps for ever. The key stays in use for old calls when `encrypt` is off."""

    encrypt: bool = False
    retention_days: int = 0
    key_id: str = ""
    key_destroyed_at: datetime | None = None
    revision: int = 0

    @property
    def key_for_new_calls(self) -> str:
        return self.key_id if self.encrypt else ""
