"""What it takes to reach AssemblyAI."""

from typing import Final

from pydantic import SecretStr

from voicera_adapters.account import Account

BASE_URL: Final = "https://streaming.assemblyai.com"


class AssemblyAIAccount(Account):
    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.api_key.get_secret_value()}
