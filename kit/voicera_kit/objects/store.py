"""The verbs every engine offers for recordings and other large content."""

from collections.abc import AsyncIterator
from typing import Protocol

from voicera_kit.objects.model import Content, ObjectInfo
from voicera_kit.paging import FIRST_PAGE, Listing, Page


class ObjectStore(Protocol):
    """Raises InvalidArgument for a bad key and Unavailable when the engine fails.

    No key may lie below another one ("a" and "a/b"): engines refuse that or hide one of the two.
    """

    async def put(self, organization_id: str, key: str, content: Content) -> ObjectInfo:
        """Keep the whole content or, if the iterator fails, nothing; it is durable when this returns.

        The iterator may take its time. `modified` of what is returned may be this machine's word for it.
        """

    def get(
        self, organization_id: str, key: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to but excluding `end`; NotFound before the first."""

    async def head(self, organization_id: str, key: str) -> ObjectInfo:
        """Return what is known without reading it; NotFound."""

    async def list(self, organization_id: str, prefix: str, page: Page = FIRST_PAGE) -> Listing[ObjectInfo]:
        """Return one page of the objects below a prefix ("" or ending in a slash), by key."""

    async def delete(self, organization_id: str, key: str) -> None:
        """Remove the object; it is no error if there is none."""

    async def delete_prefix(self, organization_id: str, prefix: str) -> int:
        """Remove everything below the prefix and return how many objects that were."""

    async def url(self, organization_id: str, key: str, expires_s: float) -> str | None:
        """Return a link that reads the object without a token, None if the engine has none."""

    async def ping(self) -> None:
        """Raise Unavailable unless the engine answers; whoever asks sets the deadline and tells the log."""

    async def close(self) -> None: ...
