"""Every RPC of the mesh as the contracts declare it, requests for it, and a way to ask with any token."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, NamedTuple

import grpc
from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pb2, message_factory
from google.protobuf.descriptor import FieldDescriptor, FileDescriptor, MethodDescriptor
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from google.rpc import status_pb2

from tests.e2e.mesh import Mesh
from voicera.auth.v1.token_service_pb2 import IssueServiceTokenRequest
from voicera.common.v1 import access_pb2
from voicera_kit.errors import ServiceError, from_status
from voicera_kit.errors.wire import DETAILS_KEY
from voicera_local.envoy import DESCRIPTORS

DEADLINE_S = 10.0
READS = descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS
LARGEST_PAGE = 500
TEXTS = {"time_zone": "Asia/Kolkata", "to": "+919800000191", "e164": "+918046100003", "vendor": "openai"}
NUMBERS = {"number": 1, "sample_rate_hz": 8000}
ENDLESS = {"telephony.v1.LiveCallService/WatchLiveCalls"}
"""Streams that never end by themselves."""
ENDLESS_S = 2.0
"""For how long those are read."""
GROUPED = {"group_by": "GROUP_BY_AGENT"}
"""What a summary is asked by, so that its answer names what it is about."""
STATES = {"AdvanceCallRequest": "CALL_STATE_IN_PROGRESS", "EndCallRequest": "CALL_STATE_COMPLETED"}
"""What passes for right in fields of these names, and in the state of these messages."""


@dataclass(frozen=True)
class Rpc:
    descriptor: MethodDescriptor

    @property
    def name(self) -> str:
        """For example "auth.v1.AuthService/SignIn"."""
        service = self.descriptor.containing_service.full_name.removeprefix("voicera.")
        return f"{service}/{self.descriptor.name}"

    @property
    def service(self) -> str:
        return self.name.partition("/")[0]

    @property
    def access(self) -> access_pb2.Access:
        return self.descriptor.GetOptions().Extensions[access_pb2.access]

    @property
    def is_public(self) -> bool:
        return self.access.audience == access_pb2.AUDIENCE_PUBLIC

    @property
    def is_for_members(self) -> bool:
        return self.access.audience == access_pb2.AUDIENCE_MEMBER

    @property
    def is_for_services(self) -> bool:
        return self.access.audience == access_pb2.AUDIENCE_SERVICE

    @property
    def changes_something(self) -> bool:
        return self.descriptor.GetOptions().idempotency_level != READS

    @property
    def is_list(self) -> bool:
        return self.descriptor.name.startswith(("List", "Export", "Summarize"))

    @property
    def is_endless(self) -> bool:
        return self.name in ENDLESS

    @property
    def has_rest(self) -> bool:
        return self.descriptor.GetOptions().HasExtension(annotations_pb2.http)

    @property
    def http(self) -> http_pb2.HttpRule:
        return self.descriptor.GetOptions().Extensions[annotations_pb2.http]

    def request(self) -> Message:
        return message_factory.GetMessageClass(self.descriptor.input_type)()


@cache
def every_rpc() -> tuple[Rpc, ...]:
    """The RPCs of all services, found without naming one."""
    files = descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes()).file
    ours = [_imported(file.name) for file in files if file.name.startswith("voicera/")]
    services = [service for file in ours for service in file.services_by_name.values()]
    return tuple(Rpc(method) for service in services for method in service.methods)


def rpc_named(name: str) -> Rpc:
    return next(rpc for rpc in every_rpc() if rpc.name == name)


def _imported(name: str) -> FileDescriptor:
    module = importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")
    descriptor: FileDescriptor = module.DESCRIPTOR
    return descriptor


class Answer(NamedTuple):
    """What came, and the refusal that ended it: a stream may have both."""

    messages: list[Message]
    refusal: ServiceError | None = None


class Caller:
    """Calls over the mesh listener, as services do."""

    def __init__(self, mesh: Mesh) -> None:
        self._channel = grpc.insecure_channel(mesh.mesh_target)
        self._secret = (mesh.data_dir / "service.secret").read_text().strip()

    def close(self) -> None:
        self._channel.close()

    def ask(self, rpc: Rpc, request: Message, token: str = "") -> Answer:
        """Everything that is answered, of a stream until it ends, or for a while if it never does."""
        method = rpc.descriptor
        kind = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
        call = getattr(self._channel, kind)(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
        )
        metadata = [("voicera-adapter-pool", "core")]
        if token:
            metadata.append(("authorization", f"Bearer {token}"))
        given = iter([request]) if method.client_streaming else request
        messages: list[Message] = []
        try:
            answered = call(given, metadata=metadata, timeout=ENDLESS_S if rpc.is_endless else DEADLINE_S)
            messages.extend(answered if method.server_streaming else [answered])
        except grpc.RpcError as error:
            refusal = _refusal(error)
            if rpc.is_endless and refusal.code is grpc.StatusCode.DEADLINE_EXCEEDED:
                return Answer(messages)
            return Answer(messages, refusal)
        return Answer(messages)

    def service_token(self, organization_id: str = "") -> str:
        """A token of the gateway's, for what it does on behalf of one organization, or of none yet."""
        request = IssueServiceTokenRequest(
            service_name="gateway", service_secret=self._secret, organization_id=organization_id
        )
        issued: Any = self.ask(rpc_named("auth.v1.TokenService/IssueServiceToken"), request).messages[0]
        return str(issued.access_token)


def _refusal(error: Any) -> ServiceError:
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS_KEY:
            return from_status(status_pb2.Status.FromString(value))
    return ServiceError.received(error.code(), error.details() or "", error.code().name)


def named_objects(rpc: Rpc) -> list[str]:
    """The request's fields that name an object: "id" and whatever ends in "_id", as paths."""
    return list(_named(rpc.descriptor.input_type.fields, "", 2))


def _named(fields: list[FieldDescriptor], prefix: str, depth: int) -> Iterator[str]:
    for field in fields:
        path = f"{prefix}{field.name}"
        if field.type == FieldDescriptor.TYPE_STRING and (field.name == "id" or field.name.endswith("_id")):
            yield path
        elif field.message_type and depth > 1 and field.message_type.full_name.startswith("voicera."):
            yield from _named(field.message_type.fields, f"{path}.", depth - 1)


def naming(rpc: Rpc, ids: Mapping[str, str], revision: int = 1) -> Any:
    """A request with these ids in its fields: for a list as long as can be, for anything else right in all others."""
    request: Any = rpc.request()
    for field, value in ids.items():
        *path, name = field.split(".")
        setattr(reduce(getattr, path, request), name, value)
    if not rpc.is_list:
        fill(request, revision)
    elif hasattr(request, "page_size"):
        request.page_size = LARGEST_PAGE
    else:
        _group(request)
    return request


def _group(request: Any) -> None:
    """A summary without groups would be numbers, which are nobody's."""
    for name, value in GROUPED.items():
        if name in request.DESCRIPTOR.fields_by_name:
            setattr(
                request, name, request.DESCRIPTOR.fields_by_name[name].enum_type.values_by_name[value].number
            )


def fill(message: Any, revision: int) -> None:
    """Something plausible in every plain field that is not set, also of the messages within that are."""
    for field in message.DESCRIPTOR.fields:
        if field.message_type and field.message_type.full_name == FieldMask.DESCRIPTOR.full_name:
            getattr(message, field.name).paths.append("display_name")
        elif _is_map(field):
            getattr(message, field.name)["api_key"] = "0123456789abcdef"
        elif field.message_type and not field.is_repeated and message.HasField(field.name):
            fill(getattr(message, field.name), revision)
        elif not (field.message_type or field.is_repeated or _is_settled(message, field)):
            setattr(message, field.name, _plausible(field, revision))


def _is_map(field: FieldDescriptor) -> bool:
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def _is_settled(message: Any, field: FieldDescriptor) -> bool:
    """Whether it is set, or another one of its alternatives is, or it is for pages."""
    alternatives = field.containing_oneof
    return bool(
        getattr(message, field.name)
        or (alternatives and message.WhichOneof(alternatives.name))
        or field.name in {"page_token", "page_size"}
    )


def _plausible(field: FieldDescriptor, revision: int) -> Any:
    if field.enum_type:
        state = STATES.get(field.containing_type.name) if field.name == "state" else None
        return field.enum_type.values_by_name[state].number if state else 1
    if field.type == FieldDescriptor.TYPE_STRING:
        return TEXTS.get(field.name, "example")
    if field.type == FieldDescriptor.TYPE_BYTES:
        return b""
    if field.type == FieldDescriptor.TYPE_BOOL:
        return False
    return revision if field.name == "revision" else NUMBERS.get(field.name, 0)
