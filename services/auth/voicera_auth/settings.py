"""The settings of the auth service."""

from typing import Final, Literal, Self

from pydantic import Field, model_validator

from voicera_auth.mail.settings import MailSettings
from voicera_auth.oidc.settings import OidcSettings
from voicera_kit.identity import MAX_TOKEN_LIFE_S
from voicera_kit.sealing import SealingSettings
from voicera_kit.settings import PREFIX

LOCAL_DASHBOARD: Final = "http://127.0.0.1:3000"


class AuthSettings(MailSettings, OidcSettings, SealingSettings):
    access_token_s: int = Field(default=900, ge=60, le=MAX_TOKEN_LIFE_S)
    service_token_s: int = Field(default=900, ge=60, le=MAX_TOKEN_LIFE_S)
    api_key_token_s: int = Field(default=60, ge=30, le=300)
    """Also how exactly the last use of a key is known."""
    signing_key_days: int = Field(default=90, ge=1, le=3650)
    refresh_token_s: int = Field(default=30 * 24 * 3600, ge=3600)
    refresh_grace_s: int = Field(default=5, ge=0, le=60)
    """For how long a refresh token that was just used is answered with the same next one; 0 is never."""
    password_time_cost: int = Field(default=3, ge=2, le=20)
    password_memory_kib: int = Field(default=65536, ge=19456, le=4 * 1024 * 1024)
    """Argon2id's passes and memory; the least are OWASP's. A password is hashed anew when its owner signs in."""
    sign_up: Literal["open", "closed"] | None = None
    """Open in local mode and closed in production, if not set."""
    dashboard_url: str = Field(default=LOCAL_DASHBOARD, pattern=r"^https?://[^\s#?]+$")
    """Where links lead to."""
    reset_link_s: int = Field(default=3600, ge=60, le=7 * 24 * 3600)
    invitation_s: int = Field(default=7 * 24 * 3600, ge=60, le=90 * 24 * 3600)

    @property
    def sign_up_open(self) -> bool:
        return self.sign_up == "open" or (self.sign_up is None and self.mode == "local")

    @model_validator(mode="after")
    def _links_lead_somewhere(self) -> Self:
        """Links hold secrets: in production they are not sent in clear, and not to nowhere."""
        if self.mode == "production" and not self.dashboard_url.startswith("https://"):
            raise ValueError(
                f"{PREFIX}DASHBOARD_URL must begin with https:// when {PREFIX}MODE is production"
            )
        return self
