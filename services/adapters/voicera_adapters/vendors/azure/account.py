"""What it takes to reach Azure AI Speech."""

from pydantic import Field, SecretStr

from voicera_adapters.account import Account


class AzureAccount(Account):
    """`region` is a part of the service's address, so it is nothing but letters and digits."""

    api_key: SecretStr
    region: str = Field(pattern=r"^[a-z0-9]{2,40}$", title="Region")

    @property
    def headers(self) -> dict[str, str]:
        return {"Ocp-Apim-Subscription-Key": self.api_key.get_secret_value()}
