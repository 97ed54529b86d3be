"""Sums up documents so that two stores can be compared without holding either in memory."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from voicera_kit.documents import Document

_MODULUS: Final = 1 << 256


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are, and the sum of their SHA-256 modulo 2^256, which no order changes."""

    count: int = 0
    digest: int = 0

    def plus(self, documents: tuple[Document, ...]) -> "Tally":
        digests = sum(int.from_bytes(hashlib.sha256(_bytes(each)).digest()) for each in documents)
        return Tally(self.count + len(documents), (self.digest + digests) % _MODULUS)


def _bytes(document: Document) -> bytes:
    """Everything a document is, in one spelling."""
    times = (document.created_at.isoformat(), document.updated_at.isoformat())
    whole = (document.organization_id, document.id, document.revision, *times, document.body)
    return json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
