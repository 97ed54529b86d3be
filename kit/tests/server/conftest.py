"""A service with every kind of call and every audience, scripted by what it is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.wrappers_pb2 import StringValue

from voicera.common.v1 import access_pb2 as access
from voicera_kit.client import Mesh
from voicera_kit.errors import NotFound, Unavailable
from voicera_kit.identity import current_identity
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer, running_mesh
from voicera_kit.trace import current_trace_id

SERVICE = "voicera.kit.test.v1.EchoService"
MEMBER, ONLY_SERVICES = access.AUDIENCE_MEMBER, access.AUDIENCE_SERVICE
METHODS = {
    "Say": ("unary_unary", access.Access(audience=MEMBER, permission="agents.read"), 1),
    "Change": ("unary_unary", access.Access(audience=MEMBER, permission="agents.write"), 0),
    "Open": ("unary_unary", access.Access(audience=access.AUDIENCE_PUBLIC), 0),
    "Serve": ("unary_unary", access.Access(audience=ONLY_SERVICES), 0),
    "Find": ("unary_unary", access.Access(audience=ONLY_SERVICES, cross_tenant=True), 0),
    "Many": ("unary_stream", access.Access(audience=MEMBER), 0),
    "Collect": ("stream_unary", access.Access(audience=MEMBER), 0),
    "Talk": ("stream_stream", access.Access(audience=MEMBER), 0),
    "ReadWrite": ("stream_stream", access.Access(audience=MEMBER), 0),
}
FORGOTTEN = "voicera.kit.test.v1.ForgottenService"


def describe() -> None:
    file = descriptor_pb2.FileDescriptorProto(
        name="voicera/kit/test/v1/echo.proto",
        package="voicera.kit.test.v1",
        syntax="proto3",
        dependency=["google/protobuf/wrappers.proto", "voicera/common/v1/access.proto"],
    )
    service = file.service.add(name="EchoService")
    for name, (kind, rule, idempotency) in METHODS.items():
        method = service.method.add(
            name=name,
            input_type=".google.protobuf.StringValue",
            output_type=".google.protobuf.StringValue",
            client_streaming=kind.startswith("stream"),
            server_streaming=kind.endswith("stream"),
        )
        method.options.idempotency_level = idempotency
        method.options.Extensions[access.access].CopyFrom(rule)
    file.service.add(name="ForgottenService").method.add(
        name="Do", input_type=".google.protobuf.StringValue", output_type=".google.protobuf.StringValue"
    )
    descriptor_pool.Default().Add(file)


class Echo:
    """Answers with what it was told, unless that is the name of something it does."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.ended: list[str] = []
        self.waiting = asyncio.Event()

    async def Say(self, request: StringValue, context: Any) -> StringValue:  # noqa: N802 - as generated
        self.told.append(request.value)
        return StringValue(value=await self._answer(request.value, context))

    Change = Open = Serve = Find = Say

    async def Many(self, request: StringValue, context: Any) -> AsyncIterator[StringValue]:  # noqa: N802 - as generated
        try:
            for word in request.value.split():
                yield StringValue(value=await self._answer(word, context))
        finally:
            self.ended.append("Many")

    async def Collect(self, requests: AsyncIterator[StringValue], context: Any) -> StringValue:  # noqa: N802 - as generated
        words = [await self._answer(request.value, context) async for request in requests]
        return StringValue(value=" ".join(words))

    async def Talk(  # noqa: N802 - as generated
        self, requests: AsyncIterator[StringValue], context: Any
    ) -> AsyncIterator[StringValue]:
        try:
            async for request in requests:
                yield StringValue(value=await self._answer(request.value, context))
        finally:
            self.ended.append("Talk")

    async def ReadWrite(self, _requests: AsyncIterator[StringValue], context: Any) -> None:  # noqa: N802 - as generated
        while (request := await context.read()) is not grpc.aio.EOF:
            await context.write(StringValue(value=await self._answer(request.value, context)))

    async def _answer(self, word: str, context: Any) -> str:  # noqa: C901 - a flat script
        match word:
            case "who":
                return current_identity().subject
            case "trace":
                return current_trace_id()
            case "missing":
                raise NotFound("agent", "agent_1")
            case "crash":
                raise ZeroDivisionError("with a secret in it")
            case "group":
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._answer("missing", context))
            case "wait":
                self.waiting.set()
                await asyncio.sleep(60)
            case "remaining":
                return str(context.time_remaining())
            case "abort":
                await context.abort(grpc.StatusCode.OUT_OF_RANGE, "by hand")
            case "flaky":
                if self.told.count("flaky") < 2:
                    raise Unavailable("not yet")
            case "down":
                raise Unavailable("not today")
        return word


class EchoStub:
    def __init__(self, channel: Any) -> None:
        for name, (kind, _, _) in METHODS.items():
            make = getattr(channel, kind)
            call = make(
                f"/{SERVICE}/{name}",
                request_serializer=StringValue.SerializeToString,
                response_deserializer=StringValue.FromString,
                _registered_method=True,
            )
            setattr(self, name, call)


def add_to_server(echo: Echo, server: Any, service: str = SERVICE) -> None:
    handlers = {
        name: getattr(grpc, f"{kind}_rpc_method_handler")(
            getattr(echo, name), StringValue.FromString, StringValue.SerializeToString
        )
        for name, (kind, _, _) in METHODS.items()
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handlers),))
    server.add_registered_method_handlers(service, handlers)


describe()


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def settings() -> Settings:
    return Settings(default_deadline_s=0.2)


@pytest.fixture
async def mesh(echo: Echo, signer: Signer, settings: Settings) -> AsyncIterator[Mesh]:
    async with running_mesh(lambda server: add_to_server(echo, server), signer, settings=settings) as opened:
        yield opened


@pytest.fixture
def stub(mesh: Mesh) -> Any:
    return mesh.stub(EchoStub)


@pytest.fixture
def register_forgotten(echo: Echo) -> Any:
    return lambda server: add_to_server(echo, server, FORGOTTEN)


@pytest.fixture
def register(echo: Echo) -> Any:
    return lambda server: add_to_server(echo, server)
