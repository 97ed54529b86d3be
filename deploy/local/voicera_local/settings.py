"""The settings of a mesh on one machine."""

from typing import Literal, Self

from pydantic import Field, model_validator

from voicera_kit.settings import PREFIX, Settings


class LocalSettings(Settings):
    public_host: str = "127.0.0.1"
    """The address Envoy listens on for everybody. The services behind it stay on loopback, whatever this is."""
    public_port: int = Field(default=8080, ge=1, le=65535)
    """Where Envoy listens for browsers, REST clients and the carrier."""
    start_timeout_s: float = Field(default=60, gt=0)
    envoy_concurrency: int = Field(default=1, ge=1)
    store: Literal["embedded", "mongo"] = "embedded"
    """What keeps the data: files, or FerretDB, MinIO and Redis, which are started along with the mesh."""
    replicas: int | None = Field(default=None, ge=1, le=16)
    """Processes of each service and of the gateway; without it two where the store serves several, else one."""

    @property
    def copies(self) -> int:
        return self.replicas or (2 if self.store == "mongo" else 1)

    @model_validator(mode="after")
    def _replicas_share_a_bus(self) -> Self:
        if self.copies > 1 and self.store == "embedded" and self.bus_url.startswith("memory:"):
            raise ValueError(
                f"{PREFIX}REPLICAS above 1 needs a bus that all replicas share:"
                f" set {PREFIX}STORE=mongo, or {PREFIX}BUS_URL to a Redis"
            )
        return self
