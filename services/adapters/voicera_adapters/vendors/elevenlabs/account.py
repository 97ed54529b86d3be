"""What it takes to reach ElevenLabs, and what its refusals mean."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import SecretStr

from voicera_adapters.account import Account
from voicera_adapters.net import quota_exhausted
from voicera_kit.errors import ServiceError

BASE_URL: Final = "https://api.elevenlabs.io"


class ElevenLabsAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"xi-api-key": self.api_key.get_secret_value()}


def explain(status: int, body: Any) -> ServiceError | None:
    """Tell a used-up quota, which comes as 401, from a wrong key."""
    if status == HTTPStatus.UNAUTHORIZED and body["detail"]["status"] == "quota_exceeded":
        return quota_exhausted()
    return None
