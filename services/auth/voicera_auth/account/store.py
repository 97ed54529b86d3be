"""Keeps users. They stand outside organizations: a sign-in knows only an e-mail address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from voicera_auth.account.model import User
from voicera_kit.documents import (
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    Query,
    equals,
    first,
    one_of,
    update,
)
from voicera_kit.paging import MAX_SIZE, Page

USERS = Collection("users", kind="user", indexes=(Index("email", unique=True),))


class UserStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, user: User) -> None:
        """Raise AlreadyExists if the e-mail address is taken."""
        await self._documents.insert(SYSTEM_ORGANIZATION, USERS, user.id, _body(user))

    async def replace(self, user: User) -> None:
        """Keep the user as it is now, whoever changed it last."""
        await self.change(user.id, lambda _: user)

    async def change(self, user_id: str, change: Callable[[User], User]) -> User:
        """Replace the user by what `change` makes of it, again if somebody else was faster; NotFound."""
        changed = await update(
            self._documents,
            SYSTEM_ORGANIZATION,
            USERS,
            user_id,
            lambda body: _body(change(_user(user_id, body))),
        )
        return _of(changed)

    async def delete(self, user_id: str) -> None:
        """Raise NotFound if there is no such user."""
        await self._documents.delete(SYSTEM_ORGANIZATION, USERS, user_id)

    async def get(self, user_id: str) -> User:
        return _of(await self._documents.get(SYSTEM_ORGANIZATION, USERS, user_id))

    async def some(self, user_ids: Iterable[str]) -> Mapping[str, User]:
        """Return who exists of one page of users, by id."""
        query = Query(where=(one_of("id", user_ids),), page=Page(MAX_SIZE))
        listing = await self._documents.find(SYSTEM_ORGANIZATION, USERS, query)
        return {document.id: _of(document) for document in listing.items}

    async def find(self, email: str) -> User | None:
        document = await first(self._documents, SYSTEM_ORGANIZATION, USERS, equals("email", email))
        return _of(document) if document else None


def _body(user: User) -> Body:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "password_hash": user.password_hash,
        "organization_id": user.organization_id,
        "has_second_factor": user.has_second_factor,
        "password_version": user.password_version,
        "email_verified": user.email_verified,
        "oidc_issuer": user.oidc_issuer,
        "oidc_subject": user.oidc_subject,
    }


def _of(document: Document) -> User:
    return replace(_user(document.id, document.body), created_at=document.created_at)


def _user(user_id: str, body: Body) -> User:
    return User(
        id=user_id,
        email=body["email"],
        display_name=body["display_name"],
        password_hash=body["password_hash"],
        organization_id=body["organization_id"],
        has_second_factor=body.get("has_second_factor", False),
        password_version=body.get("password_version", 0),
        email_verified=body.get("email_verified", False),
        oidc_issuer=body.get("oidc_issuer", ""),
        oidc_subject=body.get("oidc_subject", ""),
    )
