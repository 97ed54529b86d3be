"""What a server sends that is no message of the contract is an error, not an answer."""

from collections.abc import AsyncIterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from voicera_kit.client.mesh import open_channel
from voicera_kit.errors import Internal

METADATA = [("authorization", "Bearer x")]


class Garbage(grpc.GenericRpcHandler):
    def service(self, details):
        async def one(request: bytes, context) -> bytes:
            return b"\xff\xfe"

        async def many(request: bytes, context) -> AsyncIterator[bytes]:
            yield b"\xff\xfe"

        if details.method.endswith("Watch"):
            return grpc.unary_stream_rpc_method_handler(many)
        return grpc.unary_unary_rpc_method_handler(one)


@pytest.fixture
async def stub():
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((Garbage(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    channel = open_channel(f"127.0.0.1:{port}")
    try:
        yield health_pb2_grpc.HealthStub(channel)
    finally:
        await channel.close()
        await server.stop(None)


async def test_of_a_single_answer(stub):
    with pytest.raises(Internal) as refused:
        await stub.Check(health_pb2.HealthCheckRequest(), metadata=METADATA, timeout=5)
    assert refused.value.reason == "MALFORMED_RESPONSE"


async def test_of_a_stream(stub):
    with pytest.raises(Internal) as refused:
        async for _ in stub.Watch(health_pb2.HealthCheckRequest(), metadata=METADATA, timeout=5):
            pass
    assert refused.value.reason == "MALFORMED_RESPONSE"


async def test_of_a_message_that_is_read(stub):
    with pytest.raises(Internal):
        await stub.Watch(health_pb2.HealthCheckRequest(), metadata=METADATA, timeout=5).read()
