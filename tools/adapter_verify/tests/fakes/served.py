"""Serves what is registered, on a free port that the first line says."""

import asyncio
from collections.abc import Callable

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


def serve(register: Callable[[grpc.aio.Server], None], status: int = SERVING) -> None:
    asyncio.run(_serve(register, status))


async def _serve(register: Callable[[grpc.aio.Server], None], status: int) -> None:
    server = grpc.aio.server()
    register(server)
    checks = health.aio.HealthServicer()
    await checks.set("", status)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"listening on port {port}", flush=True)  # noqa: T201 - tells the test
    await server.wait_for_termination()
