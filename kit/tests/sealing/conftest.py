"""Sealers with known keys, and a store for canaries."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from voicera_kit.documents import DocumentStore
from voicera_kit.sealing import KeyRing, Sealer, SealingKey
from voicera_kit.sealing.canary import SEALING_KEYS
from voicera_kit.testing import open_documents_in

OLD, NEW = SealingKey("old", bytes(32)), SealingKey("new", bytes(range(32)))


@pytest.fixture
def sealer_with() -> Callable[..., Sealer]:
    def build(*ids: str) -> Sealer:
        keys = {"old": OLD, "new": NEW}
        return Sealer(KeyRing(keys[each] for each in ids))

    return build


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DocumentStore]:
    async with open_documents_in(tmp_path, (SEALING_KEYS,)) as opened:
        yield opened
