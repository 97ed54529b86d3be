"""What a vendor's tests need to know to run the tests every vendor has to pass."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .server import Fault, Vendor

ALL_FAULTS = frozenset(Fault) - {Fault.DRIP}
JSON_FAULTS = frozenset(Fault)
"""Of vendors that answer at once: with others a byte at a time is slow, and no fault."""


@dataclass(frozen=True)
class Rig:
    """`account` is the credential's values; `language_of` finds the vendor's language code in what came over the wire.

    `settings` are the agent's settings, none at its default, and `settings_seen` finds them in what came over the wire.
    `rate_of` finds the speaking rate there, as a factor; None for a vendor that takes none.
    """

    adapter: str
    make: Callable[[], Vendor]
    account: Mapping[str, str]
    language: str = "en-IN"
    languages: Mapping[str, Any] = field(default_factory=dict)
    language_of: Callable[[Vendor], Any] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    settings_seen: Callable[[Vendor], Mapping[str, Any]] | None = None
    faults: frozenset[Fault] = ALL_FAULTS
    rate_of: Callable[[Vendor], float] | None = None
    voice: str = ""
    model: str = ""
    extra_environment: Mapping[str, str] = field(default_factory=dict)

    def environment(self, vendor: Vendor) -> dict[str, str]:
        """The process's environment: its account, and where the vendor is."""
        prefix = f"VOICERA_{self.adapter.upper().replace('-', '_')}_"
        own = {f"{prefix}{name.upper()}": value for name, value in self.account.items()}
        return own | {f"{prefix}BASE_URL": vendor.url} | dict(self.extra_environment)
