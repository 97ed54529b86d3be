"""Secrets as text that only a holder of the sealing keys can read."""

from voicera_kit.sealing.errors import SealBroken, SealingKeyMissing
from voicera_kit.sealing.keys import KeyRing, SealingKey, ensure_key_file
from voicera_kit.sealing.places import credential_place
from voicera_kit.sealing.sealer import Sealer
from voicera_kit.sealing.settings import LOCAL_FILE, SealingSettings

__all__ = [
    "LOCAL_FILE",
    "KeyRing",
    "SealBroken",
    "Sealer",
    "SealingKey",
    "SealingKeyMissing",
    "SealingSettings",
    "credential_place",
    "ensure_key_file",
]
