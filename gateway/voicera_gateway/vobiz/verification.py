"""Lets a webhook in if the carrier signed it for the account whose call it is about."""

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol

from voicera_gateway.archive import Archive
from voicera_gateway.recent import Recent
from voicera_gateway.vobiz.accounts import MEMORY_S, Accounts
from voicera_gateway.vobiz.signature import SignatureChecker, Verdict
from voicera_kit.clock import Clock
from voicera_kit.errors import PermissionDenied, Unavailable

TIMEOUT_S: Final = 3.0
MAX_OWNERS: Final = 10_000


class Numbers(Protocol):
    async def owner(self, number: str) -> str: ...


class Verification:
    """The process's own account is tried first, because that asks nobody.

    An organization chooses the keys of its account, so they count for its own calls and numbers only.
    """

    def __init__(
        self,
        checker: SignatureChecker,
        accounts: Accounts,
        archive: Archive,
        numbers: Numbers,
        clock: Clock | None = None,
    ) -> None:
        self._checker = checker
        self._accounts = accounts
        self._archive = archive
        self._numbers = numbers
        self._owners: Recent[str] = Recent(MAX_OWNERS, MEMORY_S, clock)

    async def require_genuine(
        self,
        headers: Mapping[str, str],
        url: str,
        content: bytes,
        fields: Mapping[str, str],
        organization_id: str,
    ) -> None:
        """Raise PermissionDenied unless it is; an empty `organization_id` means that the call has to tell."""
        verdict = await self._checker.check(headers, url, content, self._accounts.default.signature_keys)
        if verdict is Verdict.WRONG:
            keys = await self._keys(organization_id, fields)
            verdict = await self._checker.check(headers, url, content, keys)
        if not verdict.admitted:
            raise PermissionDenied("a valid signature", reason=f"SIGNATURE_{verdict.name}")

    async def _keys(self, organization_id: str, fields: Mapping[str, str]) -> tuple[str, ...]:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                owner = organization_id or await self._owner(fields)
                return (await self._accounts.of(owner)).signature_keys if owner else ()
        except TimeoutError:
            raise Unavailable("whose call this is cannot be found out now") from None

    async def _owner(self, fields: Mapping[str, str]) -> str:
        """Return whose call or number it is: of a call that has a record, the record decides."""
        call_uuid, number = fields.get("CallUUID", ""), fields.get("To", "")
        found = await self._archive.find(call_uuid) if call_uuid else None
        if found is not None:
            return found.organization_id
        known = self._owners.get(number)
        return self._owners.first(number, await self._numbers.owner(number)) if known is None else known
