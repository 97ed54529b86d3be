"""Measures what conversations cost a voice node: CPU per call-second, memory per call, the platform's share of time.

Run from services/voice: `python -m bench.measure --calls 20 --seconds 30`. Three processes: the node, the rest of the
mesh as fakes, and the callers, who speak real speech in real time and are answered sentence by sentence.
"""

import argparse
import asyncio
import gc
import multiprocessing
import os
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import uvloop
from tests.fakes.caller import FRAME, SILENCE, Request, start_of
from tests.fakes.mesh import FakeMesh
from tests.fakes.speech import spoken

from voicera.agents.v1 import spec_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera.voice.v1 import conversation_service_pb2_grpc as voice_grpc
from voicera_kit.client import Mesh, open_channel
from voicera_kit.clock import SystemClock
from voicera_kit.server import running_server
from voicera_kit.testing import Signer
from voicera_voice.app import register, rehearsals, surroundings
from voicera_voice.audio.silero import shared_session
from voicera_voice.audio.smart_turn import SmartTurn
from voicera_voice.conversation.admission import Admission, LoopLag
from voicera_voice.providers.catalog import AdapterCatalog
from voicera_voice.settings import VoiceSettings

CYCLE_S = 8.0
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def agent() -> spec_pb2.AgentSpec:
    spec = spec_pb2.AgentSpec(language="en-IN", greeting="Welcome to the clinic.")
    spec.speech_to_text.add(adapter="ears")
    spec.text_to_speech.add(adapter="mouth")
    spec.graph.start_node = "ask"
    ask = spec.graph.nodes.add(id="ask")
    ask.ask.prompt = "We have a free appointment on Monday at ten. Would you like to have it, or another day?"
    ask.edges.add(to="ask").intent.examples.append("yes please")
    ask.edges.add(to="ask").otherwise.SetInParent()
    return spec


async def serve_mesh(signer: Signer, port: Connection) -> None:
    fake = FakeMesh(texts=["yes please"] * 100_000)
    async with running_server(fake.register, VoiceSettings(), verifier=signer.verifier()) as server:
        port.send(server.port)
        await asyncio.Event().wait()


async def serve_node(signer: Signer, mesh_port: int, port: Connection) -> None:
    settings = VoiceSettings(max_conversations=500, max_loop_lag_ms=10_000)
    shared_session()
    gc.freeze()
    lag = LoopLag()
    lag_task = asyncio.create_task(lag.run())
    async with Mesh(open_channel(f"127.0.0.1:{mesh_port}"), signer.tokens("voice")) as mesh:
        admission = Admission(settings.max_conversations, settings.max_loop_lag_ms, lag)
        around = surroundings(
            settings, mesh, AdapterCatalog(mesh, settings.pools), SmartTurn(1), SystemClock()
        )
        async with running_server(
            register(admission, around, rehearsals(mesh, around)), settings, verifier=signer.verifier()
        ) as server:
            port.send(server.port)
            await lag_task


class Line:
    """One caller: speaks at the beginning of every cycle, from its own offset on."""

    def __init__(self, stream: object, offset: int, phrase: bytes) -> None:
        self.stream = stream
        self.offset = offset
        self.phrase = phrase
        self.writing = asyncio.Lock()
        self.platform_ms: list[float] = []
        self.response_ms: list[float] = []
        self.reading = asyncio.create_task(self.read())

    def frame(self, number: int) -> bytes:
        at = (number + self.offset) % round(CYCLE_S * 50) * FRAME
        return self.phrase[at : at + FRAME] if at < len(self.phrase) else SILENCE

    async def send(self, **message: object) -> None:
        async with self.writing:
            await self.stream.write(Request(**message))

    async def read(self) -> None:
        async for response in self.stream:
            kind = response.WhichOneof("message")
            if kind == "audio":
                if response.audio.first:
                    forwarded = voice_pb2.Forwarded(sequence=response.audio.sequence)
                    forwarded.at.GetCurrentTime()
                    await self.send(forwarded=forwarded)
                await self.send(played=voice_pb2.Played(sequence=response.audio.sequence))
            elif kind == "event" and response.event.HasField("turn_measured"):
                self.platform_ms.append(response.event.turn_measured.platform_ms)
                self.response_ms.append(response.event.turn_measured.first_byte_ms)


async def place_calls(signer: Signer, node_port: int, pid: int, calls: int, seconds: float) -> None:
    async with Mesh(open_channel(f"127.0.0.1:{node_port}"), signer.tokens("gateway")) as mesh:
        stub = mesh.stub(voice_grpc.ConversationServiceStub)
        phrase = spoken("yes please, that would be very nice") + SILENCE * 5
        before = memory_mb(pid)
        lines = []
        for number in range(calls):
            stream = stub.Converse(metadata=await mesh.authorize("org_1"))
            await stream.write(Request(start=start_of(agent(), f"call_{number}", wants_interim=True)))
            lines.append(Line(stream, number * 37, phrase))
            await asyncio.sleep(0.02)
        await speak(lines, 4)
        cpu, began = cpu_s(pid), time.monotonic()
        await speak(lines, seconds)
        took = time.monotonic() - began
        report(lines, calls, (cpu_s(pid) - cpu) * 1000 / took / calls, (memory_mb(pid) - before) / calls)
        for line in lines:
            line.reading.cancel()


async def speak(lines: list[Line], seconds: float) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(round(seconds * 50)):
        for line in lines:
            await line.send(audio=line.frame(number))
        await asyncio.sleep(max(0.0, began + (number + 1) * 0.02 - loop.time()))


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6


def report(lines: list[Line], calls: int, cpu_ms: float, memory: float) -> None:
    platform = sorted(value for line in lines for value in line.platform_ms) or [0.0]
    response = sorted(value for line in lines for value in line.response_ms) or [0.0]
    print(  # noqa: T201 - the result
        f"calls {calls}  cpu {cpu_ms:.1f} ms per call-second  memory {memory:.2f} MB per call  turns {len(platform)}  "
        f"platform p50 {statistics.median(platform):.1f} p99 {platform[int(len(platform) * 0.99)]:.1f} ms  "
        f"response p50 {statistics.median(response):.0f} ms"
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--calls", type=int, required=True)
    arguments.add_argument("--seconds", type=float, required=True)
    options = arguments.parse_args()
    signer = Signer()
    fork = multiprocessing.get_context("fork")
    mesh_end, mesh_port = fork.Pipe()
    fork.Process(target=lambda: uvloop.run(serve_mesh(signer, mesh_port)), daemon=True).start()
    node_end, node_port = fork.Pipe()
    port = mesh_end.recv()
    node = fork.Process(target=lambda: uvloop.run(serve_node(signer, port, node_port)), daemon=True)
    node.start()
    uvloop.run(place_calls(signer, node_end.recv(), node.pid or 0, options.calls, options.seconds))


if __name__ == "__main__":
    sys.exit(main())
