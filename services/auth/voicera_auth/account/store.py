"""Keeps users. They stand outside organizations: a sign-in knows only an e-mail address."""

from voicera_auth.account.model import User
from voicera_kit.documents import (
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    Index,
    equals,
    first,
    update,
)

USERS = Collection("users", kind="user", indexes=(Index("email", unique=True),))


class UserStore:
    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, user: User) -> None:
        """Raise AlreadyExists if the e-mail address is taken."""
        await self._documents.insert(SYSTEM_ORGANIZATION, USERS, user.id, _body(user))

    async def replace(self, user: User) -> None:
        """Keep the user as it is now, whoever changed it last."""
        await update(self._documents, SYSTEM_ORGANIZATION, USERS, user.id, lambda _: _body(user))

    async def get(self, user_id: str) -> User:
        return _user(await self._documents.get(SYSTEM_ORGANIZATION, USERS, user_id))

    async def find(self, email: str) -> User | None:
        document = await first(self._documents, SYSTEM_ORGANIZATION, USERS, equals("email", email))
        return _user(document) if document else None


def _body(user: User) -> Body:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "password_hash": user.password_hash,
        "organization_id": user.organization_id,
    }


def _user(document: Document) -> User:
    body = document.body
    return User(
        document.id, body["email"], body["display_name"], body["password_hash"], body["organization_id"]
    )
