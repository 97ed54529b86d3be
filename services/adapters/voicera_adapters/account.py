"""What it takes to reach a vendor: the model of a credential."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

Value = TypeVar("Value")


class Account(BaseModel):
    """Vendors subclass it; secrets are SecretStr, what is no secret (a region) is text.

    Values travel in headers and addresses: white space around them goes, and what no header can hold is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _can_travel(cls, value: Value) -> Value:
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        if not (text.isascii() and text.isprintable()):
            raise ValueError("must be letters, digits and signs of ASCII")
        return value
