"""Rules of credentials: what comes in is sealed at once, and leaves only sealed."""

from collections.abc import Mapping
from dataclasses import replace

from voicera_agents.credential.model import Credential, mask
from voicera_agents.credential.store import CredentialStore
from voicera_agents.credential.values import require_display_name, require_values, require_vendor
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, RevisionConflict, invalid
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page
from voicera_kit.sealing import Sealer, credential_place


class CredentialService:
    def __init__(self, store: CredentialStore, sealer: Sealer, clock: Clock) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock

    async def create(
        self, organization_id: str, vendor: str, display_name: str, values: Mapping[str, str]
    ) -> Credential:
        require_vendor(vendor)
        require_display_name(display_name)
        require_values(vendor, values)
        credential = Credential(
            new_id("credential"), vendor, display_name or vendor, {}, {}, self._clock.now()
        )
        kept = self._holding(organization_id, credential, values)
        return await self._store.add(organization_id, kept)

    async def get(self, organization_id: str, credential_id: str) -> Credential:
        return await self._store.get(organization_id, credential_id)

    async def find(self, organization_id: str, page: Page) -> Listing[Credential]:
        return await self._store.find(organization_id, page)

    async def replace(
        self,
        organization_id: str,
        credential_id: str,
        display_name: str,
        values: Mapping[str, str],
        revision: int,
    ) -> Credential:
        """Keep new values; RevisionConflict if somebody changed it since `revision`."""
        if revision <= 0:
            raise invalid("revision", "must be the revision last read")
        require_display_name(display_name)

        def change(known: Credential) -> Credential:
            require_values(known.vendor, values)
            if known.revision != revision:
                raise RevisionConflict("credential", credential_id)
            named = replace(
                known,
                display_name=display_name or known.display_name,
                updated_at=self._clock.now(),
                revision=revision + 1,
            )
            return self._holding(organization_id, named, values)

        return await self._store.change(organization_id, credential_id, change)

    async def delete(self, organization_id: str, credential_id: str) -> None:
        await self._store.delete(organization_id, credential_id)

    async def resolve(self, organization_id: str, vendor: str) -> Credential:
        """Return the newest one for the vendor; CREDENTIAL_MISSING if there is none."""
        found = await self._store.newest(organization_id, vendor)
        if found is None:
            raise NotFound("credential", vendor, reason="CREDENTIAL_MISSING")
        return found

    def _holding(self, organization_id: str, credential: Credential, values: Mapping[str, str]) -> Credential:
        sealed = {
            name: self._sealer.seal(value.encode(), credential_place(organization_id, credential.id, name))
            for name, value in values.items()
        }
        return replace(credential, sealed=sealed, masked={name: mask(each) for name, each in values.items()})
