"""The embedded engine."""

from voicera_kit.documents.sqlite.store import SqliteDocuments

__all__ = ["SqliteDocuments"]
