"""A server of adapters that fails in the middle of what it does: `python -m tests.e2e.fragile`.

It relays `ai.v1` to adapters of the mesh, which it offers under names of its own, and once speech, audio or words are
under way in as many calls as it was told, it kills itself, stops answering, or answers all of them with garbage.
"""

import argparse
import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import speech_to_text_service_pb2 as stt_pb2
from voicera.ai.v1 import text_to_speech_service_pb2 as tts_pb2

POOL_KEY = "voicera-adapter-pool"
POOLS = ("core", "espeak")
FAULTS = ("killed", "stalled", "garbage")
NO_FAULT = "none"
GARBAGE = b"\xff\xfe garbage"
BYTES_PER_S = 8000
"""Of mu-law at 8 kHz, which calls have."""
SPOKEN_BYTES = BYTES_PER_S * 7 // 10
"""700 ms of the caller's speech."""
AHEAD_BYTES = BYTES_PER_S * 3 // 10
"""300 ms of the agent's audio are given ahead of when they are heard, as by a vendor that speaks live."""
DELTAS = 8

Answer = Callable[[bytes | None], None]

_REQUESTS: dict[str, Any] = {
    "Recognize": stt_pb2.RecognizeRequest,
    "Synthesize": tts_pb2.SynthesizeRequest,
    "Generate": lm_pb2.GenerateRequest,
}


class Fault:
    """Strikes all calls at once, as soon as `calls` of them are in the middle."""

    def __init__(self, kind: str, calls: int) -> None:
        self._kind = kind
        self._missing = calls
        self._open: list[Answer] = []

    @contextmanager
    def within(self, answer: Answer) -> Iterator[None]:
        """Inside the block a call is open, which is answered with `answer`."""
        self._open.append(answer)
        try:
            yield
        finally:
            self._open.remove(answer)

    def one_more_is_in_the_middle(self) -> None:
        self._missing -= 1
        if self._missing == 0:
            self._strike()

    def _strike(self) -> None:
        match self._kind:
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "stalled":
                os.kill(os.getpid(), signal.SIGSTOP)
            case "garbage":
                for answer in self._open:
                    answer(GARBAGE)


class Progress:
    """Of one call, from what passes through; tells the fault when it is in the middle."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._in_speech = False
        self._seen = 0
        self._audio_since = 0.0

    def request(self, request: Any) -> None:
        """Count the caller's speech."""
        if isinstance(request, stt_pb2.RecognizeRequest):
            self._in_speech |= request.HasField("speech_started")
            self._advance(len(request.audio) if self._in_speech else 0, SPOKEN_BYTES)

    async def answer(self, method: str, serialized: bytes) -> None:
        """Count the agent's words, or its audio, which is held back until it is nearly due."""
        if method == "Synthesize":
            audio = tts_pb2.SynthesizeResponse.FromString(serialized).audio.audio
            if audio:
                await self._until_nearly_due()
                self._advance(len(audio), AHEAD_BYTES + 1)
        if method == "Generate":
            is_delta = lm_pb2.GenerateResponse.FromString(serialized).HasField("text_delta")
            self._advance(is_delta, DELTAS + 1)

    async def _until_nearly_due(self) -> None:
        self._audio_since = self._audio_since or time.monotonic()
        due = self._audio_since + (self._seen - AHEAD_BYTES) / BYTES_PER_S
        await asyncio.sleep(due - time.monotonic())

    def _advance(self, by: int, middle: int) -> None:
        before, self._seen = self._seen, self._seen + by
        if before < middle <= self._seen:
            self._fault.one_more_is_in_the_middle()


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
        progress = Progress(self._fault)
        tasks = [
            asyncio.create_task(self._forward(method, requests, call, progress)),
            asyncio.create_task(self._bring_back(method, call, progress, answers.put_nowait)),
        ]
        try:
            with self._fault.within(answers.put_nowait):
                while (answer := await answers.get()) is not None:
                    yield answer
        finally:
            call.cancel()
            for task in tasks:
                task.cancel()

    async def _forward(
        self, method: str, requests: AsyncIterator[bytes], call: Any, progress: Progress
    ) -> None:
        async for serialized in requests:
            request = _REQUESTS[method].FromString(serialized)
            holder = request if method == "Generate" else request.config
            if holder.adapter:
                holder.adapter = holder.adapter.removeprefix(self._prefix)
            if method == "Generate":
                take_up(request)
            await call.write(request.SerializeToString() if holder.adapter else serialized)
            progress.request(request)
        await call.done_writing()

    async def _bring_back(self, method: str, call: Any, progress: Progress, answer: Answer) -> None:
        async for serialized in call:
            await progress.answer(method, serialized)
            answer(serialized)
        answer(None)


def take_up(request: lm_pb2.GenerateRequest) -> None:
    """Make the scripted model go on where another was cut off, as any other model can by itself."""
    said = [each.text for each in request.messages if each.role == lm_pb2.MESSAGE_ROLE_ASSISTANT]
    whole = MessageToDict(request.settings).get("otherwise", "")
    if said and whole.startswith(said[-1]):
        request.settings["otherwise"] = whole.removeprefix(said[-1])


def _metadata(context: Any, pool: str) -> list[tuple[str, str]]:
    kept = [(key, value) for key, value in context.invocation_metadata() if key == "authorization"]
    return [*kept, (POOL_KEY, pool)]


async def serve(port: int, mesh: str, prefix: str, fault: str, calls: int) -> None:
    async with grpc.aio.insecure_channel(mesh) as channel:
        server = grpc.aio.server()
        server.add_generic_rpc_handlers((Relay(channel, prefix, Fault(fault, calls)),))
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
    parser.add_argument("--fault", choices=(*FAULTS, NO_FAULT), required=True)
    parser.add_argument("--calls", type=int, default=1, help="as many must be in the middle when it strikes")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.mesh, arguments.prefix, arguments.fault, arguments.calls))


if __name__ == "__main__":
    main()
