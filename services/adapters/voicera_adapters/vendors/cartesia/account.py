"""What it takes to reach Cartesia."""

from typing import Final

from pydantic import SecretStr

from voicera_adapters.account import Account

BASE_URL: Final = "https://api.cartesia.ai"
VERSION: Final = "2026-03-01"


class CartesiaAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        key = self.api_key.get_secret_value()
        return {"Authorization": f"Bearer {key}", "Cartesia-Version": VERSION}
