from collections.abc import Callable

import pytest

from voicera_kit.sealing import SealBroken, Sealer, SealingKeyMissing

Sealers = Callable[..., Sealer]


def test_a_sealed_value_opens_where_it_belongs(sealer_with: Sealers) -> None:
    sealer = sealer_with("old")
    assert sealer.open(sealer.seal(b"token", "org/cred/key"), "org/cred/key") == b"token"


def test_the_same_value_never_looks_the_same(sealer_with: Sealers) -> None:
    sealer = sealer_with("old")
    assert sealer.seal(b"token", "place") != sealer.seal(b"token", "place")


def test_a_value_does_not_open_elsewhere(sealer_with: Sealers) -> None:
    sealer = sealer_with("old")
    with pytest.raises(SealBroken):
        sealer.open(sealer.seal(b"token", "org_1/cred/key"), "org_2/cred/key")


@pytest.mark.parametrize("position", [10, 30, -1])
def test_a_changed_value_does_not_open(sealer_with: Sealers, position: int) -> None:
    sealer = sealer_with("old")
    sealed = list(sealer.seal(b"a longer token", "place"))
    sealed[position] = "B" if sealed[position] == "A" else "A"
    with pytest.raises(SealBroken):
        sealer.open("".join(sealed), "place")


@pytest.mark.parametrize("text", ["", "v1", "v1.old", "v1.old.", "v2.old.AAAA", "v1.old.AAAA", "v1.old.%%%"])
def test_what_is_not_a_sealed_value_is_refused(sealer_with: Sealers, text: str) -> None:
    with pytest.raises(SealBroken):
        sealer_with("old").open(text, "place")


def test_a_missing_key_is_named(sealer_with: Sealers) -> None:
    sealed = sealer_with("old").seal(b"token", "place")
    with pytest.raises(SealingKeyMissing, match="old") as caught:
        sealer_with("new").open(sealed, "place")
    assert caught.value.metadata == {"key_id": "old"}


def test_the_first_key_seals_and_all_open(sealer_with: Sealers) -> None:
    rotated = sealer_with("new", "old")
    before = sealer_with("old").seal(b"token", "place")
    after = rotated.reseal(before, "place")
    assert rotated.open(before, "place") == sealer_with("new").open(after, "place") == b"token"
    assert (rotated.is_current(before), rotated.is_current(after)) == (False, True)
    assert rotated.reseal(after, "place") == after
