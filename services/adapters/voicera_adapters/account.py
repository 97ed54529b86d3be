"""What it takes to reach a vendor: the model of a credential."""

from pydantic import BaseModel, ConfigDict


class Account(BaseModel):
    """Vendors subclass it; secrets are SecretStr, what is no secret (a region) is text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
