"""Takes calls from their first webhook to their last."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from vobiz_sim import causes, events, report
from vobiz_sim.callee import ENDINGS, NEVER_RINGS, Callee, Outcome
from vobiz_sim.caller.actor import Actor
from vobiz_sim.caller.repertoire import Repertoire
from vobiz_sim.caller.script import Script
from vobiz_sim.calls import Call, LiveCalls, Plan, State
from vobiz_sim.causes import Ending
from vobiz_sim.config import SimConfig
from vobiz_sim.faults import Faults
from vobiz_sim.line.line import Line
from vobiz_sim.recordings import RecordingShelf
from vobiz_sim.report import CallReport
from vobiz_sim.ticker import Ticker
from vobiz_sim.webhooks import Webhooks
from vobiz_sim.xml.context import Context
from vobiz_sim.xml.engine import Engine

_log = structlog.get_logger("vobiz_sim.exchange")


class TooManyCallsError(RuntimeError):
    """The configured number of live calls is reached."""


class PlacedCall:
    """A call under way or over, with the caller's side of it."""

    def __init__(self, call: Call, repertoire: Repertoire) -> None:
        self.call = call
        self.script = repertoire.script
        self.actor = Actor(call.line, repertoire, self._put_down)
        self.report: CallReport | None = None
        self._done = asyncio.Event()

    @property
    def uuid(self) -> str:
        return self.call.uuid

    async def finished(self, timeout_s: float = 1200.0) -> CallReport:
        """The report, once the Hangup webhook was delivered or given up. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            await self._done.wait()
        assert self.report is not None  # noqa: S101 - set before the event
        return self.report

    async def connected(self, timeout_s: float = 60.0) -> None:
        """Waits until the media socket has opened, or the call is over. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            await self.call.media_opened.wait()

    def hang_up(self) -> None:
        """The caller puts the phone down now, whatever the script still says."""
        self.actor.dismissed = True
        self._put_down()

    async def perform(self) -> None:
        """Follows the script; a caller that breaks down is an error of the call and ends it."""
        try:
            await self.actor.perform()
        except Exception as error:  # noqa: BLE001 - nobody waits for this task
            self.call.errors.append(f"caller: {type(error).__name__}: {error}")
            self._put_down()

    def conclude(self) -> None:
        self.actor.conclude()
        self.report = report.of_call(self.call, self.script.name, self.actor.notes)
        self._done.set()
        self.call.media_opened.set()

    def _put_down(self) -> None:
        source = causes.CALLER if self.call.inbound else causes.RECIPIENT
        self.call.hang_up(causes.NORMAL.by(source))


class Exchange:
    """Owns every call; `answering` says what a dialled number does."""

    def __init__(
        self,
        config: SimConfig,
        webhooks: Webhooks,
        recordings: RecordingShelf,
        answering: Callable[[str], Callee],
    ) -> None:
        self._config = config
        self._webhooks = webhooks
        self._recordings = recordings
        self._answering = answering
        self._ticker = Ticker()
        self._tasks: set[asyncio.Task[None]] = set()
        self.live = LiveCalls()
        self.placed: OrderedDict[str, PlacedCall] = OrderedDict()

    @property
    def ticker(self) -> Ticker:
        return self._ticker

    async def receive(self, plan: Plan, script: Script, faults: Faults) -> PlacedCall:
        """A caller rings an inbound number. Raises what preparing the script raises."""
        return self._start(plan, await Repertoire.prepare(script), faults, None)

    async def dial(self, plan: Plan, faults: Faults) -> PlacedCall:
        """The product dials out."""
        callee = self._answering(plan.to)
        return self._start(plan, await Repertoire.prepare(callee.script), faults, callee)

    def dialled_within(self, seconds: float) -> int:
        """Outbound calls made in the last seconds, for the rate limit."""
        placed = (one.call for one in self.placed.values())
        return sum(not call.inbound and call.age_ms <= seconds * 1000 for call in placed)

    def stop_recordings(self, call: Call) -> None:
        for hook, fields in self._recordings.finish_all(call, self._config.auth_id):
            self._webhooks.notify(call, hook, fields)

    async def close(self) -> None:
        """Ends what is left, so that nobody waits for a report that never comes."""
        for call in self.live:
            call.hang_up(causes.INTERNAL)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        for task in tuple(self._tasks):
            task.cancel()
        await self._webhooks.drain()

    def _start(self, plan: Plan, repertoire: Repertoire, faults: Faults, callee: Callee | None) -> PlacedCall:
        if len(self.live) >= self._config.max_live_calls:
            raise TooManyCallsError(f"{self._config.max_live_calls} calls are live")
        line = Line(self._ticker, keep_audio=self._config.keep_audio)
        placed = PlacedCall(Call(plan, line, faults), repertoire)
        self.live.add(placed.call)
        self._keep(placed)
        task = asyncio.create_task(self._run(placed, callee))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return placed

    def _keep(self, placed: PlacedCall) -> None:
        """Forgets the oldest finished calls, and their audio sooner."""
        self.placed[placed.uuid] = placed
        finished = [one for one in self.placed.values() if one.report is not None]
        for old in finished[: max(0, len(finished) - self._config.recorded_calls_kept)]:
            old.call.line.recorder.forget()
        for old in finished[: max(0, len(finished) - self._config.finished_calls_kept)]:
            del self.placed[old.uuid]

    async def _run(self, placed: PlacedCall, callee: Callee | None) -> None:
        call = placed.call
        try:
            call.ending = await self._live(placed, callee)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the call gets an end and a report
            _log.exception("call_failed")
            call.errors.append(f"simulator: {type(error).__name__}: {error}")
            call.ending = causes.INTERNAL
        finally:
            await self._finish(placed)

    async def _live(self, placed: PlacedCall, callee: Callee | None) -> Ending:
        """Runs the call until its document or anybody else ends it."""
        call = placed.call
        progress = asyncio.create_task(self._progress(placed, callee))
        limit = self._config.max_call_seconds
        try:
            await asyncio.wait({progress, call.over}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if call.over.done():
                await self._hangup_first(call, call.over.result())
                return call.over.result()
            if progress.done():
                return progress.result()
            call.errors.append(f"longer than {limit} s")
            return causes.TIME_LIMIT
        finally:
            progress.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await progress

    async def _progress(self, placed: PlacedCall, callee: Callee | None) -> Ending:
        call = placed.call
        tasks: list[asyncio.Task[None]] = []

        def connect() -> None:
            if call.connect():
                tasks.append(asyncio.create_task(placed.perform()))
                call.hang_up_in(call.plan.time_limit_s, causes.TIME_LIMIT)

        try:
            if callee is None:
                call.state = State.RINGING
            else:
                refused = await self._ring(call, callee)
                if refused is not None:
                    return refused
                connect()
                tasks.extend(self._detection(call, callee))
            context = Context(call, self._config, self._webhooks, self._recordings)
            return await Engine(context, connect).answer()
        finally:
            for task in tasks:
                task.cancel()

    async def _ring(self, call: Call, callee: Callee) -> Ending | None:
        """None when the dialled party picks up."""
        await asyncio.sleep(self._config.queued_ms / 1000)
        if callee.outcome in NEVER_RINGS:
            return ENDINGS[callee.outcome]
        call.state = State.RINGING
        self._webhooks.notify(call, call.plan.ring, events.ring(call, self._config.auth_id))
        if callee.ring_ms > call.plan.ring_limit_s * 1000:
            await asyncio.sleep(call.plan.ring_limit_s)
            return causes.NO_ANSWER
        await asyncio.sleep(callee.ring_ms / 1000)
        return None if callee.outcome is Outcome.ANSWER else ENDINGS[callee.outcome]

    def _detection(self, call: Call, callee: Callee) -> list[asyncio.Task[None]]:
        if call.plan.machine_detection not in {"true", "hangup"}:
            return []
        return [asyncio.create_task(self._detect_machine(call, callee))]

    async def _detect_machine(self, call: Call, callee: Callee) -> None:
        await asyncio.sleep(callee.machine_after_ms / 1000)
        fields = events.machine_detection(call, self._config.auth_id, machine=callee.machine)
        self._webhooks.notify(call, call.plan.machine_hook, fields)
        if callee.machine and call.plan.machine_detection == "hangup":
            call.hang_up(causes.MACHINE)

    async def _hangup_first(self, call: Call, ending: Ending) -> None:
        """The out-of-order fault: the webhook overtakes the closing of the socket."""
        if call.faults.hangup_before_close:
            await self._tell_hangup(call, ending)

    async def _tell_hangup(self, call: Call, ending: Ending) -> None:
        call.ended_at = datetime.now(UTC)
        fields = events.hangup(call, self._config.auth_id, ending)
        await self._webhooks.deliver(call, call.plan.hangup, fields)

    async def _finish(self, placed: PlacedCall) -> None:
        call = placed.call
        told = call.ended_at is not None
        call.close()
        call.ended_at = call.ended_at or datetime.now(UTC)
        call.state = State.ENDED
        self.stop_recordings(call)
        self.live.remove(call)
        try:
            if not told:
                await self._tell_hangup(call, call.ending or causes.INTERNAL)
        finally:
            placed.conclude()
