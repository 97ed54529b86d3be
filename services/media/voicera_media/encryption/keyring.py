"""Remembers opened keys for a short while: a destroyed one is out of every process's memory within a minute."""

from collections import OrderedDict
from typing import Final

from voicera_kit.clock import Clock
from voicera_media.encryption.errors import EncryptionKeyDestroyed
from voicera_media.encryption.keys import KeyStore

MAX_KEYS: Final = 1_000


class Keyring:
    """A key is remembered for `memory_s` from when it was opened, however often it is used, plus one sweep.

    That a key was destroyed is remembered, too: it stays so.
    """

    def __init__(self, store: KeyStore, clock: Clock, memory_s: float) -> None:
        self._store = store
        self._clock = clock
        self._memory_s = memory_s
        self._keys: OrderedDict[tuple[str, str], tuple[bytes, float]] = OrderedDict()
        self._destroyed: OrderedDict[tuple[str, str], None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._keys)

    async def key(self, organization_id: str, key_id: str) -> bytes:
        self._sweep()
        name = organization_id, key_id
        known = self._keys.get(name)
        if known is not None:
            return known[0]
        if name in self._destroyed:
            raise EncryptionKeyDestroyed(key_id)
        try:
            key = await self._store.open(organization_id, key_id)
        except EncryptionKeyDestroyed:
            self._note_destroyed(name)
            raise
        self._keys[name] = key, self._clock.monotonic() + self._memory_s
        self._keys.move_to_end(name)
        if len(self._keys) > MAX_KEYS:
            self._keys.popitem(last=False)
        return key

    def _note_destroyed(self, name: tuple[str, str]) -> None:
        self._destroyed[name] = None
        if len(self._destroyed) > MAX_KEYS:
            self._destroyed.popitem(last=False)

    def forget(self, organization_id: str, key_id: str) -> None:
        self._keys.pop((organization_id, key_id), None)

    async def run(self) -> None:
        """Let go of keys that nobody asks for any more, too."""
        while True:
            await self._clock.sleep(self._memory_s)
            self._sweep()

    def _sweep(self) -> None:
        now = self._clock.monotonic()
        while self._keys and next(iter(self._keys.values()))[1] <= now:
            self._keys.popitem(last=False)
