"""What it takes to reach Sarvam, and what its refusals mean."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import SecretStr

from voicera_adapters.account import Account
from voicera_adapters.net import quota_exhausted
from voicera_adapters.opening import Opening
from voicera_kit.errors import ServiceError

BASE_URL: Final = "https://api.sarvam.ai"


class SarvamAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"api-subscription-key": self.api_key.get_secret_value()}


def speech_url(opening: Opening) -> str:
    """Return where the speech services are: beside the chat completions, which a set address may mean."""
    return opening.base_url(BASE_URL).removesuffix("/v1")


def explain(status: int, body: Any) -> ServiceError | None:
    """Tell used-up credits, which come as 429, from too many requests."""
    if status == HTTPStatus.TOO_MANY_REQUESTS and body["error"]["code"] == "insufficient_quota_error":
        return quota_exhausted()
    return None
