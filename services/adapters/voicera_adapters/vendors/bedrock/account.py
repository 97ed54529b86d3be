"""What it takes to reach Amazon Bedrock."""

from pydantic import Field, SecretStr

from voicera_adapters.account import Account


class BedrockAccount(Account):
    """`region` is a part of the service's address, so it is nothing but words and a number."""

    access_key_id: str = Field(min_length=1, max_length=128, title="Access key ID")
    secret_access_key: SecretStr
    session_token: SecretStr = SecretStr("")
    region: str = Field(pattern=r"^[a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]{1,2}$", max_length=32, title="Region")

    @property
    def address(self) -> str:
        return f"https://bedrock-runtime.{self.region}.amazonaws.com"
