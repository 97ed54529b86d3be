"""Keeps invitations until they are accepted, revoked or expired."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from voicera_kit.documents import (
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    above,
    equals,
    first,
    update,
)
from voicera_kit.errors import AlreadyExists, NotFound, RevisionConflict
from voicera_kit.paging import Listing, Page

INVITATIONS = Collection(
    "invitations",
    kind="invitation",
    indexes=(Index("email", unique=True), Index("expires_at", across=True)),
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """`invited_by` is the id of a user or an API key.

    `mailed` says that nobody but the reader of the address's mail was given the link.
    """

    id: str
    organization_id: str
    email: str
    role: str
    invited_by: str
    secret_hash: str = field(repr=False)
    created_at: datetime
    expires_at: datetime
    mailed: bool


class InvitationStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, invitation: Invitation) -> None:
        """Keep the invitation instead of an earlier one of the same address."""
        earlier = await first(
            self._documents, invitation.organization_id, INVITATIONS, equals("email", invitation.email)
        )
        if earlier is not None:
            with suppress(NotFound):
                await self._documents.delete(invitation.organization_id, INVITATIONS, earlier.id)
        try:
            await self._documents.insert(
                invitation.organization_id, INVITATIONS, invitation.id, _body(invitation)
            )
        except AlreadyExists:  # somebody else invites the same person at this moment
            raise RevisionConflict(INVITATIONS.kind, invitation.id) from None

    async def get(self, organization_id: str, invitation_id: str) -> Invitation:
        return _invitation(await self._documents.get(organization_id, INVITATIONS, invitation_id))

    async def open(self, organization_id: str, now: datetime, page: Page) -> Listing[Invitation]:
        """Return a page of those that have not expired, oldest first."""
        query = Query(where=(above("expires_at", now.isoformat()),), page=page)
        listing = await self._documents.find(organization_id, INVITATIONS, query)
        return Listing(tuple(map(_invitation, listing.items)), listing.next_token)

    async def mark_shown(self, invitation: Invitation) -> None:
        """Remember that somebody else is given the link; nothing if it leads nowhere any more."""
        with suppress(NotFound):
            await update(
                self._documents,
                invitation.organization_id,
                INVITATIONS,
                invitation.id,
                lambda body: {**body, "mailed": False},
            )

    async def remove(self, organization_id: str, invitation_id: str) -> None:
        """Raise NotFound if somebody else was faster."""
        await self._documents.delete(organization_id, INVITATIONS, invitation_id)


def _body(invitation: Invitation) -> dict[str, object]:
    return {
        "email": invitation.email,
        "role": invitation.role,
        "invited_by": invitation.invited_by,
        "secret_hash": invitation.secret_hash,
        "expires_at": invitation.expires_at.isoformat(),
        "mailed": invitation.mailed,
    }


def _invitation(document: Document) -> Invitation:
    body = document.body
    return Invitation(
        id=document.id,
        organization_id=document.organization_id,
        email=body["email"],
        role=body["role"],
        invited_by=body["invited_by"],
        secret_hash=body["secret_hash"],
        created_at=document.created_at,
        expires_at=datetime.fromisoformat(body["expires_at"]),
        mailed=body.get("mailed", False),
    )
