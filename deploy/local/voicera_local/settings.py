"""The settings of a mesh on one machine."""

from typing import Literal, Self

from pydantic import Field, model_validator

from voicera_kit.sealing import SealingSettings
from voicera_kit.settings import PREFIX
from voicera_local.edge import EdgeSettings


class LocalSettings(EdgeSettings, SealingSettings):
    public_host: str = "127.0.0.1"
    """The address Envoy listens on for everybody. The services behind it stay on loopback, whatever this is."""
    public_port: int = Field(default=8080, ge=1, le=65535)
    """Where Envoy listens for browsers, REST clients and the carrier."""
    start_timeout_s: float = Field(default=120, gt=0)
    envoy_concurrency: int = Field(default=1, ge=1)
    tls: Literal["off", "on"] = "off"
    """Certificates everywhere: at the public listener, and from each process to the next."""
    tls_names: str = ""
    """Further names and addresses, separated by commas, in the public listener's certificate."""
    store: Literal["embedded", "mongo"] = "embedded"
    """What keeps the data: files, or FerretDB, MinIO and Redis, which are started along with the mesh."""
    replicas: int | None = Field(default=None, ge=1, le=16)
    """Processes of each service and of the gateway; without it two where the store serves several, else one."""

    @property
    def edge_names(self) -> tuple[str, ...]:
        """How the outside may call the public listener, besides by its loopback names."""
        bound = () if self.public_host in {"0.0.0.0", "::"} else (self.public_host,)  # noqa: S104 - compared
        return (*bound, *(name.strip() for name in self.tls_names.split(",") if name.strip()))

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
