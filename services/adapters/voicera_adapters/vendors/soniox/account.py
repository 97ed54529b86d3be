"""What it takes to reach Soniox."""

from typing import Final

from pydantic import SecretStr

from voicera_adapters.account import Account

BASE_URL: Final = "https://stt-rt.soniox.com"


class SonioxAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key.get_secret_value()}"}
