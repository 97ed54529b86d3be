"""The settings of signing in at an identity provider; without an issuer there is none."""

from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import SecretStr, model_validator

from voicera_kit.settings import PREFIX, Settings

CALLBACK: Final = "/session/oidc/callback"


class OidcSettings(Settings):
    oidc_issuer: str = ""
    """As the provider's discovery document has it."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    """Empty for a public client, which PKCE alone protects."""
    oidc_display_name: str = "Single sign-on"
    public_url: str = ""
    """Where the edge is reached from outside; the dashboard's address if empty."""

    @model_validator(mode="after")
    def _provider_is_complete(self) -> Self:
        if not self.oidc_issuer:
            return self
        schemes = ("https",) if self.mode == "production" else ("https", "http")
        address = urlsplit(self.oidc_issuer)
        if address.scheme not in schemes or not address.hostname or address.query or address.fragment:
            raise ValueError(f"{PREFIX}OIDC_ISSUER must be an address that begins with {schemes[0]}://")
        if not self.oidc_client_id:
            raise ValueError(f"{PREFIX}OIDC_CLIENT_ID must be set with {PREFIX}OIDC_ISSUER")
        return self


def redirect_uri(public_url: str) -> str:
    """Return where the provider sends the browser back to; register it there."""
    return public_url.rstrip("/") + CALLBACK
