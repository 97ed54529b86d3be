"""Why a sealed value cannot be opened."""

from voicera_kit.errors import FailedPrecondition


class SealingKeyMissing(FailedPrecondition):
    """The value was sealed under a key that is not in this process's ring."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(
            f"the sealing key {key_id} is not configured",
            reason="SEALING_KEY_MISSING",
            metadata={"key_id": key_id},
        )


class SealBroken(FailedPrecondition):
    """The value was changed, belongs elsewhere, or its key's id now stands for another key."""

    def __init__(self) -> None:
        super().__init__("a sealed value cannot be opened", reason="SEAL_BROKEN")
