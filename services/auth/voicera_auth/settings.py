"""The settings of the auth service."""

from pydantic import Field

from voicera_kit.identity import MAX_TOKEN_LIFE_S
from voicera_kit.sealing import SealingSettings


class AuthSettings(SealingSettings):
    access_token_s: int = Field(default=900, ge=60, le=MAX_TOKEN_LIFE_S)
    service_token_s: int = Field(default=900, ge=60, le=MAX_TOKEN_LIFE_S)
    api_key_token_s: int = Field(default=60, ge=30, le=300)
    """Also how exactly the last use of a key is known."""
    signing_key_days: int = Field(default=90, ge=1, le=3650)
    refresh_token_s: int = Field(default=30 * 24 * 3600, ge=3600)
