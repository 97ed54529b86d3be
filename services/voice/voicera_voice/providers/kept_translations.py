"""Keeps the translations of what agents say in every call, for all calls of a voice node."""

import hashlib
from collections import OrderedDict

from voicera.ai.v1 import translation_service_pb2 as translation_pb2

MOST = 10_000
_Key = tuple[str, bytes]


class TranslationStore:
    """Holds the `most` used last. A translation is the organization's that asked for it, and the translator's."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._texts: OrderedDict[_Key, str] = OrderedDict()

    def of(self, organization_id: str) -> "KeptTranslations":
        return KeptTranslations(self, organization_id)

    def find(self, key: _Key) -> str | None:
        if key in self._texts:
            self._texts.move_to_end(key)
        return self._texts.get(key)

    def add(self, key: _Key, text: str) -> None:
        self._texts[key] = text
        self._texts.move_to_end(key)
        if len(self._texts) > self._most:
            self._texts.popitem(last=False)


class KeptTranslations:
    """Those of one organization. The whole request counts: languages, tone, terms and settings, not the text alone."""

    def __init__(self, store: TranslationStore, organization_id: str) -> None:
        self._store = store
        self._organization_id = organization_id

    def find(self, request: translation_pb2.TranslateRequest) -> str | None:
        return self._store.find(self._key(request))

    def add(self, request: translation_pb2.TranslateRequest, text: str) -> None:
        self._store.add(self._key(request), text)

    def _key(self, request: translation_pb2.TranslateRequest) -> _Key:
        return self._organization_id, hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
