"""Moves documents between engines as they are: ids, revisions and times stay."""

from collections.abc import AsyncGenerator, Sequence
from typing import Final, Protocol

from voicera_kit.documents.model import Collection, Document

BLOCK_DOCUMENTS: Final = 500
BLOCK_BYTES: Final = 4 * 1024 * 1024

Place = tuple[str, str]
"""An organization and an id: where a block ended."""
BEGINNING: Final[Place] = ("", "")


class Transferable(Protocol):
    """A store that hands its documents out, and takes them in, for all organizations at once; leases do not move."""

    def dump(
        self, collection: Collection, after: Place = BEGINNING
    ) -> AsyncGenerator[tuple[Document, ...], None]:
        """Yield what follows `after` by organization and id, in blocks of a few megabytes at most."""

    async def load(self, collection: Collection, documents: Sequence[Document]) -> None:
        """Keep the documents as they are, in place of those with the same ids; AlreadyExists for a unique value."""


def place_of(document: Document) -> Place:
    return document.organization_id, document.id
