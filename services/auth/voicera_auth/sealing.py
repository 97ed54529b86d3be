"""Re-seals what auth keeps under the first sealing key."""

from voicera_auth.audit.key import AUDIT_KEYS, audit_key_sealed_with
from voicera_auth.keys.store import SIGNING_KEYS, signing_keys_sealed_with
from voicera_auth.second_factor.store import SECOND_FACTORS, second_factors_sealed_with
from voicera_auth.settings import AuthSettings
from voicera_kit.documents import open_documents
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_kit.sealing.rotation import rotate


async def rotate_sealing(settings: AuthSettings) -> int:
    """Do it beside running replicas, which all have the key already; return how many documents were changed."""
    sealer = settings.sealer()
    collections = (SIGNING_KEYS, SECOND_FACTORS, AUDIT_KEYS, SEALING_KEYS)
    async with open_documents(settings.documents_url, "auth", settings.data_dir, collections) as documents:
        await require_known_keys(documents, sealer)
        kept = (
            signing_keys_sealed_with(sealer),
            second_factors_sealed_with(sealer),
            audit_key_sealed_with(sealer),
        )
        return await rotate(documents, sealer, kept)
