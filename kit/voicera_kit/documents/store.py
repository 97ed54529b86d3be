"""The verbs every engine offers; the first argument is always the organization."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from voicera_kit.documents.model import Body, Change, Collection, Document, Value
from voicera_kit.documents.query import OLDEST_FIRST, Group, Measure, Query, Restriction
from voicera_kit.feed import Subscription
from voicera_kit.paging import Listing


class DocumentStore(Protocol):
    """Raises ServiceError for refusals and outages, ValueError for a search without an index."""

    async def get(self, organization_id: str, collection: Collection, id: str) -> Document:  # noqa: A002 - the field's name
        """Return the document, or raise NotFound."""

    async def insert(self, organization_id: str, collection: Collection, id: str, body: Body) -> Document:  # noqa: A002 - the field's name
        """Keep a new document, durable on return; AlreadyExists if its id or a unique value is taken."""

    async def replace(
        self,
        organization_id: str,
        collection: Collection,
        id: str,  # noqa: A002 - the field's name
        body: Body,
        *,
        if_revision: int,
    ) -> Document:
        """Change the body if nobody did since `if_revision`; NotFound, RevisionConflict or AlreadyExists."""

    async def delete(
        self,
        organization_id: str,
        collection: Collection,
        id: str,  # noqa: A002 - the field's name
        *,
        if_revision: int | None = None,
    ) -> None:
        """Remove the document; NotFound or RevisionConflict."""

    async def find(
        self, organization_id: str, collection: Collection, query: Query = OLDEST_FIRST
    ) -> Listing[Document]:
        """Return one page; documents inserted meanwhile neither repeat nor hide those of later pages."""

    async def count(
        self, organization_id: str, collection: Collection, where: Sequence[Restriction] = ()
    ) -> int: ...

    async def aggregate(
        self,
        organization_id: str,
        collection: Collection,
        *,
        where: Sequence[Restriction] = (),
        group_by: Sequence[str] = (),
        measures: Sequence[Measure] = (),
    ) -> tuple[Group, ...]:
        """Return the groups in the order of their keys; InvalidArgument if there are more than 10,000."""

    def scan(
        self,
        organization_id: str,
        collection: Collection,
        fields: Sequence[str],
        where: Sequence[Restriction] = (),
    ) -> AsyncGenerator[Sequence[tuple[Value, ...]], None]:
        """Yield the indexed values of everything that matches, in blocks, without reading bodies; each document once.

        The order is the engine's; times are Unix microseconds; what changes meanwhile is as it was or as it is.
        """

    async def claim(
        self,
        organization_id: str,
        collection: Collection,
        where: Sequence[Restriction],
        *,
        owner: str,
        lease_s: float,
    ) -> Document | None:
        """Lease one matching document that nobody holds, the one longest untouched first.

        The claim raises its revision, so a holder whose lease was lost cannot replace it unnoticed.
        """

    async def renew(
        self,
        organization_id: str,
        collection: Collection,
        id: str,  # noqa: A002 - the field's name
        *,
        owner: str,
        lease_s: float,
    ) -> bool:
        """Extend the owner's lease; False if the owner no longer holds it."""

    async def release(self, organization_id: str, collection: Collection, id: str, *, owner: str) -> None:  # noqa: A002 - the field's name
        """Give the lease up, if the owner still holds it."""

    def watch(
        self, organization_id: str, collection: Collection, *, capacity: int = 1000
    ) -> Subscription[Change]:
        """Follow changes this process makes from now on; SubscriberTooSlow when `capacity` are unread."""

    async def ping(self) -> None:
        """Raise Unavailable unless the engine answers; whoever asks sets the deadline and tells the log."""

    async def close(self) -> None: ...
