"""Keeps one policy for each organization, and says whose calls have to be looked at."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from voicera_kit.documents import (
    EVERY_ORGANIZATION,
    Body,
    Collection,
    DocumentStore,
    Index,
    at_most,
    update,
)
from voicera_kit.errors import AlreadyExists, NotFound, RevisionConflict
from voicera_media.call.document import milliseconds, optional_moment, optional_ms
from voicera_media.storage.model import StoragePolicy

POLICIES: Final = Collection(
    "storage_policies", kind="storage policy", indexes=(Index("retention_due_ms", across=True),)
)
_ID: Final = "policy"


@dataclass(frozen=True, slots=True)
class Due:
    """An organization whose old calls are to be deleted, by its policy as it was at the document's `revision`."""

    organization_id: str
    policy: StoragePolicy
    revision: int


class PolicyStore:
    """`revision` counts what people change; that retention is due again is not one of those changes."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def get(self, organization_id: str) -> StoragePolicy:
        try:
            return _policy((await self._documents.get(organization_id, POLICIES, _ID)).body)
        except NotFound:
            return StoragePolicy()

    async def change(
        self, organization_id: str, change: Callable[[StoragePolicy], StoragePolicy], now: datetime
    ) -> StoragePolicy:
        """Replace what `change` is given by what it returns; retention is due at once."""
        with suppress(AlreadyExists):
            await self._documents.insert(organization_id, POLICIES, _ID, _body(StoragePolicy(), now))
        document = await update(
            self._documents, organization_id, POLICIES, _ID, lambda body: _body(change(_policy(body)), now)
        )
        return _policy(document.body)

    async def claim_due(self, now: datetime, owner: str, lease_s: float) -> Due | None:
        """Return one organization; it is leased to `owner`."""
        where = (at_most("retention_due_ms", milliseconds(now)),)
        found = await self._documents.claim(EVERY_ORGANIZATION, POLICIES, where, owner=owner, lease_s=lease_s)
        return None if found is None else Due(found.organization_id, _policy(found.body), found.revision)

    async def renew(self, organization_id: str, owner: str, lease_s: float) -> bool:
        return await self._documents.renew(organization_id, POLICIES, _ID, owner=owner, lease_s=lease_s)

    async def postpone(self, done: Due, until: datetime, owner: str) -> None:
        """Note when retention is due again, unless the policy was changed or claimed since; end the lease."""
        with suppress(RevisionConflict, NotFound):
            await self._documents.replace(
                done.organization_id, POLICIES, _ID, _body(done.policy, until), if_revision=done.revision
            )
        await self._documents.release(done.organization_id, POLICIES, _ID, owner=owner)


def _body(policy: StoragePolicy, due: datetime) -> Body:
    return {
        "encrypt": policy.encrypt,
        "retention_days": policy.retention_days,
        "key_id": policy.key_id,
        "key_destroyed_ms": optional_ms(policy.key_destroyed_at),
        "revision": policy.revision,
        "retention_due_ms": milliseconds(due) if policy.retention_days else None,
    }


def _policy(body: Body) -> StoragePolicy:
    return StoragePolicy(
        body["encrypt"],
        body["retention_days"],
        body["key_id"],
        optional_moment(body["key_destroyed_ms"]),
        body["revision"],
    )
