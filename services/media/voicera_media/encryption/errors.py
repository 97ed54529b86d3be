"""The refusals of encryption."""

from typing import Final

from voicera_kit.errors import FailedPrecondition, Internal

DESTROYED: Final = "ENCRYPTION_KEY_DESTROYED"


class EncryptionKeyDestroyed(FailedPrecondition):
    """What was encrypted with the key cannot be read by anybody, for good; metadata {key_id: "ekey_…"}."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            "the key this call was encrypted with was destroyed",
            reason=DESTROYED,
            metadata={"key_id": key_id},
        )


class ContentBroken(Internal):
    """Encrypted content was changed, cut off or moved."""

    def __init__(self) -> None:
        super().__init__("encrypted content cannot be read", reason="ENCRYPTED_CONTENT_BROKEN")
