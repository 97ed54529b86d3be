"""Knows which account of the carrier an organization's calls go through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from voicera_gateway.recent import Recent
from voicera_gateway.vobiz.client import VobizClient
from voicera_kit.clock import Clock

MEMORY_S: Final = 5.0
"""A replaced key works this much later, everywhere."""
MAX_ACCOUNTS: Final = 2_000


class Credentials(Protocol):
    async def values(self, organization_id: str) -> Mapping[str, str] | None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """`signature_keys` sign the account's webhooks: its token and, for a sub-account, the main account's."""

    client: VobizClient
    signature_keys: tuple[str, ...] = field(repr=False)


class Accounts:
    """An organization's own account, or else the one of the process's settings."""

    def __init__(self, default: Account, credentials: Credentials, clock: Clock | None = None) -> None:
        self._credentials = credentials
        self._known: Recent[Account] = Recent(MAX_ACCOUNTS, MEMORY_S, clock)
        self.default = default

    async def of(self, organization_id: str) -> Account:
        """Raise ServiceError if agents cannot say: another account than the right one is never used."""
        known = self._known.get(organization_id)
        if known is not None:
            return known
        values = await self._credentials.values(organization_id)
        return self._known.first(organization_id, self._account(values) if values else self.default)

    async def client(self, organization_id: str) -> VobizClient:
        return (await self.of(organization_id)).client

    def _account(self, values: Mapping[str, str]) -> Account:
        token, main_token = values["auth_token"], values.get("main_auth_token", "")
        client = self.default.client.using(values["auth_id"], token)
        return Account(client, tuple(key for key in (token, main_token) if key))
