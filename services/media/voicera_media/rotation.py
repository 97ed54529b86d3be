"""Re-seals every organization's key under the first sealing key."""

from typing import Final

from voicera_kit.documents import open_documents
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_kit.sealing.rotation import rotate
from voicera_media.encryption.keys import ENCRYPTION_KEYS, sealed_with
from voicera_media.settings import MediaSettings

COMMAND: Final = "rotate-sealing"


async def rotate_sealing(settings: MediaSettings) -> None:
    """Do it beside running replicas, which all have the key already; print how many were changed."""
    sealer = settings.sealer()
    async with open_documents(
        settings.documents_url, "media", settings.data_dir, (ENCRYPTION_KEYS, SEALING_KEYS)
    ) as documents:
        await require_known_keys(documents, sealer)
        count = await rotate(documents, sealer, (sealed_with(sealer),))
    print(f"{count} encryption keys are now sealed under {sealer.key_id}")  # noqa: T201 - the command's answer
