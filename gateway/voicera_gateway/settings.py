"""Names the gateway's own settings."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from voicera_kit.sealing import SealingSettings


class GatewaySettings(SealingSettings):
    """What the gateway needs to know besides the settings every process shares."""

    http_port: int = Field(default=8081, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8080"
    secure_cookies: bool = False
    openapi_path: Path = Path("docs/openapi/voicera.yaml")

    vobiz_base_url: str = "https://api.vobiz.ai/api/v1"
    vobiz_auth_id: str = ""
    vobiz_auth_token: SecretStr = SecretStr("")
    vobiz_main_auth_token: SecretStr = SecretStr("")
    vobiz_signatures: Literal["enforce", "when_present"] = "enforce"
    vobiz_max_retries: int = Field(default=5, ge=0, le=10)
    vobiz_timeout_s: float = Field(default=8.0, gt=0)

    ticket_ttl_s: float = Field(default=60.0, gt=0)
    media_grace_s: float = Field(default=10.0, ge=0)
    media_idle_s: float = Field(default=15.0, gt=0)
    clear_timeout_s: float = Field(default=1.0, gt=0)

    @property
    def has_peers(self) -> bool:
        """Tell whether the bus joins several processes."""
        return not self.bus_url.startswith("memory:")

    @field_validator("public_url", "vobiz_base_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("must be an http or https URL")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _webhooks_are_verified(self) -> Self:
        """Without an account there is nothing to verify with: enforcing then refuses every webhook."""
        if self.vobiz_signatures != "enforce":
            if self.mode == "production":
                raise ValueError("VOICERA_VOBIZ_SIGNATURES must be enforce when VOICERA_MODE is production")
        elif self.vobiz_auth_id and not self.signature_keys:
            raise ValueError(
                "VOICERA_VOBIZ_AUTH_TOKEN must be set when VOICERA_VOBIZ_AUTH_ID is"
                " and VOICERA_VOBIZ_SIGNATURES is enforce"
            )
        return self

    @model_validator(mode="after")
    def _sessions_are_behind_tls(self) -> Self:
        if self.mode == "production" and not self.secure_cookies:
            raise ValueError("VOICERA_SECURE_COOKIES must be true when VOICERA_MODE is production")
        return self

    @property
    def signature_keys(self) -> tuple[str, ...]:
        """The account's token and, for a sub-account, the main account's."""
        tokens = (self.vobiz_auth_token, self.vobiz_main_auth_token)
        return tuple(token.get_secret_value() for token in tokens if token.get_secret_value())

    @property
    def public_websocket_url(self) -> str:
        return "ws" + self.public_url.removeprefix("http")
