"""Joins mouth, ear, playback and socket at every beat of the ticker."""

import asyncio
from array import array
from collections.abc import Callable
from typing import Protocol

from vobiz_sim.audio.g711 import Samples
from vobiz_sim.line.ear import Ear, Span, audible_span
from vobiz_sim.line.mouth import Mouth
from vobiz_sim.line.playback import Playback
from vobiz_sim.line.recorder import Recorder
from vobiz_sim.line.turns import Turns
from vobiz_sim.ticker import FRAME_MS, FRAME_SAMPLES, Ticker


class Leg(Protocol):
    """The open media socket as the line sees it."""

    def send_media(self, said: Samples | None) -> None: ...
    def send_digit(self, digit: str) -> None: ...
    def played(self, name: str) -> None: ...
    def drop(self) -> None: ...


class _Waiter:
    def __init__(self, ready: Callable[[], bool], last_tick: int) -> None:
        self.ready = ready
        self.last_tick = last_tick
        self.met: asyncio.Future[bool] = asyncio.get_running_loop().create_future()


class Line:
    """`position` counts samples since the first socket's start; it runs on while no socket is open."""

    def __init__(self, ticker: Ticker, *, keep_audio: bool) -> None:
        self._ticker = ticker
        self._leg: Leg | None = None
        self._waiters: list[_Waiter] = []
        self.mouth = Mouth()
        self.ear = Ear()
        self.playback = Playback()
        self.turns = Turns()
        self.recorder = Recorder(keep=keep_audio)
        self.gather: Callable[[str], None] | None = None
        self.started = False
        self.position = 0
        self.ticks = 0
        self.mark = 0
        self.frames_lost = 0
        self.digits_lost = 0
        self.lateness_ms = array("f")

    def open(self) -> None:
        self._ticker.add(self)

    def close(self) -> None:
        self._ticker.remove(self)
        for waiter in self._waiters:
            waiter.met.cancel()
        self._waiters.clear()

    def attach(self, leg: Leg) -> None:
        self._leg = leg
        self.started = True

    def detach(self, leg: Leg) -> None:
        if self._leg is leg:
            self._leg = None
            self.playback.clear()

    def drop_socket(self) -> None:
        if self._leg is not None:
            self._leg.drop()

    def say(self, samples: Samples, text: str) -> None:
        self.mouth.say(samples)
        span = audible_span(samples)
        if span is not None and not self.mouth.muted:
            moved = Span(self.position + span.start, self.position + span.end)
            self.turns.caller_says(moved, text)
            self.mark = moved.end

    def hush(self) -> None:
        self.mouth.stop()
        self.turns.cut(self.position)

    def press(self, digit: str) -> None:
        self.mark = self.position
        self.turns.caller_pressed(self.position)
        if self.gather is not None:
            self.gather(digit)
        elif self._leg is not None:
            self._leg.send_digit(digit)
        else:
            self.digits_lost += 1

    async def until(self, ready: Callable[[], bool], timeout_ms: int) -> bool:
        """Waits for `ready`, looked at on every tick; False when the time is over first."""
        waiter = _Waiter(ready, self.ticks + max(1, timeout_ms // FRAME_MS))
        self._waiters.append(waiter)
        try:
            return await waiter.met
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    async def pause(self, duration_ms: int) -> None:
        await self.until(lambda: False, duration_ms)

    def tick(self) -> None:
        self.ticks += 1
        if self.started:
            self._exchange()
        if self._waiters:
            self._look()

    def _exchange(self) -> None:
        said = self.mouth.pull()
        heard, reached = self.playback.pull()
        if self._leg is not None:
            self._leg.send_media(said)
            self.lateness_ms.append(self._ticker.behind_ms())
            for name in reached:
                self._leg.played(name)
        else:
            self.frames_lost += said is not None
            said = None
        self.recorder.add(said, heard)
        span = self.ear.hear(self.position, heard) if heard is not None else None
        self.position += FRAME_SAMPLES
        self.turns.tick(self.position, self.ear, span)

    def _look(self) -> None:
        for waiter in tuple(self._waiters):
            if waiter.met.done():
                continue
            if waiter.ready():
                waiter.met.set_result(True)
            elif self.ticks >= waiter.last_tick:
                waiter.met.set_result(False)
