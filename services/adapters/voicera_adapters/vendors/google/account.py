"""What it takes to reach Google Cloud's speech services, and what their refusals mean."""

from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from voicera_adapters.account import Account
from voicera_adapters.net import key_rejected
from voicera_kit.errors import ServiceError


class GoogleAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Goog-Api-Key": self.api_key.get_secret_value()}


def explain(status: int, body: Any) -> ServiceError | None:
    """Tell a wrong key, which comes as 400, from a wrong request."""
    reasons = {each.get("reason") for each in body["error"].get("details", ())}
    is_key = status == HTTPStatus.BAD_REQUEST and "API_KEY_INVALID" in reasons
    return key_rejected() if is_key else None
