"""Talks through the Gemini Live API, whose models hear and speak by themselves.

Its connections last ten minutes and take no other instructions: a conversation moves from one to the next, at a moment
when nothing is under way. It cannot be told how much of an answer was heard, nor to stop one.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from voicera_adapters.accounts import account_of
from voicera_adapters.audio import Converter
from voicera_adapters.contract import Description, Message, Modality, RealtimeCapabilities, Tool, Voice
from voicera_adapters.net import Socket, broken_off, connected, not_understood, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings, within
from voicera_adapters.realtime import AnswerAudio, AnswerText, Event, Realtime, Talk, TalkOptions
from voicera_adapters.talking import Answers, Debt
from voicera_adapters.vendors.gemini import BASE_URL
from voicera_adapters.vendors.gemini import DESCRIPTION as MODEL
from voicera_adapters.vendors.gemini.account import GeminiAccount
from voicera_adapters.vendors.gemini.failures import closed
from voicera_adapters.vendors.gemini.languages import LANGUAGES
from voicera_adapters.vendors.gemini.session import HEARD, SPOKEN, LiveSettings, Session
from voicera_adapters.vendors.gemini.turns import Turns
from voicera_kit.errors import ServiceError

MODELS: Final = ("gemini-3.8-live", "gemini-3.1-flash-live-preview")
_PATH: Final = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
_NAMES: Final = (
    "Achernar Achird Algenib Algieba Alnilam Aoede Autonoe Callirrhoe Charon Despina Enceladus Erinome Fenrir Gacrux"
    " Iapetus Kore Laomedeia Leda Orus Puck Pulcherrima Rasalgethi Sadachbia Sadaltager Schedar Sulafat Umbriel"
    " Vindemiatrix Zephyr Zubenelgenubi"
)
VOICES: Final = tuple(Voice(each, each, "") for each in _NAMES.split())
_WAITING_EVENTS: Final = 64
_KEPT_BLOCKS: Final = 50
"""Audio heard since a conversation could be taken up last, which its next connection hears again."""

_log = structlog.get_logger(__name__)

DESCRIPTION: Final = Description(
    id=MODEL.id,
    modality=Modality.REALTIME,
    display_name=MODEL.display_name,
    languages=tuple(LANGUAGES),
    capabilities=RealtimeCapabilities(
        tools=True,
        caller_transcripts=True,
        sample_rates_hz=(HEARD.sample_rate_hz, SPOKEN.sample_rate_hz),
    ),
    settings=LiveSettings,
    voices=VOICES,
    models=MODELS,
    any_model=True,
    account=GeminiAccount,
)


@dataclass(frozen=True, slots=True)
class Connection:
    socket: Socket
    opened: AsyncExitStack


class Line:
    """Opens the connections of one conversation."""

    def __init__(self, opening: Opening, options: TalkOptions) -> None:
        self._opening = opening
        self._url = opening.base_url(BASE_URL) + _PATH
        self._headers = account_of(options.account, GeminiAccount).headers

    async def connect(self, setup: str) -> Connection:
        """Return one that listens."""
        limits = self._opening.settings
        async with AsyncExitStack() as stack:
            socket = await stack.enter_async_context(
                connected(self._opening.http, self._url, limits, self._headers, closed=closed)
            )
            await socket.send_text(setup)
            with telling_failures():
                async with asyncio.timeout(limits.vendor_answer_s):
                    while "setupComplete" not in json.loads(await socket.receive()):
                        pass
            return Connection(socket, stack.pop_all())


class GeminiTalk:
    """A Talk."""

    def __init__(
        self, line: Line, connection: Connection, session: Session, options: TalkOptions, answer_s: float
    ) -> None:
        self._line = line
        self._connection = connection
        self._session = session
        self._debt = Debt(answer_s)
        self._answers = Answers(SPOKEN, options.format)
        self._turns = Turns(self._answers, self._debt, asyncio.get_running_loop().time)
        self._converter = Converter(options.format, HEARD)
        self._kept: deque[str] = deque(maxlen=_KEPT_BLOCKS)
        self._told: asyncio.Queue[Event | ServiceError] = asyncio.Queue(_WAITING_EVENTS)
        self._moving = asyncio.Lock()
        self._is_outdated = False
        self._stopped = 0

    async def hear(self, audio: bytes) -> None:
        if block := self._converter.convert(audio):
            message = self._session.audio(block)
            async with self._moving:
                self._kept.append(message)
                await self._connection.socket.send_text(message)

    async def say(self, message: Message) -> None:
        self._turns.ask()
        await self._send(self._session.text(message))

    async def tool_result(self, tool_call_id: str, result: str) -> None:
        """A call that the vendor took back has no use for its result."""
        if (name := self._turns.returned(tool_call_id)) is not None:
            await self._send(self._session.tool_result(tool_call_id, name, result))

    async def played(self, answer: int, played_ms: int) -> None:
        """Nothing to do: the vendor takes an answer for heard as far as it had said it when it was interrupted."""

    async def interrupt(self) -> None:
        for event in list(self._turns.stop()):
            self._stopped = self._answers.last
            await self._told.put(event)

    async def update(self, instructions: str, tools: Sequence[Tool]) -> None:
        """Take it up with the next connection, as soon as there can be one."""
        self._session.instructions, self._session.tools = instructions, tools
        self._is_outdated = True
        with within("update"):
            await self._move_if_due()

    async def events(self) -> AsyncGenerator[Event]:
        while True:
            event = await self._told.get()
            if isinstance(event, ServiceError):
                raise event
            if not (isinstance(event, AnswerAudio | AnswerText) and event.answer <= self._stopped):
                yield event

    async def read(self) -> None:
        """Read one connection after the other; whoever reads the events is told what went wrong."""
        try:
            while True:
                await self._read_to_end(self._connection)
        except ServiceError as failure:
            await self._told.put(failure)
        except Exception:  # noqa: BLE001 - whoever waits for this reader must not wait in vain
            _log.warning("talk.message_not_understood")
            await self._told.put(not_understood())

    async def close(self) -> None:
        await self._connection.opened.aclose()

    async def _read_to_end(self, connection: Connection) -> None:
        """Raises ServiceError where no other connection took over, or can."""
        failure: ServiceError = broken_off()
        try:
            await self._read(connection)
        except ServiceError as error:
            failure = error
        async with self._moving:
            if self._connection is connection:
                if not (self._turns.is_leaving and self._turns.handle):
                    raise failure
                await self._move()
        await self._tell(self._turns.moved())

    async def _read(self, connection: Connection) -> None:
        async with aclosing(self._debt.messages(connection.socket)) as messages:
            async for told in messages:
                with telling_failures():
                    events = list(self._turns.read(told))
                if "sessionResumptionUpdate" in told and self._turns.is_resumable:
                    self._kept.clear()
                await self._tell(events)
                await self._move_if_due()
                if self._connection is not connection:
                    return

    async def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            await self._told.put(event)

    async def _send(self, message: str) -> None:
        async with self._moving:
            await self._connection.socket.send_text(message)

    async def _move_if_due(self) -> None:
        if self._is_due:
            async with self._moving:
                if self._is_due:
                    await self._move()

    @property
    def _is_due(self) -> bool:
        """Tell whether another connection is wanted, and can go on where this one is."""
        is_wanted = self._is_outdated or self._turns.is_leaving
        return is_wanted and self._turns.is_resumable and self._turns.is_idle

    async def _move(self) -> None:
        self._is_outdated = False
        before = self._connection
        self._connection = await self._line.connect(self._session.opening(self._turns.handle))
        try:
            for message in self._kept:
                await self._connection.socket.send_text(message)
        finally:
            await before.opened.aclose()


class GeminiLive:
    description = DESCRIPTION

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @asynccontextmanager
    async def talk(self, options: TalkOptions) -> AsyncIterator[Talk]:
        settings = read_settings(LiveSettings, options.settings)
        session = Session(options, settings, options.model or MODELS[0])
        line = Line(self._opening, options)
        connection = await line.connect(session.opening(""))
        talk = GeminiTalk(line, connection, session, options, self._opening.settings.vendor_answer_s)
        try:
            if (history := session.history()) is not None:
                await connection.socket.send_text(history)
            reader = asyncio.create_task(talk.read())
            try:
                yield talk
            finally:
                reader.cancel()
                await asyncio.gather(reader, return_exceptions=True)
        finally:
            await talk.close()


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[Realtime]:
    yield GeminiLive(opening)
