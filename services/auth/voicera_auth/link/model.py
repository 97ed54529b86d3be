"""A link as its maker gets it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is empty if the link was mailed."""

    url: str = field(repr=False)
    mailed: bool
    expires_at: datetime
