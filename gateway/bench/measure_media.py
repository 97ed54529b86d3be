"""Measures what one second of a call costs the gateway: python -m bench.measure_media [CALLS] [SECONDS].

The gateway runs alone in this process; the carrier and the services run in another one.
"""

import asyncio
import json
import multiprocessing
import sys
import time
from contextlib import AsyncExitStack
from multiprocessing.process import BaseProcess

import grpc
import httpx
import uvloop
from tests.conftest import start_app, stream_url
from tests.fakes.agents import FakeAgents
from tests.fakes.carrier import MediaStream, media_stream
from tests.fakes.media import FakeMedia
from tests.fakes.voice import FakeVoice

from voicera.agents.v1.agent_service_pb2_grpc import add_AgentServiceServicer_to_server
from voicera.media.v1.call_service_pb2_grpc import add_CallServiceServicer_to_server
from voicera.voice.v1.conversation_service_pb2_grpc import add_ConversationServiceServicer_to_server
from voicera_gateway.app import build
from voicera_gateway.http.server import running_http
from voicera_gateway.settings import GatewaySettings
from voicera_gateway.vobiz.client import VobizClient
from voicera_kit.bus import MemoryBus
from voicera_kit.client import Mesh, open_channel
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer, free_port

DEFAULTS = ("10", "20")
"""Calls and seconds."""
FRAME_S = 0.02
SPEECH_MS = 60
"""Length of the agent's pieces of speech."""


async def surroundings(signer: Signer, services_port: int, http_port: int, calls: int, seconds: int) -> None:
    """Serve the fakes and hold the calls, the agent speaking half of the time."""
    voice, media = FakeVoice(), FakeMedia()

    def register(server: grpc.aio.Server) -> None:
        add_AgentServiceServicer_to_server(FakeAgents(), server)
        add_CallServiceServicer_to_server(media, server)
        add_ConversationServiceServicer_to_server(voice, server)

    async with AsyncExitStack() as stack:
        settings = Settings(port=services_port)
        await stack.enter_async_context(running_server(register, settings, verifier=signer.verifier()))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{http_port}"))
        await _up(client)
        streams: list[MediaStream] = []
        for index in range(calls):
            url = stream_url(await client.post("/vobiz/answer", data=start_app(f"uuid-{index}")))
            stream = await stack.enter_async_context(media_stream(url, f"uuid-{index}"))
            await stream.start()
            await voice.conversation(index)
            streams.append(stream)
        answering = [asyncio.create_task(_play(stream)) for stream in streams]
        await _talk(streams, voice, seconds)
        for task in answering:
            task.cancel()


async def _up(client: httpx.AsyncClient) -> None:
    for _ in range(100):
        try:
            await client.get("/healthz")
        except httpx.ConnectError:
            await asyncio.sleep(0.05)
        else:
            return


async def _talk(streams: list[MediaStream], voice: FakeVoice, seconds: int) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    piece = b"\x55" * (8 * SPEECH_MS)
    for frame in range(int(seconds / FRAME_S)):
        for stream in streams:
            await stream.media(b"\xff" * 160)
        if frame * 20 % SPEECH_MS == 0 and frame // 100 % 2:
            for conversation in voice.conversations:
                conversation.speak(frame + 1, piece)
        await asyncio.sleep(max(begin + frame * FRAME_S - loop.time(), 0))


async def _play(stream: MediaStream) -> None:
    async for text in stream.socket:
        message = json.loads(text)
        if message["event"] == "checkpoint":
            await stream.send({"event": "playedStream", "name": message["name"]})


async def gateway(
    signer: Signer, services_port: int, http_port: int, seconds: int, done: BaseProcess
) -> float:
    """Run the gateway until the calls are over; return the CPU seconds it used in the middle."""
    settings = GatewaySettings(
        public_url=f"http://127.0.0.1:{http_port}",
        vobiz_auth_id="MA_TEST0001",
        vobiz_signatures="when_present",
    )
    mesh = Mesh(open_channel(f"127.0.0.1:{services_port}"), signer.tokens("gateway"))
    client = VobizClient.open("http://127.0.0.1:9/api/v1", "MA_TEST0001", "", 0.2)
    built = build(settings, mesh, signer.verifier(), MemoryBus(), client)
    async with running_http(built.http, "127.0.0.1", http_port):
        await asyncio.sleep(3)
        before, began = time.process_time(), time.monotonic()
        await asyncio.sleep(seconds - 4)
        used = (time.process_time() - before) / (time.monotonic() - began)
        while done.is_alive():  # noqa: ASYNC110 - another process has no event
            await asyncio.sleep(0.1)
        await built.sessions.drain(0)
    await client.close()
    await mesh.close()
    return used


def main() -> None:
    calls, seconds = (int(text) for text in (*sys.argv[1:], *DEFAULTS[len(sys.argv) - 1 :]))
    signer, services_port, http_port = Signer(), free_port(), free_port()
    context = multiprocessing.get_context("fork")
    arguments = (signer, services_port, http_port, calls, seconds)
    other = context.Process(target=lambda: uvloop.run(surroundings(*arguments)))
    other.start()
    used = uvloop.run(gateway(signer, services_port, http_port, seconds, other))
    print(  # noqa: T201 - the result
        f"{calls} calls: {used / calls * 1000:.2f} ms of CPU per call-second, {used * 100:.0f}% of a core"
    )


if __name__ == "__main__":
    main()
