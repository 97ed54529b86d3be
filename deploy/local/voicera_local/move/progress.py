"""Keeps, in the target, how far a move got, so that it goes on there after an interruption."""

from collections.abc import Mapping
from typing import Any, Final

from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, DocumentStore
from voicera_kit.errors import NotFound
from voicera_local.move.errors import MoveRefused

PROGRESS: Final = Collection("progress", kind="progress of a move")
SERVICE: Final = "move"
"""The store of its own that progress is kept in, beside those of the services."""

State = Mapping[str, Any]


class Progress:
    """What of one installation has arrived; MoveRefused if another one is moving, or has moved, here."""

    def __init__(self, store: DocumentStore, source: str) -> None:
        self._store = store
        self._source = source

    async def read(self, name: str) -> State | None:
        """Return what was written last under this name, None if nothing was."""
        try:
            document = await self._store.get(SYSTEM_ORGANIZATION, PROGRESS, name)
        except NotFound:
            return None
        if document.body["source"] != self._source:
            raise MoveRefused("the target holds the data of another installation")
        state: State = document.body["state"]
        return state

    async def write(self, name: str, state: State) -> None:
        body = {"source": self._source, "state": dict(state)}
        try:
            known = await self._store.get(SYSTEM_ORGANIZATION, PROGRESS, name)
        except NotFound:
            await self._store.insert(SYSTEM_ORGANIZATION, PROGRESS, name, body)
            return
        await self._store.replace(SYSTEM_ORGANIZATION, PROGRESS, name, body, if_revision=known.revision)
