"""What it takes to reach Bhashini's inference service."""

from typing import Final

from pydantic import SecretStr

from voicera_adapters.account import Account

BASE_URL: Final = "https://dhruva-api.bhashini.gov.in"
PIPELINE: Final = "/services/inference/pipeline"


class BhashiniAccount(Account):
    """`api_key` is the inference key, which Bhashini sends as Authorization without a scheme."""

    api_key: SecretStr

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.api_key.get_secret_value()}
