"""What it takes to reach Deepgram."""

from typing import Final

from pydantic import SecretStr

from voicera_adapters.account import Account

BASE_URL: Final = "https://api.deepgram.com"


class DeepgramAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.api_key.get_secret_value()}"}
