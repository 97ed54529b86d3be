"""What it takes to reach the Gemini API."""

from pydantic import SecretStr

from voicera_adapters.account import Account


class GeminiAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"x-goog-api-key": self.api_key.get_secret_value()}
