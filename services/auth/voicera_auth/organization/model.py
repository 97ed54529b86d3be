"""Organizations and the people in them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Organization:
    id: str
    display_name: str
    time_zone: str
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """The user's account knows of the second factor; lists of members ask for it."""

    user_id: str
    email: str
    display_name: str
    role: str
    created_at: datetime
    revision: int
    has_second_factor: bool = False
