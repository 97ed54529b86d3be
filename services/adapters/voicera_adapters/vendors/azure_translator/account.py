"""What it takes to reach Azure AI Translator, and what its refusals mean."""

from typing import Any, Final

from pydantic import Field, SecretStr

from voicera_adapters.account import Account
from voicera_adapters.net import quota_exhausted
from voicera_kit.errors import ServiceError

BASE_URL: Final = "https://api.cognitive.microsofttranslator.com"
_FREE_QUOTA_EXCEEDED: Final = 403_001


class AzureTranslatorAccount(Account):
    """`region` is needed for every resource but a global one."""

    api_key: SecretStr
    region: str = Field(default="", pattern=r"^[a-z0-9]{0,40}$", title="Region")

    @property
    def headers(self) -> dict[str, str]:
        region = {"Ocp-Apim-Subscription-Region": self.region} if self.region else {}
        return {"Ocp-Apim-Subscription-Key": self.api_key.get_secret_value()} | region


def explain(status: int, body: Any) -> ServiceError | None:
    """Tell a used-up quota, which comes as 403, from a rejected key."""
    del status
    return quota_exhausted() if body["error"]["code"] == _FREE_QUOTA_EXCEEDED else None
