"""Large content by organization and key, streamed in and out."""

from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.model import Content, ObjectInfo
from voicera_kit.objects.open import open_objects
from voicera_kit.objects.store import ObjectStore

__all__ = ["Content", "ObjectAccess", "ObjectInfo", "ObjectStore", "open_objects"]
