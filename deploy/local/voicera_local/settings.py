"""The settings of a mesh on one machine."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, FilePath, field_validator, model_validator
from pydantic_settings import NoDecode

from voicera_kit.sealing import SealingSettings
from voicera_kit.settings import PREFIX
from voicera_local.edge import EdgeSettings

ADAPTER_POOLS: Final[Mapping[str, str]] = {
    "core": "pocketsphinx,scripted",
    "espeak": "espeak",
    "vendors": "network",
}
_SERVER: Final = re.compile(r"(?P<name>[a-z][a-z0-9-]{0,62})=(?P<address>[A-Za-z0-9.-]+:[0-9]{1,5})")


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
    adapter_servers: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    """Further servers of `ai.v1` adapters, which run already: name=host:port, separated by commas."""
    replicas: int | None = Field(default=None, ge=1, le=16)
    """Processes of each service and of the gateway; without it two where the store serves several, else one."""
    dashboard: Literal["auto", "off"] = "auto"
    """`auto`: served at `/` where it is built and Node is there."""
    prices_file: FilePath | None = None
    """What providers charge; media reads it and says what is wrong with it."""

    @field_validator("prices_file", mode="before")
    @classmethod
    def _no_path_is_no_file(cls, value: object) -> object:
        return value or None

    @field_validator("adapter_servers", mode="before")
    @classmethod
    def _named_addresses(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        servers: dict[str, str] = {}
        for each in filter(None, (part.strip() for part in text.split(","))):
            found = _SERVER.fullmatch(each)
            if found is None or found["name"] in {*ADAPTER_POOLS, *servers}:
                own = ", ".join(ADAPTER_POOLS)
                raise ValueError(f"write name=host:port, each name once and none of {own}: not {each!r}")
            servers[found["name"]] = found["address"]
        return servers

    @property
    def pools(self) -> tuple[str, ...]:
        """The pools of adapters, the ones of others after our own."""
        return (*ADAPTER_POOLS, *self.adapter_servers)

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
