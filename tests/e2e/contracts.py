"""Every RPC of the mesh as the contracts declare it, and a way to call it with any token."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc
from google.api import annotations_pb2
from google.protobuf import descriptor_pb2, message_factory
from google.protobuf.descriptor import FieldDescriptor, FileDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.rpc import status_pb2

from tests.e2e.mesh import Mesh
from voicera.common.v1 import access_pb2
from voicera_kit.errors import ServiceError, from_status
from voicera_kit.errors.wire import DETAILS_KEY
from voicera_local.envoy import DESCRIPTORS

DEADLINE_S = 10.0
READS = descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS
PATTERNS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Rpc:
    descriptor: MethodDescriptor

    @property
    def name(self) -> str:
        """For example "auth.v1.AuthService/SignIn"."""
        service = self.descriptor.containing_service.full_name.removeprefix("voicera.")
        return f"{service}/{self.descriptor.name}"

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
    def has_rest(self) -> bool:
        return self.descriptor.GetOptions().HasExtension(annotations_pb2.http)

    def request(self) -> Message:
        return message_factory.GetMessageClass(self.descriptor.input_type)()


def every_rpc() -> list[Rpc]:
    """The RPCs of all services, found without naming one."""
    files = descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes()).file
    ours = [_imported(file.name) for file in files if file.name.startswith("voicera/")]
    services = [service for file in ours for service in file.services_by_name.values()]
    return [Rpc(method) for service in services for method in service.methods]


def _imported(name: str) -> FileDescriptor:
    module = importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")
    descriptor: FileDescriptor = module.DESCRIPTOR
    return descriptor


class Caller:
    """Calls over the mesh listener, as services do."""

    def __init__(self, mesh: Mesh) -> None:
        self._channel = grpc.insecure_channel(mesh.mesh_target)

    def close(self) -> None:
        self._channel.close()

    def answer(self, rpc: Rpc, request: Message, token: str = "") -> Message | ServiceError | None:
        """The first answer, the refusal, or None from a stream that ended well without a word."""
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
        try:
            answered = call(given, metadata=metadata, timeout=DEADLINE_S)
            return next(answered, None) if method.server_streaming else answered
        except grpc.RpcError as error:
            return _refusal(error)


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
