"""The settings of the public edge: limits, cookies and foreign origins."""

import re
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import NoDecode

from voicera_kit.settings import PREFIX, Settings

_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


class EdgeSettings(Settings):
    rate_sign_in_per_minute: int = Field(default=60, ge=1, le=1200)
    """Sign-ins, sign-ups, refreshes and resets one client address may ask for, at once and in any minute."""
    rate_organization_per_s: int = Field(default=1000, ge=1, le=1_000_000)
    """REST requests one organization may send, at once and in any second. Each Envoy counts for itself."""
    rate_key_per_s: int = Field(default=200, ge=1, le=1_000_000)
    """Of those, the requests one API key may send."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins, separated by commas, whose pages may use the API with this site's cookies; usually none."""
    secure_cookies: bool = False
    """True behind TLS: session cookies are sent over TLS only, under names that browsers protect."""
    hsts_s: int = Field(default=31_536_000, ge=0)
    """Behind TLS: how long browsers must come back over TLS only."""

    edge_cert_file: Path | None = None
    """The operator's own certificate, with its chain, for the names it bears; where Envoy reads it, never written."""
    edge_key_file: Path | None = None

    @field_validator("edge_cert_file", "edge_key_file", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.edge_cert_file is None) != (self.edge_key_file is None):
            raise ValueError(f"{PREFIX}EDGE_CERT_FILE and {PREFIX}EDGE_KEY_FILE go together: both or none")
        return self

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError("must be origins such as https://app.example.com, without a path")
        return origins
