"""Keeps organizations and memberships."""

from voicera_auth.organization.model import Member, Organization
from voicera_kit.documents import Collection, Document, DocumentStore, Query, update
from voicera_kit.paging import Listing, Page

ORGANIZATIONS = Collection("organizations", kind="organization")
MEMBERS = Collection("members", kind="member")


class OrganizationStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, organization_id: str, display_name: str, time_zone: str) -> Organization:
        body = {"display_name": display_name, "time_zone": time_zone}
        return _organization(
            await self._documents.insert(organization_id, ORGANIZATIONS, organization_id, body)
        )

    async def get(self, organization_id: str) -> Organization:
        return _organization(await self._documents.get(organization_id, ORGANIZATIONS, organization_id))

    async def replace(self, organization: Organization) -> Organization:
        """Raise RevisionConflict unless `organization.revision` is the stored one."""
        document = await self._documents.replace(
            organization.id,
            ORGANIZATIONS,
            organization.id,
            {"display_name": organization.display_name, "time_zone": organization.time_zone},
            if_revision=organization.revision,
        )
        return _organization(document)

    async def add_member(
        self, organization_id: str, user_id: str, email: str, display_name: str, role: str
    ) -> Member:
        body = {"email": email, "display_name": display_name, "role": role}
        return _member(await self._documents.insert(organization_id, MEMBERS, user_id, body))

    async def member(self, organization_id: str, user_id: str) -> Member:
        return _member(await self._documents.get(organization_id, MEMBERS, user_id))

    async def set_role(self, organization_id: str, member: Member, role: str) -> Member:
        """Raise RevisionConflict if the member was changed since it was read."""
        body = {"email": member.email, "display_name": member.display_name, "role": role}
        return _member(
            await self._documents.replace(
                organization_id, MEMBERS, member.user_id, body, if_revision=member.revision
            )
        )

    async def rename_member(self, organization_id: str, user_id: str, display_name: str) -> Member:
        return _member(
            await update(
                self._documents,
                organization_id,
                MEMBERS,
                user_id,
                lambda body: {**body, "display_name": display_name},
            )
        )

    async def remove_member(self, organization_id: str, member: Member) -> None:
        """Raise RevisionConflict if the member was changed since it was read, NotFound if somebody was faster."""
        await self._documents.delete(organization_id, MEMBERS, member.user_id, if_revision=member.revision)

    async def members(self, organization_id: str, page: Page) -> Listing[Member]:
        listing = await self._documents.find(organization_id, MEMBERS, Query(page=page))
        return Listing(tuple(_member(document) for document in listing.items), listing.next_token)


def _organization(document: Document) -> Organization:
    body = document.body
    return Organization(
        document.id, body["display_name"], body["time_zone"], document.revision, document.created_at
    )


def _member(document: Document) -> Member:
    body = document.body
    return Member(
        user_id=document.id,
        email=body["email"],
        display_name=body["display_name"],
        role=body["role"],
        created_at=document.created_at,
        revision=document.revision,
    )
