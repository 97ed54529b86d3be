"""The rules of storage policies and their keys."""

from collections.abc import Callable
from dataclasses import replace

from voicera_kit.clock import Clock
from voicera_kit.errors import RevisionConflict, invalid
from voicera_media.encryption.keyring import Keyring
from voicera_media.encryption.keys import KeyStore
from voicera_media.storage.model import MAX_RETENTION_DAYS, StoragePolicy
from voicera_media.storage.store import POLICIES, PolicyStore


class StorageService:
    def __init__(self, policies: PolicyStore, keys: KeyStore, keyring: Keyring, clock: Clock) -> None:
        self._policies = policies
        self._keys = keys
        self._keyring = keyring
        self._clock = clock

    async def get(self, organization_id: str) -> StoragePolicy:
        return await self._policies.get(organization_id)

    async def key_for_new_calls(self, organization_id: str) -> str:
        """Return the id of the key that a call beginning now is encrypted with; empty for none."""
        return (await self._policies.get(organization_id)).key_for_new_calls

    async def update(
        self, organization_id: str, *, encrypt: bool, retention_days: int, revision: int
    ) -> StoragePolicy:
        """Raise RevisionConflict if somebody changed it since `revision`, which is 0 if nobody ever did."""
        if not 0 <= retention_days <= MAX_RETENTION_DAYS:
            raise invalid("retention_days", f"must be 0 to {MAX_RETENTION_DAYS}")
        known = await self._policies.get(organization_id)
        _require_revision(organization_id, known, revision)
        key_id = known.key_id
        if encrypt and not key_id:
            key_id = await self._keys.create(organization_id)

        def change(policy: StoragePolicy) -> StoragePolicy:
            _require_revision(organization_id, policy, revision)
            return replace(
                policy,
                encrypt=encrypt,
                retention_days=retention_days,
                key_id=key_id,
                revision=revision + 1,
            )

        return await self._change(organization_id, change)

    async def destroy_key(self, organization_id: str, key_id: str) -> StoragePolicy:
        """Put a new key in its place if calls are encrypted, then destroy it; NotFound if it never was.

        To do it again finishes what was cut short.
        """
        if not key_id:
            raise invalid("key_id", "must be the id of the key in use")
        policy = await self._policies.get(organization_id)
        if policy.key_id == key_id:
            policy = await self._put_another(organization_id, policy)
        await self._keys.destroy(organization_id, key_id)
        self._keyring.forget(organization_id, key_id)
        return policy

    async def _put_another(self, organization_id: str, known: StoragePolicy) -> StoragePolicy:
        key_id = await self._keys.create(organization_id) if known.encrypt else ""

        def change(policy: StoragePolicy) -> StoragePolicy:
            _require_revision(organization_id, policy, known.revision)
            now = self._clock.now()
            return replace(policy, key_id=key_id, key_destroyed_at=now, revision=policy.revision + 1)

        return await self._change(organization_id, change)

    async def _change(
        self, organization_id: str, change: Callable[[StoragePolicy], StoragePolicy]
    ) -> StoragePolicy:
        return await self._policies.change(organization_id, change, self._clock.now())


def _require_revision(organization_id: str, policy: StoragePolicy, revision: int) -> None:
    if policy.revision != revision:
        raise RevisionConflict(POLICIES.kind, organization_id)
