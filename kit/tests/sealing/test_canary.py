from collections.abc import Callable

import pytest

from voicera_kit.documents import DocumentStore
from voicera_kit.sealing import KeyRing, Sealer, SealingKey
from voicera_kit.sealing.canary import forget_other_keys, require_known_keys
from voicera_kit.settings import SettingsError

Sealers = Callable[..., Sealer]


async def test_starting_without_a_key_that_was_used_is_refused(
    store: DocumentStore, sealer_with: Sealers
) -> None:
    await require_known_keys(store, sealer_with("old"))
    with pytest.raises(SettingsError, match="the key old is missing"):
        await require_known_keys(store, sealer_with("new"))


async def test_another_key_under_a_known_id_is_refused(store: DocumentStore, sealer_with: Sealers) -> None:
    await require_known_keys(store, sealer_with("old"))
    with pytest.raises(SettingsError, match="the key old is not the one"):
        await require_known_keys(store, Sealer(KeyRing([SealingKey("old", b"x" * 32)])))


async def test_a_key_may_go_once_it_was_let_go(store: DocumentStore, sealer_with: Sealers) -> None:
    await require_known_keys(store, sealer_with("old"))
    await require_known_keys(store, sealer_with("new", "old"))
    with pytest.raises(SettingsError, match="old"):
        await require_known_keys(store, sealer_with("new"))
    assert await forget_other_keys(store, sealer_with("new", "old")) == ("old",)
    await require_known_keys(store, sealer_with("new"))
