"""What an adapter is opened with."""

from dataclasses import dataclass

import aiohttp

from voicera_adapters.settings import AdapterSettings
from voicera_kit.settings import section


@dataclass(frozen=True, slots=True)
class Opening:
    """`http` is shared by all adapters of the process and closed after them."""

    id: str
    settings: AdapterSettings
    http: aiohttp.ClientSession

    def base_url(self, default: str) -> str:
        """Return where the vendor is: VOICERA_<ID>_BASE_URL, or else its own address, without a slash at the end."""
        return (section(self.id).get("base_url") or default).rstrip("/")
