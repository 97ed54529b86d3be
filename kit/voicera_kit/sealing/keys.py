"""Reads the ring of sealing keys: the first one seals, all of them open."""

import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from voicera_kit.files import sync_folder, write_durably

KEY_BYTES: Final = 32
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class SealingKey:
    """256 bits and the id that sealed values name them by."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def parse(cls, line: str) -> "SealingKey":
        """Read `<key id>:<base64 of 32 bytes>`; ValueError, without any of the key, if it is not that."""
        key_id, separator, encoded = line.partition(":")
        if not separator or not _ID.fullmatch(key_id):
            raise ValueError("a sealing key is written <key id>:<base64 of 32 bytes>")
        try:
            secret = b64decode(encoded, altchars=b"-_" if set(encoded) & {"-", "_"} else None, validate=True)
        except ValueError:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise ValueError(f"the sealing key {key_id} must be the base64 of {KEY_BYTES} bytes")
        return cls(key_id, secret)

    @classmethod
    def generate(cls) -> "SealingKey":
        return cls(f"key-{secrets.token_hex(4)}", secrets.token_bytes(KEY_BYTES))

    def line(self) -> str:
        return f"{self.id}:{b64encode(self.secret).decode()}"


class KeyRing:
    """At least one key, each id once."""

    def __init__(self, keys: Iterable[SealingKey]) -> None:
        ring = tuple(keys)
        self._by_id = {key.id: key for key in ring}
        if not ring:
            raise ValueError("there is no sealing key")
        if len(self._by_id) != len(ring):
            raise ValueError("two sealing keys have the same id")
        self.first = ring[0]

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read keys separated by commas or line ends; lines that begin with # are comments."""
        lines = (line.strip() for line in text.replace(",", "\n").splitlines())
        return cls(SealingKey.parse(line) for line in lines if line and not line.startswith("#"))

    def get(self, key_id: str) -> SealingKey | None:
        return self._by_id.get(key_id)


def ensure_key_file(path: Path) -> Path:
    """Make a file with one fresh key, readable by its owner only, unless there is one; return its path.

    Processes that start together agree: the one that links its draft first wins. Nobody seals under a key that a
    power cut could take away: whoever finds the file does not know whether its maker has synced the folder yet.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
        write_durably(draft, SealingKey.generate().line() + "\n")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    sync_folder(path.parent)
    return path
