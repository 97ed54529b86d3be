"""Runs one `<Stream>`: connects, reconnects after drops, and reports its state to the callback."""

import asyncio
from datetime import UTC, datetime

from vobiz_sim import causes, events
from vobiz_sim.calls import Call, StreamNote
from vobiz_sim.config import SimConfig
from vobiz_sim.stream.leg import LegEnd, StreamLeg
from vobiz_sim.stream.settings import StreamSettings
from vobiz_sim.stream.socket import SocketFailedError
from vobiz_sim.targets import RemoteTargetError, require_allowed
from vobiz_sim.webhooks import Webhooks

_DROPPED = "connection disconnected with the remote service"
_DEGRADED = "connection degraded"


class StreamSession:
    def __init__(self, call: Call, settings: StreamSettings, config: SimConfig, webhooks: Webhooks) -> None:
        self._call = call
        self._settings = settings
        self._config = config
        self._webhooks = webhooks
        self._drops_left = 1

    async def run(self) -> None:
        """Returns when the stream is over for good; cancelling it closes the socket."""
        retries = self._settings.max_retries
        await asyncio.sleep(self._call.faults.connect_delay_ms / 1000)
        while await self._one_socket() is LegEnd.DROPPED and retries > 0:
            retries -= 1
            await asyncio.sleep(self._call.faults.reconnect_after_ms / 1000)

    async def _one_socket(self) -> LegEnd:
        leg = StreamLeg(self._call, self._settings, self._config, self._status)
        try:
            require_allowed(self._settings.url, allow_remote=self._config.allow_remote)
            await leg.open()
        except (SocketFailedError, RemoteTargetError) as error:
            self._call.errors.append(f"media socket: {error}")
            self._status(leg, "DroppedStream", {"Error": _DROPPED})
            return LegEnd.DROPPED
        note = StreamNote(leg.stream_id, self._call.age_ms)
        self._call.streams.append(note)
        self._call.media_opened.set()
        self._call.line.attach(leg)
        self._status(leg, "StartStream", {"ServiceURL": self._settings.url})
        try:
            end = await self._last(leg)
            note.ended_by = end.value
            return end
        finally:
            self._call.line.detach(leg)
            note.closed_ms = self._call.age_ms
            note.ended_by = note.ended_by or "call over"
            await leg.close()

    async def _last(self, leg: StreamLeg) -> LegEnd:
        """Waits for the end of the socket while timed faults strike."""
        timers = self._timed_faults(leg)
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                end = await asyncio.shield(leg.ended)
        except TimeoutError:
            end = LegEnd.TIMED_OUT
        finally:
            for timer in timers:
                timer.cancel()
        if end is LegEnd.DROPPED:
            self._status(leg, "DroppedStream", {"Error": _DROPPED})
        return end

    def _timed_faults(self, leg: StreamLeg) -> list[asyncio.TimerHandle]:
        loop, faults = asyncio.get_running_loop(), self._call.faults
        timers = []
        if faults.drop_after_ms and self._drops_left:
            self._drops_left -= 1
            timers.append(loop.call_later(faults.drop_after_ms / 1000, leg.drop))
        if faults.degraded_after_ms:
            delay = faults.degraded_after_ms / 1000
            timers.append(loop.call_later(delay, self._status, leg, "DegradedStream", {"Error": _DEGRADED}))
        if faults.media_timeout_ms:
            delay = faults.media_timeout_ms / 1000
            timers.append(loop.call_later(delay, self._call.hang_up, causes.MEDIA_TIMEOUT))
        return timers

    def _status(self, leg: StreamLeg, event: str, fields: dict[str, str]) -> None:
        status = self._settings.status
        if status is None:
            return
        body = events.parties(self._call) | {
            "Event": event,
            "StreamID": leg.stream_id,
            "ParentAuthID": self._config.auth_id,
            "status_callback_url": status.url,
            "status_callback_method": status.method,
            "Timestamp": events.account_time(datetime.now(UTC)),
            "Error": "",
        }
        headers = {f"X-VH-{key}": value for key, value in self._settings.extra_headers}
        self._webhooks.notify(self._call, status, body | headers | fields)
