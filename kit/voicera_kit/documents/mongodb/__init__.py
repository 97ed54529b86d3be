"""The engine for several replicas: one MongoDB database per service."""

from voicera_kit.documents.mongodb.migrations import migrate, migrate_at
from voicera_kit.documents.mongodb.store import MongoDocuments

__all__ = ["MongoDocuments", "migrate", "migrate_at"]
