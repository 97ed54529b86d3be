"""Renders Envoy's configuration from the contracts and a list of endpoints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from google.api import annotations_pb2
from google.protobuf import descriptor_pb2

REPOSITORY = Path(__file__).resolve().parents[3]
TEMPLATE = REPOSITORY / "gateway/envoy/envoy.yaml.j2"
DESCRIPTORS = REPOSITORY / "proto/gen/descriptors.binpb"


@dataclass(frozen=True, slots=True)
class Listeners:
    """Where Envoy listens. Only `public` is meant for others; the rest are on loopback."""

    public_host: str
    public: int
    mesh: int
    admin: int

    @property
    def reachable_host(self) -> str:
        """Where processes of this machine reach the public listener."""
        return "127.0.0.1" if self.public_host in {"0.0.0.0", "::"} else self.public_host  # noqa: S104 - compared


@dataclass(frozen=True, slots=True)
class Method:
    """What routing needs to know of an RPC."""

    path: str
    service: str
    idempotent: bool
    streaming: bool
    rest: bool


def methods(descriptors: bytes) -> Iterator[Method]:
    files = descriptor_pb2.FileDescriptorSet.FromString(descriptors)
    for file in files.file:
        for service in file.service:
            name = f"{file.package}.{service.name}"
            for method in service.method:
                yield Method(
                    path=f"/{name}/{method.name}",
                    service=name,
                    idempotent=method.options.idempotency_level
                    != descriptor_pb2.MethodOptions.IDEMPOTENCY_UNKNOWN,
                    streaming=method.client_streaming or method.server_streaming,
                    rest=method.options.HasExtension(annotations_pb2.http),
                )


def render(listeners: Listeners, clusters: Mapping[str, Sequence[str]], adapter_pools: Sequence[str]) -> str:
    """The YAML for these endpoints. `clusters` maps a cluster's name to its `host:port`s."""
    known = list(methods(DESCRIPTORS.read_bytes()))
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(TEMPLATE.read_text()).render(
        public_host=listeners.public_host,
        reachable_host=listeners.reachable_host,
        public_port=listeners.public,
        mesh_port=listeners.mesh,
        admin_port=listeners.admin,
        descriptors=str(DESCRIPTORS),
        clusters=clusters,
        adapter_pools=adapter_pools,
        idempotent_methods=[method.path for method in known if method.idempotent and not method.streaming],
        streaming_methods=[method.path for method in known if method.streaming],
        transcoded_services=sorted({method.service for method in known if method.rest}),
    )
