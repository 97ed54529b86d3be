"""Re-seals every credential under the first sealing key."""

from typing import Final

from voicera_agents.credential.store import CREDENTIALS, sealed_with
from voicera_agents.settings import AgentsSettings
from voicera_kit.documents import open_documents
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_kit.sealing.rotation import rotate

COMMAND: Final = "rotate-sealing"


async def rotate_sealing(settings: AgentsSettings) -> None:
    """Do it beside running replicas, which all have the key already; print how many were changed."""
    sealer = settings.sealer()
    async with open_documents(
        settings.documents_url, "agents", settings.data_dir, (CREDENTIALS, SEALING_KEYS)
    ) as documents:
        await require_known_keys(documents, sealer)
        count = await rotate(documents, sealer, (sealed_with(sealer),))
    print(f"{count} credentials are now sealed under {sealer.key_id}")  # noqa: T201 - the command's answer
