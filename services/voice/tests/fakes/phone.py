"""A call on virtual time with everything around it faked: what tests of conversations drive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_kit.clock import VirtualClock
from voicera_voice.audio.format import AudioFormat, Encoding
from voicera_voice.conversation.call import Call
from voicera_voice.conversation.model import CallStart
from voicera_voice.conversation.seams import MakeDialogue, Surroundings
from voicera_voice.settings import VoiceSettings

from .dialogue import ScriptedDialogue
from .front import FakeFront
from .providers import FakeProviders
from .records import FakeRecords
from .scorer import LoudnessScorer

ORGANIZATION = "org_1"
MULAW_8K = AudioFormat(Encoding.MULAW, 8000)
PCM_16K = AudioFormat(Encoding.PCM_S16LE, 16000)
_LOUD = {Encoding.MULAW: b"\x10", Encoding.PCM_S16LE: b"\x00\x40"}


class FakeJudge:
    """Judges every sentence the same."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.finished = True
        self.takes_s = 0.0
        self.hangs = False
        self.given_up = 0
        self.heard: list[int] = []

    async def is_finished(self, speech, sample_rate_hz: int) -> bool:
        self.heard.append(len(speech))
        if self.hangs:
            await self._hang()
        await self.clock.sleep(self.takes_s)
        return self.finished

    async def _hang(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.given_up += 1


class Phone:
    """Drives one call: time passes only in `silence`, `speak` and `mute`."""

    def __init__(self, clock: VirtualClock, form: AudioFormat) -> None:
        self.clock = clock
        self.form = form
        self.front = FakeFront(clock, form)
        self.providers = FakeProviders(clock)
        self.records = FakeRecords(clock)
        self.judge = FakeJudge(clock)
        self.dialogue = ScriptedDialogue(clock)
        self.make_dialogue: MakeDialogue = lambda _start, _model: self.dialogue
        self.spec = spec_pb2.AgentSpec(language="en-IN")
        self.spec.speech_to_text.add(adapter="ears")
        self.spec.text_to_speech.add(adapter="mouth")
        self.settings = VoiceSettings(node_name="node-1")
        self.call: Call
        self.running: asyncio.Task

    def answers(self, *answers) -> None:
        """Say what the dialogue does, stimulus by stimulus."""
        self.dialogue.answers = list(answers)

    async def dial(self, *, wants_interim: bool = True, begin_s: float = 0.0) -> None:
        start = CallStart(
            organization_id=ORGANIZATION,
            call_id="call_1",
            spec=self.spec,
            variables={},
            caller_format=self.form,
            agent_format=self.form,
            direction=call_pb2.DIRECTION_INBOUND,
            caller_number="",
            called_number="",
            wants_interim=wants_interim,
        )
        self.call = Call(start, self.front, self.around())
        self.front.call = self.call
        self.running = asyncio.create_task(self.call.run())
        await self.clock.settle()
        if begin_s:
            await self.silence(begin_s)

    def around(self) -> Surroundings:
        return Surroundings(
            settings=self.settings,
            clock=self.clock,
            records=self.records,
            providers=lambda _organization: self.providers,
            make_dialogue=self.make_dialogue,
            make_scorer=LoudnessScorer,
            judge=self.judge,
        )

    async def silence(self, seconds: float) -> None:
        await self._send(self.form.silence(self.form.samples_for_ms(20)), seconds)

    async def speak(self, seconds: float) -> None:
        await self._send(_LOUD[self.form.encoding] * self.form.samples_for_ms(20), seconds)

    async def mute(self, seconds: float) -> None:
        """No frames come at all."""
        await self.clock.advance(seconds)

    async def _send(self, frame: bytes, seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            await self.clock.advance(0.02)
            if not self.running.done():
                await self.call.hear(frame)
                await self.clock.settle()

    async def hang_up(self) -> None:
        self.call.leave(call_pb2.END_REASON_CALLER_HUNG_UP)
        await self.clock.settle()

    @property
    def spoken(self) -> list[str]:
        return [said.text for said in self.records.of("agent_said")]


@asynccontextmanager
async def phone_line(form: AudioFormat = MULAW_8K) -> AsyncIterator[Phone]:
    clock = VirtualClock()
    phone = Phone(clock, form)
    try:
        yield phone
    finally:
        phone.front.stop()
        if hasattr(phone, "running"):
            if not phone.running.done():
                await phone.hang_up()
                await clock.advance(12)
            assert phone.running.done(), "the call did not end"
            phone.running.result()
