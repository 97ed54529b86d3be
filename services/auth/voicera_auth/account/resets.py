"""Keeps the password resets an account can have, until one is used or they have expired."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from voicera_auth.link.token import LinkToken
from voicera_kit.clock import Clock
from voicera_kit.documents import Collection, DocumentStore, Index
from voicera_kit.errors import AlreadyExists, NotFound, RevisionConflict

RESETS = Collection("password_resets", kind="link", indexes=(Index("expires_at", across=True),))

AT_ONCE: Final = 5
"""How many resets of an account work beside each other."""
_RACES: Final = 3
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reset:
    """`mailed` says that nobody but the reader of the account's mail was given the link."""

    secret_hash: str
    expires_at: datetime
    mailed: bool


@dataclass(frozen=True, slots=True)
class Resets:
    """Those of one account that have not expired, the latest last; revision 0 is not stored yet."""

    organization_id: str
    user_id: str
    links: tuple[Reset, ...] = ()
    changed_at: datetime = _LONG_AGO
    revision: int = 0

    def of(self, token: LinkToken) -> Reset | None:
        return next((each for each in self.links if token.is_of(each.secret_hash)), None)

    def with_one_more(self, reset: Reset) -> "Resets":
        return replace(self, links=(*self.links, reset)[-AT_ONCE:])

    def only_mailed(self) -> "Resets":
        return replace(self, links=tuple(each for each in self.links if each.mailed))

    def handed_over(self, token: LinkToken) -> "Resets":
        links = (
            replace(each, mailed=each.mailed and not token.is_of(each.secret_hash)) for each in self.links
        )
        return replace(self, links=tuple(links))

    def without(self, token: LinkToken) -> "Resets":
        return replace(self, links=tuple(each for each in self.links if not token.is_of(each.secret_hash)))


class ResetStore:
    """The id of an account's resets is the user's."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def find(self, organization_id: str, user_id: str) -> Resets:
        """Return what there is, without links if there is nothing."""
        try:
            document = await self._documents.get(organization_id, RESETS, user_id)
        except NotFound:
            return Resets(organization_id, user_id)
        links = tuple(_reset(each) for each in document.body.get("links", ()))
        now = self._clock.now()
        unexpired = tuple(each for each in links if each.expires_at > now)
        return Resets(organization_id, user_id, unexpired, document.updated_at, document.revision)

    async def keep(self, resets: Resets) -> Resets:
        """Raise RevisionConflict if one was made, or used, meanwhile."""
        names = resets.organization_id, RESETS, resets.user_id
        expiries = (each.expires_at for each in resets.links)
        body = {
            "links": [_body(each) for each in resets.links],
            "expires_at": max(expiries, default=self._clock.now()).isoformat(),
        }
        try:
            if not resets.revision:
                kept = await self._documents.insert(*names, body)
            else:
                kept = await self._documents.replace(*names, body, if_revision=resets.revision)
        except (AlreadyExists, NotFound):
            raise RevisionConflict(RESETS.kind, resets.user_id) from None
        return replace(resets, changed_at=kept.updated_at, revision=kept.revision)

    async def use_up(self, token: LinkToken) -> Reset | None:
        """Remove every reset of the account; return the token's, None if somebody else was faster."""
        for _ in range(_RACES):
            resets = await self.find(token.organization_id, token.id)
            used = resets.of(token)
            if used is None:
                return None
            with suppress(NotFound, RevisionConflict):
                await self._documents.delete(
                    token.organization_id, RESETS, token.id, if_revision=resets.revision
                )
                return used
        return None


def _body(reset: Reset) -> dict[str, Any]:
    return {
        "secret_hash": reset.secret_hash,
        "expires_at": reset.expires_at.isoformat(),
        "mailed": reset.mailed,
    }


def _reset(body: dict[str, Any]) -> Reset:
    return Reset(body["secret_hash"], datetime.fromisoformat(body["expires_at"]), body["mailed"])
