"""What it takes to reach an Azure OpenAI resource."""

from pydantic import Field, SecretStr

from voicera_adapters.account import Account


class AzureOpenAIAccount(Account):
    """`resource` is a part of the service's address, so it is nothing but letters, digits and hyphens inside."""

    api_key: SecretStr
    resource: str = Field(
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?$",
        title="Resource",
        description="The name before .openai.azure.com.",
    )

    @property
    def address(self) -> str:
        return f"https://{self.resource}.openai.azure.com"

    @property
    def headers(self) -> dict[str, str]:
        return {"api-key": self.api_key.get_secret_value()}
