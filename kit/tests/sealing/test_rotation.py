from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from voicera_kit.documents import Body, Collection, Document, DocumentStore
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_kit.sealing.rotation import KEY_FIELD, KEY_INDEX, Sealed, rotate
from voicera_kit.testing import open_documents_in

NOTES = Collection("notes", (KEY_INDEX,))
Sealers = Callable[..., Sealer]


@pytest.fixture
async def notes(tmp_path: Path, sealer_with: Sealers) -> AsyncIterator[DocumentStore]:
    """Three notes of two organizations, sealed under the old key."""
    old = sealer_with("old")
    async with open_documents_in(tmp_path, (SEALING_KEYS, NOTES)) as store:
        await require_known_keys(store, old)
        for organization, note in (("org_1", "a"), ("org_1", "b"), ("org_2", "a")):
            await store.insert(organization, NOTES, note, {"text": old.seal(b"word", note), KEY_FIELD: "old"})
        yield store


def resealing(sealer: Sealer) -> Callable[[Document], Body]:
    return lambda note: {"text": sealer.reseal(note.body["text"], note.id), KEY_FIELD: sealer.key_id}


async def test_what_was_cut_short_goes_on(notes: DocumentStore, sealer_with: Sealers) -> None:
    both = sealer_with("new", "old")
    await require_known_keys(notes, both)
    seen: list[str] = []

    def failing(note: Document) -> Body:
        seen.append(note.id)
        if len(seen) == 2:
            raise OSError
        return resealing(both)(note)

    with pytest.raises(OSError):  # noqa: PT011 - whatever it is that cuts it short
        await rotate(notes, both, (Sealed(NOTES, failing),))
    assert await rotate(notes, both, (Sealed(NOTES, resealing(both)),)) == 2
    new = sealer_with("new")
    await require_known_keys(notes, new)
    assert new.open((await notes.get("org_2", NOTES, "a")).body["text"], "a") == b"word"


async def test_what_is_written_meanwhile_is_looked_at_again(
    notes: DocumentStore, sealer_with: Sealers
) -> None:
    both = sealer_with("new", "old")
    await require_known_keys(notes, both)

    raced = []

    class Racing:
        """A store in which somebody else always writes first, once."""

        def __getattr__(self, name: str) -> object:
            return getattr(notes, name)

        async def replace(self, *names: object, if_revision: int) -> object:
            if not raced:
                raced.append(names)
                body = {"text": sealer_with("old").seal(b"later", str(names[2])), KEY_FIELD: "old"}
                await notes.replace(*names[:3], body, if_revision=if_revision)
            return await notes.replace(*names, if_revision=if_revision)

    await rotate(Racing(), both, (Sealed(NOTES, resealing(both)),))
    organization, _, note, _ = raced[0]
    kept = await notes.get(str(organization), NOTES, str(note))
    assert sealer_with("new").open(kept.body["text"], note) == b"later"
