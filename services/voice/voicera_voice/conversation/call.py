"""Owns one call from its start message to the end of its record."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

import structlog

from voicera.media.v1 import call_event_pb2 as events
from voicera.media.v1 import call_pb2
from voicera_kit.errors import ServiceError
from voicera_kit.trace import current_trace_id
from voicera_voice.conversation.assembly import assemble
from voicera_voice.conversation.front import Front
from voicera_voice.conversation.model import CallStart, Outcome
from voicera_voice.conversation.seams import Surroundings
from voicera_voice.dialogue.interface import HangUp, TransferTo
from voicera_voice.pipeline.pipecat import ErrorFrame, PipelineWorker, WorkerRunner
from voicera_voice.pipeline.running import run_pipeline
from voicera_voice.recording.interruption import Interruption

_log = structlog.get_logger(__name__)

_PULSE_S = 0.2
_GOODBYE_S = 5.0
_TRANSFER_S = 15.0
_OVERTIME_S = 60.0


class _Over(Exception):  # noqa: N818 - it ends the task group, it is no error
    """The conversation has ended."""


class Call:
    """One task group owns everything that runs for the call; `run` returns when its record is complete."""

    def __init__(self, start: CallStart, front: Front, around: Surroundings) -> None:
        self._start = start
        self._front = front
        self._around = around
        self._clock = around.clock
        self._group: asyncio.TaskGroup | None = None
        self._outcome: Outcome | None = None
        self._concluded = asyncio.Event()
        self._left = asyncio.Event()
        self._parts = assemble(start, front, around, self, self._spawn)
        self._interruption = Interruption(self._parts.journal, around.clock)

    @property
    def call_id(self) -> str:
        return self._start.call_id

    async def hear(self, audio: bytes) -> None:
        if self._group is None:
            return
        await self._parts.stages.ear.hear(audio)

    async def press(self, digit: str) -> None:
        if self._group is None:
            return
        await self._parts.stages.ear.press(digit)

    def played(self, sequence: int) -> None:
        if self._group is None:
            return  # a report may come after the end, as may those below
        self._parts.stages.player.played(sequence)

    def cleared(self, clear_id: int, last_played: int) -> None:
        if self._group is None:
            return
        self._parts.stages.player.cleared(clear_id, last_played)

    def forwarded(self, sequence: int, at: datetime) -> None:
        if self._group is None:
            return
        ago = max(0.0, (self._clock.now() - at).total_seconds())
        self._parts.stages.stopwatch.forwarded(sequence, self._clock.monotonic() - ago)

    async def media_lost(self, last_played: int) -> None:
        if self._group is None:
            return
        if not self._concluded.is_set():
            self._interruption.begin()
        self._parts.stages.player.media_lost(last_played)
        await self._parts.stages.responder.media_changed(lost=True)

    async def media_resumed(self) -> None:
        if self._group is None:
            return
        self._interruption.end()
        self._parts.stages.player.media_resumed()
        await self._parts.stages.responder.media_changed(lost=False)

    def monitor(self, *, on: bool) -> None:
        """Let people hear the call, or no more."""
        if self._group is None:
            return
        self._parts.tracks.turn(on=on)

    async def whisper(self, text: str, user_id: str, *, say: bool) -> None:
        """An operator tells the agent something that the caller does not hear."""
        if self._group is None:
            return
        await self._parts.stages.responder.takeover.whisper(text, user_id, say=say)

    async def operate(self, user_id: str) -> None:
        """An operator talks instead of the agent; with an empty id the agent goes on."""
        if self._group is None:
            return
        await self._parts.stages.responder.takeover.operate(user_id)

    def speak(self, audio: bytes) -> None:
        """Play what the operator says."""
        if self._group is None or not self._parts.stages.responder.takeover.is_on:
            return
        self._parts.stages.player.play_live(audio)

    def transferred(self, number: str, user_id: str) -> None:
        """An operator has handed the caller over."""
        if self._group is None:
            return
        self._note_transfer(number, user_id)

    def leave(self, reason: "call_pb2.EndReason.ValueType", detail: str = "") -> None:
        """The caller's side is gone, for this reason unless the conversation has given one already."""
        self._decide(Outcome(reason, detail))
        self._left.set()

    def conclude(self, action: HangUp | TransferTo) -> None:
        """Ask the front to end the call this way; what became of a transfer is the front's to say."""
        if self._concluded.is_set():
            return
        if isinstance(action, TransferTo):
            self._concluded.set()
            self._note_transfer(action.number)
            self._front.send_transfer(action.number)
        else:
            self._decide(Outcome(action.reason, action.detail, action.disposition))
            self._front.send_hang_up(action.reason)

    def on_providers_exhausted(self, modality: str) -> None:
        self.conclude(HangUp(call_pb2.END_REASON_PROVIDER_FAILED, detail=f"no {modality} provider is left"))

    async def run(self) -> Outcome:
        """Hold the conversation, then complete the record."""
        async with asyncio.TaskGroup() as group:
            archiving = group.create_task(self._parts.archive.run())
            outcome = await self._hold()
            self._front.close()
            self._note_end(outcome)
            await self._complete_archive(archiving)
            await self._complete_record(outcome)
        return outcome

    def _decide(self, outcome: Outcome) -> None:
        if self._outcome is None:
            self._outcome = outcome
            self._concluded.set()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        if self._group is None:
            work.close()
            raise RuntimeError("the call is not running")
        return self._group.create_task(work)

    async def _hold(self) -> Outcome:
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                await self._start_parts(group)
                await self._until_over()
                raise _Over  # noqa: TRY301 - ends the group's other tasks
        except* _Over:
            pass
        except* Exception as errors:  # noqa: BLE001 - a defect ends its call, with a record of it
            self._fail(errors)
        finally:
            self._group = None
        return self._outcome or Outcome(call_pb2.END_REASON_PLATFORM_ERROR)

    async def _start_parts(self, group: asyncio.TaskGroup) -> None:
        stages = self._parts.stages
        worker = stages.worker(self._start.caller_format.sample_rate_hz)
        worker.event_handler("on_pipeline_error")(self._pipeline_failed)
        runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
        await runner.add_workers(worker)
        self._front.send_started(self._around.settings.node)
        self._parts.journal.note(started=events.ConversationStarted(node=self._around.settings.node))
        for work in (
            run_pipeline(runner, worker, self._clock),
            self._parts.recognition.run(),
            self._parts.speech.run(),
            stages.player.run(),
            self._pulse(),
        ):
            group.create_task(work)
        await stages.responder.begin()

    async def _until_over(self) -> None:
        """Return once the conversation is over and the caller's side has left, or had time to."""
        try:
            async with self._clock.timeout(self._parts.policy.max_duration_s + _OVERTIME_S):
                await self._concluded.wait()
        except TimeoutError:
            self.conclude(HangUp(call_pb2.END_REASON_MAX_DURATION))
        try:
            async with self._clock.timeout(_GOODBYE_S if self._outcome else _TRANSFER_S):
                await self._left.wait()
        except TimeoutError:
            _log.info("call.front_stayed", call_id=self.call_id)
            self._decide(Outcome(call_pb2.END_REASON_CARRIER_ERROR, "the transfer was not answered for"))

    async def _pulse(self) -> None:
        while True:
            await self._clock.sleep(_PULSE_S)
            await self._parts.stages.ear.tick()
            self._parts.usage.note_if_due()
            self._interruption.note_if_due()
            for block in self._parts.tracks.due(self._clock.monotonic()):
                self._parts.archive.add_block(block)

    async def _pipeline_failed(self, worker: PipelineWorker, frame: ErrorFrame) -> None:
        del worker
        self._spawn(_raise(frame.exception or RuntimeError(frame.error)))

    def _fail(self, errors: BaseExceptionGroup[Exception]) -> None:
        _log.error("call.failed", call_id=self.call_id, exc_info=errors)
        if self._outcome is None:
            reason = call_pb2.END_REASON_PLATFORM_ERROR
            self._outcome = Outcome(reason, detail=f"trace {current_trace_id()}")
            self._front.send_hang_up(reason)

    def _note_transfer(self, number: str, user_id: str = "") -> None:
        started = events.TransferStarted(to=number, user_id=user_id)
        self._parts.journal.note(transfer_started=started)

    def _note_end(self, outcome: Outcome) -> None:
        self._parts.stages.note_end()
        self._parts.usage.note_all()
        self._interruption.close(outcome.reason)
        ended = events.ConversationEnded(
            reason=outcome.reason, detail=outcome.detail, disposition=outcome.disposition
        )
        self._parts.journal.note(ended=ended)
        for block in self._parts.tracks.rest(self._clock.monotonic()):
            self._parts.archive.add_block(block)
        self._parts.archive.close()

    async def _complete_archive(self, archiving: "asyncio.Task[None]") -> None:
        try:
            async with self._clock.timeout(self._around.settings.archive_close_s):
                await archiving
        except TimeoutError:
            _log.warning("archive.incomplete", call_id=self.call_id)

    async def _complete_record(self, outcome: Outcome) -> None:
        try:
            await self._around.records.end_call(self._start.organization_id, self.call_id, outcome)
        except ServiceError as error:
            _log.warning("record.not_ended", call_id=self.call_id, reason=error.reason)


async def _raise(error: Exception) -> None:
    raise error
