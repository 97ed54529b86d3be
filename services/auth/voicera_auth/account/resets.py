"""Keeps the one password reset an account can have, until it is used or has expired."""

from dataclasses import dataclass
from datetime import datetime

from voicera_auth.link.token import LinkToken
from voicera_kit.documents import Collection, Document, DocumentStore, Index
from voicera_kit.errors import AlreadyExists, NotFound, RevisionConflict

RESETS = Collection("password_resets", kind="link", indexes=(Index("expires_at", across=True),))


@dataclass(frozen=True, slots=True)
class Reset:
    """`mailed` says that nobody but the reader of the account's mail was given the link."""

    secret_hash: str
    made_at: datetime
    expires_at: datetime
    mailed: bool
    revision: int


class ResetStore:
    """A reset's id is the user's."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def find(self, organization_id: str, user_id: str) -> Reset | None:
        try:
            document = await self._documents.get(organization_id, RESETS, user_id)
        except NotFound:
            return None
        return _reset(document)

    async def keep(
        self, token: LinkToken, expires_at: datetime, instead_of: Reset | None, *, mailed: bool
    ) -> Reset:
        """Raise RevisionConflict if another reset was made, or this one was used, meanwhile."""
        body = {"secret_hash": token.hash, "expires_at": expires_at.isoformat(), "mailed": mailed}
        try:
            if instead_of is None:
                kept = await self._documents.insert(token.organization_id, RESETS, token.id, body)
            else:
                kept = await self._documents.replace(
                    token.organization_id, RESETS, token.id, body, if_revision=instead_of.revision
                )
        except (AlreadyExists, NotFound):
            raise RevisionConflict(RESETS.kind, token.id) from None
        return _reset(kept)

    async def use_up(self, token: LinkToken, reset: Reset) -> bool:
        """Remove the reset; False if somebody else was faster."""
        try:
            await self._documents.delete(token.organization_id, RESETS, token.id, if_revision=reset.revision)
        except (NotFound, RevisionConflict):
            return False
        return True


def _reset(document: Document) -> Reset:
    body = document.body
    return Reset(
        secret_hash=body["secret_hash"],
        made_at=document.updated_at,
        expires_at=datetime.fromisoformat(body["expires_at"]),
        mailed=body.get("mailed", False),
        revision=document.revision,
    )
