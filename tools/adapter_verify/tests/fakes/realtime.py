"""Models that hear and speak by themselves: `fine` keeps the contract, the name of each other is its fault.

`realtime.py hanging` offers those that keep the client waiting, `realtime.py prompt` the others.
"""

import asyncio
import math
import sys
from pathlib import Path
from typing import Any

from served import serve

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "examples/adapters/python"))

from audio import Encoder
from refusals import Exhausted, Invalid, check_language, first_config, refusing

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera.ai.v1 import realtime_service_pb2 as rt_pb2
from voicera.ai.v1 import realtime_service_pb2_grpc as rt_grpc
from voicera.common.v1 import audio_pb2

PROMPT = ("fine", "late", "stubborn", "twice", "unnumbered", "narrow", "nervous", "obliging", "leaky")
HANGING = ("lingering", "mute", "speechless")
ENDED = {True: rt_pb2.ANSWER_OUTCOME_INTERRUPTED, False: rt_pb2.ANSWER_OUTCOME_COMPLETED}
PHONE = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=8_000)
BLOCK_MS = 100
SHORT, LONG = (20, 0.005), (120, 0.04)
"""Blocks of an answer, and the pause after each in seconds."""


class Conversation:
    """Answers a text by a tone, faster than it is heard."""

    def __init__(self, kind: str, encoder: Encoder, context: Any) -> None:
        self._kind = kind
        self._encoder = encoder
        self._context = context
        self._number = 0
        self._speaking: asyncio.Task[None] | None = None
        self.is_under_way = False
        """Whether an answer began and has no end."""

    async def take(self, request: rt_pb2.TalkRequest) -> None:
        match request.WhichOneof("message"):
            case "text" if self._kind != "speechless":
                await self.stop()
                self._number += 1
                self.is_under_way = True
                length = LONG if "count" in request.text.text else SHORT
                self._speaking = asyncio.create_task(self._answer(*length))
            case "interrupt" if self._kind != "stubborn":
                if await self.stop():
                    await self._end(is_interrupted=True)
            case "audio" if self._kind == "nervous":
                raise RuntimeError("nothing to hear")
            case "config" if self._kind != "obliging":
                raise Invalid("config", "must be sent only once")

    async def stop(self) -> bool:
        """Stop the answer; returns whether one was under way."""
        was_under_way, self.is_under_way = self.is_under_way, False
        if self._speaking:
            await asyncio.wait((self._speaking,))
        return was_under_way

    async def _answer(self, blocks: int, pause_s: float) -> None:
        for _ in range(blocks):
            await self._say()
            await asyncio.sleep(pause_s)
            if not self.is_under_way:
                return
        self.is_under_way = False
        await self._end(is_interrupted=False)

    async def _say(self) -> None:
        count = self._encoder.rate_hz * BLOCK_MS // 1_000
        step = 2 * math.pi * 500 / self._encoder.rate_hz
        tone = self._encoder.write([int(8_000 * math.sin(at * step)) for at in range(count)])
        await self._tell(audio=rt_pb2.AnswerAudio(answer=self._number, audio=tone))

    async def _end(self, *, is_interrupted: bool) -> None:
        number = self._number + (self._kind == "unnumbered")
        end = rt_pb2.AnswerEnd(answer=number, outcome=ENDED[is_interrupted])
        for _ in range(2 if self._kind == "twice" else 1):
            await self._tell(answer_end=end)
        if self._kind == "late" and is_interrupted:
            await self._say()

    async def _tell(self, **message: Any) -> None:
        await self._context.write(rt_pb2.TalkResponse(**message))


class Realtime(rt_grpc.RealtimeServiceServicer):
    def __init__(self) -> None:
        self._lost = False

    async def Talk(self, request_iterator, context):
        async with refusing(context):
            config = first_config(await anext(request_iterator, None))
            encoder = check(config)
            if config.adapter == "leaky" and self._lost:
                raise Exhausted("the one caller there can be never left")
            if config.adapter == "mute":
                await asyncio.Event().wait()
            await context.write(rt_pb2.TalkResponse(ready=rt_pb2.TalkReady()))
            await self._converse(Conversation(config.adapter, encoder, context), request_iterator, config)

    async def _converse(self, conversation: Conversation, requests: Any, config: rt_pb2.TalkConfig) -> None:
        try:
            async for request in requests:
                await conversation.take(request)
            if config.adapter == "lingering":
                await asyncio.Event().wait()
        finally:
            self._lost |= config.adapter == "leaky" and conversation.is_under_way
            await conversation.stop()


def check(config: rt_pb2.TalkConfig) -> Encoder:
    if config.adapter not in {*PROMPT, *HANGING}:
        raise Invalid("config.adapter", "is not offered")
    encoder = Encoder(config.audio_format)
    if config.adapter == "obliging":
        return encoder
    if config.model:
        raise Invalid("config.model", "must be empty")
    if config.voice not in {"", "tone"}:
        raise Invalid("config.voice", "must be tone")
    check_language("config.language", config.language, ["en"])
    if config.temperature > 2:
        raise Invalid("config.temperature", "must be at most 2")
    for name in config.settings:
        raise Invalid(f"config.settings.{name}", "is no setting")
    return Encoder(PHONE) if config.adapter == "narrow" else encoder


class Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    async def ListAdapters(self, request, context):
        offered = sorted(HANGING if sys.argv[1] == "hanging" else PROMPT)
        return pb.ListAdaptersResponse(adapters=[described(each) for each in offered])


def described(name: str) -> pb.Adapter:
    adapter = pb.Adapter(
        id=name,
        modality=pb.MODALITY_REALTIME,
        display_name=name,
        languages=["en"],
        voices=[pb.Voice(id="tone", display_name="A tone")],
        realtime=pb.RealtimeCapabilities(sample_rates_hz=[PHONE.sample_rate_hz]),
    )
    adapter.settings_schema.update({"type": "object", "properties": {}, "additionalProperties": False})
    return adapter


def register(server: Any) -> None:
    catalog_grpc.add_AdapterCatalogServiceServicer_to_server(Catalog(), server)
    rt_grpc.add_RealtimeServiceServicer_to_server(Realtime(), server)


serve(register)
