"""What an engine with a server needs beside its URL."""

from dataclasses import dataclass
from typing import Final, Literal, Self

from pydantic import SecretStr

from voicera_kit.settings import Settings

NO_KEY: Final = SecretStr("")


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """Who asks, and whether the server encrypts what it keeps; no access key means the machine's own role."""

    access_key: SecretStr = NO_KEY
    secret_key: SecretStr = NO_KEY
    encryption: Literal["off", "AES256"] = "off"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.objects_access_key, settings.objects_secret_key, settings.objects_sse)
