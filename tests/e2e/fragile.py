"""A server of adapters that fails in the middle of what it does: `python -m tests.e2e.fragile`.

It relays `ai.v1` to adapters of the mesh, which it offers under names of its own, and once speech, audio or words are
under way it kills itself, stops answering, or answers with garbage.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import speech_to_text_service_pb2 as stt_pb2
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2

POOL_KEY = "voicera-adapter-pool"
POOLS = ("core", "espeak")
GARBAGE = b"\xff\xfe garbage"
SPOKEN_BYTES = 8 * 700
"""700 ms of the caller's speech, of mu-law at 8 kHz."""
AUDIO_PIECES = 3
DELTAS = 8

_REQUESTS: dict[str, Any] = {
    "Recognize": stt_pb2.RecognizeRequest,
    "Synthesize": tts_pb2.SynthesizeRequest,
    "Generate": lm_pb2.GenerateRequest,
}


class Fault:
    """Strikes once; `strike` returns what to answer with instead."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._seen = 0
        self._in_speech = False

    def hears(self, request: stt_pb2.RecognizeRequest) -> bool:
        """True once enough of the caller's sentence has come."""
        self._in_speech |= request.HasField("speech_started")
        if self._in_speech:
            self._seen += len(request.audio)
        return self._seen >= SPOKEN_BYTES

    def answers(self, *, is_counted: bool, after: int) -> bool:
        self._seen += is_counted
        return self._seen > after

    def strike(self) -> bytes:
        if self._kind == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if self._kind == "stalled":
            os.kill(os.getpid(), signal.SIGSTOP)
        return GARBAGE


class Relay(grpc.GenericRpcHandler):
    def __init__(self, channel: grpc.aio.Channel, prefix: str, fault: Fault) -> None:
        self._channel = channel
        self._prefix = prefix
        self._fault = fault

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        method = details.method.rsplit("/", 1)[1]
        if method == "ListAdapters":
            return grpc.unary_unary_rpc_method_handler(self._list)
        if method not in _REQUESTS:
            return None

        async def relay(requests: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
            async for answer in self._relay(method, details.method, requests, context):
                yield answer

        return grpc.stream_stream_rpc_method_handler(relay)

    async def _list(self, request: bytes, context: Any) -> bytes:
        """Offer everything the mesh's own pools do."""
        own = catalog_pb2.ListAdaptersResponse()
        for pool in POOLS:
            call = self._channel.unary_unary("/voicera.ai.v1.AdapterCatalogService/ListAdapters")
            offered = catalog_pb2.ListAdaptersResponse.FromString(
                await call(request, metadata=_metadata(context, pool), timeout=5)
            )
            for adapter in offered.adapters:
                adapter.id = self._prefix + adapter.id
                own.adapters.append(adapter)
        return own.SerializeToString()

    async def _relay(
        self, method: str, path: str, requests: AsyncIterator[bytes], context: Any
    ) -> AsyncIterator[bytes]:
        pool = "espeak" if method == "Synthesize" else "core"
        call = self._channel.stream_stream(path)(metadata=_metadata(context, pool))
        answers: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1000)
        tasks = [
            asyncio.create_task(self._forward(method, requests, call, answers.put_nowait)),
            asyncio.create_task(self._bring_back(call, answers.put_nowait)),
        ]
        try:
            while (answer := await answers.get()) is not None:
                yield self._spoiled(method, answer)
        finally:
            call.cancel()
            for task in tasks:
                task.cancel()

    async def _forward(
        self, method: str, requests: AsyncIterator[bytes], call: Any, answer: Callable[[bytes], None]
    ) -> None:
        async for serialized in requests:
            request = _REQUESTS[method].FromString(serialized)
            holder = request if method == "Generate" else request.config
            if holder.adapter:
                holder.adapter = holder.adapter.removeprefix(self._prefix)
            await call.write(request.SerializeToString() if holder.adapter else serialized)
            if method == "Recognize" and self._fault.hears(request):
                answer(self._fault.strike())
        await call.done_writing()

    async def _bring_back(self, call: Any, answer: Callable[[bytes | None], None]) -> None:
        async for serialized in call:
            answer(serialized)
        answer(None)

    def _spoiled(self, method: str, answer: bytes) -> bytes:
        if method == "Synthesize":
            is_audio = tts_pb2.SynthesizeResponse.FromString(answer).HasField("audio")
            if self._fault.answers(is_counted=is_audio, after=AUDIO_PIECES):
                return self._fault.strike()
        if method == "Generate":
            is_delta = lm_pb2.GenerateResponse.FromString(answer).HasField("text_delta")
            if self._fault.answers(is_counted=is_delta, after=DELTAS):
                return self._fault.strike()
        return answer


def _metadata(context: Any, pool: str) -> list[tuple[str, str]]:
    kept = [(key, value) for key, value in context.invocation_metadata() if key == "authorization"]
    return [*kept, (POOL_KEY, pool)]


async def serve(port: int, mesh: str, prefix: str, fault: str) -> None:
    async with grpc.aio.insecure_channel(mesh) as channel:
        server = grpc.aio.server()
        server.add_generic_rpc_handlers((Relay(channel, prefix, Fault(fault)),))
        checks = health.aio.HealthServicer()
        await checks.set("", health_pb2.HealthCheckResponse.SERVING)
        health_pb2_grpc.add_HealthServicer_to_server(checks, server)
        assert server.add_insecure_port(f"127.0.0.1:{port}") == port
        await server.start()
        await server.wait_for_termination()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mesh", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--fault", choices=("killed", "stalled", "garbage"), required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.mesh, arguments.prefix, arguments.fault))


if __name__ == "__main__":
    main()
