"""Renders Envoy's configuration from the contracts and a list of endpoints."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pb2

from voicera.common.v1 import access_pb2, sensitivity_pb2
from voicera_local.edge import EdgeSettings

REPOSITORY = Path(__file__).resolve().parents[3]
TEMPLATE = REPOSITORY / "gateway/envoy/envoy.yaml.j2"
DESCRIPTORS = REPOSITORY / "proto/gen/descriptors.binpb"
SESSION_PATHS = ("/session/(signIn|signUp|refresh)", "/session/acceptInvitation", "/session/oidc/[a-z]+")


@dataclass(frozen=True, slots=True)
class Listeners:
    """Where Envoy listens. Only `public` is meant for others; the rest are on loopback, or in a network of the mesh."""

    public_host: str
    public: int
    mesh: int
    admin: int
    mesh_host: str = "127.0.0.1"

    @property
    def reachable_host(self) -> str:
        """Where processes of this machine reach the public listener."""
        return "127.0.0.1" if self.public_host in {"0.0.0.0", "::"} else self.public_host  # noqa: S104 - compared


@dataclass(frozen=True, slots=True)
class Tls:
    """`secrets`: a folder of what Envoy shows and trusts; `names`: the DNS name in the certificates behind a cluster.

    A cluster without a name is plain. Only the certificates of `callers` open the mesh. `shown` are the secrets of
    the public listener: who asks for no name, or one in no certificate, gets the first.
    """

    secrets: Path
    names: Mapping[str, str]
    callers: Sequence[str]
    shown: Sequence[str]


@dataclass(frozen=True, slots=True)
class Binding:
    """How REST names an RPC."""

    verb: str
    template: str

    @property
    def regex(self) -> str:
        """RE2 for the paths of the template; a variable is one segment."""
        return re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(self.template))


@dataclass(frozen=True, slots=True)
class Method:
    """What routing needs to know of an RPC; `guessable` says that it rewards whoever guesses a secret."""

    path: str
    service: str
    idempotent: bool
    streaming: bool
    public: bool
    guessable: bool
    rest: tuple[Binding, ...]


def methods(descriptors: bytes) -> Iterator[Method]:
    files = descriptor_pb2.FileDescriptorSet.FromString(descriptors)
    secret = set(_with_secrets(files.file))
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
                    public=method.options.Extensions[access_pb2.access].audience
                    == access_pb2.AUDIENCE_PUBLIC,
                    guessable=_is_guessable(method, secret),
                    rest=_bindings(method.options.Extensions[annotations_pb2.http]),
                )


def _with_secrets(files: Iterable[descriptor_pb2.FileDescriptorProto]) -> Iterator[str]:
    """The messages with a secret in one of their own fields."""
    for file in files:
        for message in file.message_type:
            marks = (field.options.Extensions[sensitivity_pb2.sensitivity] for field in message.field)
            if sensitivity_pb2.SENSITIVITY_SECRET in marks:
                yield f".{file.package}.{message.name}"


def _is_guessable(method: descriptor_pb2.MethodDescriptorProto, secret: Collection[str]) -> bool:
    match method.options.idempotency_level:
        case descriptor_pb2.MethodOptions.IDEMPOTENCY_UNKNOWN:
            return True
        case descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS:
            return method.input_type in secret
    return False


def _bindings(rule: http_pb2.HttpRule) -> tuple[Binding, ...]:
    found = []
    for each in (rule, *rule.additional_bindings):
        verb = each.WhichOneof("pattern")
        if verb is not None:
            found.append(Binding(verb, getattr(each, verb)))
    return tuple(found)


def path_match(binding: Binding) -> dict[str, object]:
    """An Envoy route match for the binding's paths."""
    if "{" in binding.template:
        return {"safe_regex": {"regex": binding.regex}}
    return {"path": binding.template}


def sign_in_paths(bindings: Iterable[Binding]) -> list[str]:
    """RE2 for each path that is open without a token and worth guessing at, with or without a query."""
    return [f"{path}(\\?.*)?" for path in (*SESSION_PATHS, *(binding.regex for binding in bindings))]


def template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE.parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def render(
    listeners: Listeners,
    clusters: Mapping[str, Sequence[str]],
    adapter_pools: Sequence[str],
    edge: EdgeSettings | None = None,
    tls: Tls | None = None,
    descriptors: Path = DESCRIPTORS,
) -> str:
    """The YAML for these endpoints. `clusters` maps a cluster's name to its `host:port`s."""
    known = list(methods(DESCRIPTORS.read_bytes()))
    public = [(method, binding) for method in known if method.public for binding in method.rest]
    return template(TEMPLATE.name).render(
        public_host=listeners.public_host,
        reachable_host=listeners.reachable_host,
        public_port=listeners.public,
        mesh_host=listeners.mesh_host,
        mesh_port=listeners.mesh,
        admin_port=listeners.admin,
        descriptors=str(descriptors),
        edge=edge or EdgeSettings(),
        tls=tls,
        public_paths=[path_match(binding) for _, binding in public],
        sign_in_paths=sign_in_paths(binding for method, binding in public if method.guessable),
        clusters=clusters,
        adapter_pools=adapter_pools,
        idempotent_methods=[method.path for method in known if method.idempotent and not method.streaming],
        streaming_methods=[method.path for method in known if method.streaming],
        transcoded_services=sorted({method.service for method in known if method.rest}),
    )
