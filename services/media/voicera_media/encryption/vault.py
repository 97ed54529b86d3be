"""Finds the key a call's content is encrypted with."""

from collections import OrderedDict
from typing import Final

from voicera_kit.errors import FailedPrecondition
from voicera_media.call.model import Call
from voicera_media.call.store import CallStore
from voicera_media.encryption.keyring import Keyring

MAX_CALLS: Final = 10_000


class Vault:
    """A call is given its key, or none, when it is created, and keeps to that."""

    def __init__(self, calls: CallStore, keyring: Keyring) -> None:
        self._calls = calls
        self._keyring = keyring
        self._key_ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def key_of(self, organization_id: str, call_id: str) -> bytes | None:
        """Return the organization's key, None for a call in the clear; NotFound or EncryptionKeyDestroyed."""
        key_id = await self._key_id(organization_id, call_id)
        return await self._keyring.key(organization_id, key_id) if key_id else None

    async def can_read(self, call: Call) -> bool:
        """Tell whether the call's content is in the clear, or its key is at hand."""
        if not call.encryption_key_id:
            return True
        try:
            await self._keyring.key(call.organization_id, call.encryption_key_id)
        except FailedPrecondition:
            return False
        return True

    async def _key_id(self, organization_id: str, call_id: str) -> str:
        name = organization_id, call_id
        known = self._key_ids.get(name)
        if known is None:
            known = (await self._calls.get(organization_id, call_id)).encryption_key_id
            self._key_ids[name] = known
            if len(self._key_ids) > MAX_CALLS:
                self._key_ids.popitem(last=False)
        return known
