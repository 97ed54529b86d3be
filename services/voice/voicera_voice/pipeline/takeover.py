"""Lets people step into a call: whisper to the agent, or talk in its place."""

from collections import deque
from typing import Final, Protocol

from voicera_voice.dialogue.interface import Dialogue
from voicera_voice.pipeline.chronicle import Chronicle
from voicera_voice.pipeline.floor import Floor
from voicera_voice.pipeline.frames import Stimulus, TurnTranscribed
from voicera_voice.pipeline.patience import Patience
from voicera_voice.pipeline.pipecat import Frame
from voicera_voice.pipeline.waiting import Waiting

_REMEMBERED: Final = 50
"""Turns of the caller that the agent is told of when it goes on."""


class Agent(Protocol):
    """Who gives way."""

    async def interrupt(self) -> None:
        """Be silent, and take back what is not begun."""

    async def proceed(self) -> None:
        """Do what waits."""

    async def queue_frame(self, frame: Frame) -> None: ...


class Takeover:
    def __init__(
        self,
        agent: Agent,
        dialogue: Dialogue,
        floor: Floor,
        chronicle: Chronicle,
        patience: Patience,
        waiting: Waiting,
    ) -> None:
        self._agent = agent
        self._dialogue = dialogue
        self._floor = floor
        self._chronicle = chronicle
        self._patience = patience
        self._waiting = waiting
        self._user_id = ""
        self._heard: deque[str] = deque(maxlen=_REMEMBERED)
        self._overhearing: deque[TurnTranscribed] = deque()

    @property
    def is_on(self) -> bool:
        return self._floor.operated

    async def whisper(self, text: str, user_id: str, *, say: bool) -> None:
        """Have the agent say this as soon as nobody speaks, or a model follow it from its next answer on."""
        self._chronicle.whispered(user_id, text, say=say)
        if say:
            self._waiting.add(Stimulus("say", text=text))
            await self._agent.proceed()
        else:
            self._dialogue.instruct(text)

    async def operate(self, user_id: str) -> None:
        """Let an operator talk instead of the agent; with an empty id the agent goes on."""
        if user_id:
            await self._begin(user_id)
        elif self._floor.operated:
            self.end()
            await self._go_on()

    def end(self) -> None:
        self._chronicle.operator_handed_back(self._user_id)
        self._user_id = ""
        self._floor.operated = False
        self._dialogue.overhear(list(self._heard))
        self._heard.clear()

    async def overhear(self) -> None:
        """What the caller says to the operator is noted, and answered by nobody."""
        for turn in self._waiting.take_turns():
            self._overhearing.append(turn)
            await self._agent.queue_frame(Stimulus("overhear", turn=turn))

    def overheard(self, turn: TurnTranscribed) -> None:
        """This is what the caller said, in the language the agent thinks in, too."""
        self._overhearing.remove(turn)
        self._chronicle.caller_said(turn, "")
        if text := turn.translated or turn.text:
            self._heard.append(text)

    def wind_up(self) -> None:
        """The call is over: note what the caller said and nobody answered."""
        for turn in (*self._overhearing, *self._waiting.take_turns()):
            self._chronicle.caller_said(turn, "")

    async def _begin(self, user_id: str) -> None:
        """The agent stops at once, unless it says its last words because the call has lasted too long."""
        if self._floor.final:
            return
        if user_id != self._user_id:
            self._chronicle.operator_took_over(user_id)
        self._user_id = user_id
        self._floor.operated, self._floor.closing = True, False
        self._patience.stop()
        if self._floor.listening:
            await self._agent.proceed()
        elif not self._floor.interrupting:
            await self._agent.interrupt()

    async def _go_on(self) -> None:
        """Begin if that was not done yet, answer a caller who speaks already, or else ask again."""
        if not (self._waiting.has("begin") or self._floor.caller_speaking):
            self._waiting.put_back(Stimulus("resume"))
        await self._agent.proceed()
