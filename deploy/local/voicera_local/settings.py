"""The settings of a mesh on one machine."""

from pydantic import Field

from voicera_kit.settings import Settings


class LocalSettings(Settings):
    public_host: str = "127.0.0.1"
    """The address Envoy listens on for everybody. The services behind it stay on loopback, whatever this is."""
    public_port: int = Field(default=8080, ge=1, le=65535)
    """Where Envoy listens for browsers, REST clients and the carrier."""
    start_timeout_s: float = Field(default=60, gt=0)
    envoy_concurrency: int = Field(default=1, ge=1)
