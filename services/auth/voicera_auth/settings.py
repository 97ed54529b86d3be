"""The settings of the auth service."""

from pydantic import Field

from voicera_kit.identity import MAX_TOKEN_LIFE_S
from voicera_kit.settings import Settings


class AuthSettings(Settings):
    access_token_s: int = Field(default=900, ge=60, le=MAX_TOKEN_LIFE_S)
    service_token_s: int = Field(default=900, ge=60, le=MAX_TOKEN_LIFE_S)
    refresh_token_s: int = Field(default=30 * 24 * 3600, ge=3600)
