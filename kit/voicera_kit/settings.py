"""Reads every setting a process has from the environment; nothing else reads it."""

import os
import sys
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar, Final, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from voicera_kit.tls import ENVOY, TlsFiles

LOCAL_SECRET = "local-mesh-secret"  # noqa: S105 - refused everywhere but on one machine's loopback
MIN_SECRET_LENGTH: Final = 32
"""Characters; `openssl rand -hex 32` prints twice as many."""
PREFIX = "VOICERA_"
WRONG_SETTINGS: Final = 2
"""The status a process exits with that will not work until its settings are others."""


class Settings(BaseSettings):
    """The settings every process shares; services subclass it to add their own."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True
    )

    mode: Literal["local", "production"] = "local"
    data_dir: Path = Path(".data")
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    bind_host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    mesh_target: str = "127.0.0.1:9901"
    service_secret: SecretStr = SecretStr(LOCAL_SECRET)
    default_deadline_s: float = Field(default=10.0, gt=0)
    client_deadline_s: float = Field(default=10.0, gt=0)
    revocations_poll_s: float = Field(default=15.0, ge=1, le=60)
    drain_s: float = Field(default=30.0, ge=0)
    store_check_s: float = Field(default=5.0, gt=0)
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    """How many proxies stand before Envoy and append to x-forwarded-for."""
    documents_url: str = Field(default="sqlite:", repr=False)
    migrate: Literal["on_start", "ahead"] | None = None
    objects_url: str = "directory:"
    objects_access_key: SecretStr = SecretStr("")
    objects_secret_key: SecretStr = SecretStr("")
    objects_sse: Literal["off", "AES256"] = "off"
    bus_url: str = Field(default="memory:", repr=False)
    bus_password: SecretStr = SecretStr("")
    tls_cert_file: Path | None = None
    tls_key_file: Path | None = None
    tls_ca_file: Path | None = None
    tls_peers: str = ENVOY

    @model_validator(mode="after")
    def _secret_is_ours(self) -> Self:
        """Only on one machine's loopback is the default, or any other text, secret enough."""
        if len(self.service_secret.get_secret_value().strip()) >= MIN_SECRET_LENGTH:
            return self
        needed = f"{PREFIX}SERVICE_SECRET must be set, to at least {MIN_SECRET_LENGTH} characters,"
        if self.mode == "production":
            raise ValueError(f"{needed} when {PREFIX}MODE is production")
        if not _is_loopback(self.bind_host):
            raise ValueError(f"{needed} when {PREFIX}BIND_HOST is not loopback")
        return self

    @model_validator(mode="after")
    def _peers_are_known(self) -> Self:
        given = [path is not None for path in (self.tls_cert_file, self.tls_key_file, self.tls_ca_file)]
        if any(given) and not all(given):
            raise ValueError(f"{PREFIX}TLS_CERT_FILE, _KEY_FILE and _CA_FILE go together: all or none")
        if self.mode == "production" and not all(given) and not _is_loopback(self.bind_host):
            raise ValueError(
                f"{PREFIX}TLS_CERT_FILE must be set when {PREFIX}MODE is production"
                f" and {PREFIX}BIND_HOST is not loopback"
            )
        if self.tls_files is not None:
            self.tls_files.read()
        return self

    @property
    def migrates_on_start(self) -> bool:
        """Tell whether opening a store may change its indexes; elsewhere somebody does that ahead of a start."""
        return (self.migrate or ("on_start" if self.mode == "local" else "ahead")) == "on_start"

    @property
    def tls_files(self) -> TlsFiles | None:
        """None where connections are plain."""
        if self.tls_cert_file is None or self.tls_key_file is None or self.tls_ca_file is None:
            return None
        return TlsFiles(self.tls_cert_file, self.tls_key_file, self.tls_ca_file)

    @property
    def tls_peer_names(self) -> frozenset[str]:
        """Whose certificates may call this process."""
        return frozenset(name.strip() for name in self.tls_peers.split(",") if name.strip())


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


AnySettings = TypeVar("AnySettings", bound=Settings)


def load(cls: type[AnySettings]) -> AnySettings:
    """Return the settings, or say on one line each what is wrong with them and exit with status 2."""
    try:
        return cls()
    except ValidationError as error:
        print(explain(error, cls), file=sys.stderr)  # noqa: T201 - logging is not configured yet
        sys.exit(WRONG_SETTINGS)


def explain(error: ValidationError, cls: type[Settings]) -> str:
    """Return what is wrong by variable name, without any value."""
    prefix = str(cls.model_config.get("env_prefix", PREFIX))
    lines = (_line(each["loc"], each["msg"], prefix) for each in error.errors(include_input=False))
    return "\n".join(("The settings are not valid:", *lines))


def _line(location: tuple[int | str, ...], message: str, prefix: str) -> str:
    text = message.removeprefix("Value error, ")
    name = "_".join(str(part) for part in location).upper()
    return f"  {prefix}{name}: {text}" if name else f"  {text}"


def child_environment(values: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with `values` on top, for starting another process."""
    return {**os.environ, **values}  # noqa: TID251 - the one place


def section(name: str) -> dict[str, str]:
    """Return what the environment holds under VOICERA_<NAME>_, by the rest of the name in lower case."""
    prefix = f"{PREFIX}{name.upper().replace('-', '_')}_"
    environment = os.environ.items()  # noqa: TID251 - the one place
    return {key.removeprefix(prefix).lower(): value for key, value in environment if key.startswith(prefix)}


class SettingsError(Exception):
    """A setting names something that does not exist; the message names the variable."""


def scheme_of(url: str, variable: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the scheme of an engine's URL and what follows its colon."""
    scheme, separator, rest = url.partition(":")
    if separator and scheme in known:
        return scheme, rest
    choices = ", ".join(f"{each}:" for each in sorted(known))
    raise SettingsError(f"{PREFIX}{variable} must begin with one of: {choices}")
