"""Keeps second factors, their secrets sealed. Like users they stand outside organizations."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from voicera_auth.second_factor.model import SecondFactor
from voicera_kit.documents import (
    SYSTEM_ORGANIZATION,
    Body,
    Collection,
    Document,
    DocumentStore,
    update,
)
from voicera_kit.errors import AlreadyExists, NotFound
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import note_key
from voicera_kit.sealing.rotation import KEY_FIELD, KEY_INDEX, Sealed

SECOND_FACTORS: Final = Collection("second_factors", kind="second factor", indexes=(KEY_INDEX,))

Change = Callable[[SecondFactor], SecondFactor]


class SecondFactorStore:
    def __init__(self, documents: DocumentStore, sealer: Sealer) -> None:
        self._documents = documents
        self._sealer = sealer

    async def find(self, user_id: str) -> SecondFactor | None:
        try:
            document = await self._documents.get(SYSTEM_ORGANIZATION, SECOND_FACTORS, user_id)
        except NotFound:
            return None
        return self._read(user_id, document.body)

    async def put(self, factor: SecondFactor, replacing: Change) -> None:
        """Keep a new one, or what `replacing` makes of the one there is; it may raise to leave that alone."""
        with suppress(AlreadyExists):
            await self._documents.insert(
                SYSTEM_ORGANIZATION, SECOND_FACTORS, factor.user_id, self._body(factor)
            )
            await note_key(self._documents, self._sealer)
            return
        await self.change(factor.user_id, replacing)

    async def change(self, user_id: str, change: Change) -> SecondFactor:
        """Replace it by what `change` makes of it, again if another replica was faster; NotFound."""

        def changed(body: Body) -> Body:
            return self._body(change(self._read(user_id, body)))

        document = await update(self._documents, SYSTEM_ORGANIZATION, SECOND_FACTORS, user_id, changed)
        await note_key(self._documents, self._sealer)
        return self._read(user_id, document.body)

    async def delete(self, user_id: str) -> None:
        with suppress(NotFound):
            await self._documents.delete(SYSTEM_ORGANIZATION, SECOND_FACTORS, user_id)

    def _body(self, factor: SecondFactor) -> Body:
        return {
            "sealed": self._sealer.seal(factor.secret.encode(), _place(factor.user_id)),
            "is_confirmed": factor.is_confirmed,
            "last_step": factor.last_step,
            "recovery_hashes": list(factor.recovery_hashes),
            KEY_FIELD: self._sealer.key_id,
        }

    def _read(self, user_id: str, body: Body) -> SecondFactor:
        return SecondFactor(
            user_id=user_id,
            secret=self._sealer.open(body["sealed"], _place(user_id)).decode(),
            is_confirmed=body["is_confirmed"],
            last_step=body["last_step"],
            recovery_hashes=tuple(body["recovery_hashes"]),
        )


def second_factors_sealed_with(sealer: Sealer) -> Sealed:
    """Return how second factors are re-sealed."""

    def reseal(document: Document) -> Body:
        sealed = sealer.reseal(document.body["sealed"], _place(document.id))
        return {**document.body, "sealed": sealed, KEY_FIELD: sealer.key_id}

    return Sealed(SECOND_FACTORS, reseal)


def _place(user_id: str) -> str:
    return f"second_factors/{user_id}"
