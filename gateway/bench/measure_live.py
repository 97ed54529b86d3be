"""Measures what live calls cost their gateways: python -m bench.measure_live REDIS [CALLS] [CHANGES_PER_S] [SECONDS].

One process holds the calls, which change all the time; another one learns of them and shows them to one monitor.
"""

import asyncio
import multiprocessing
import sys
import time
from contextlib import aclosing, suppress
from multiprocessing.synchronize import Event

import uvloop

from voicera.media.v1 import call_event_pb2 as events
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission, Channel
from voicera_gateway.live.board import Board
from voicera_gateway.live.replication import Replication
from voicera_gateway.live.showing import written
from voicera_gateway.live.view import View
from voicera_gateway.live.watching import One, watch
from voicera_kit.bus import open_bus
from voicera_kit.clock import SystemClock

DEFAULTS = ("500", "2", "10")
"""Calls, changes of each a second, and seconds."""
ORGANIZATION = "org_1"


def call(number: int) -> View:
    start = voice.Start(call_id=f"call_{number:026d}", agent_id="agent_" + "a" * 26, agent_revision=3)
    start.spec.language = "hi-IN"
    start.spec.speech_to_text.add(adapter="deepgram", model="nova-3")
    start.spec.text_to_speech.add(adapter="sarvam", voice="anushka")
    start.spec.language_model.add(adapter="openai", model="gpt-4.1-mini")
    return View(Admission(ORGANIZATION, Channel.PHONE, "uuid", start, "Reception"), time.time_ns())


def changes(view: View, turn: int) -> None:
    said = events.CallerSaid(text="I would like to change my appointment to Monday, please.", turn=turn)
    view.follow(voice.ConverseResponse(event=events.CallEvent(caller_said=said)))


async def hold(url: str, calls: int, per_s: float, seconds: float) -> None:
    async with open_bus(url) as bus:
        board = Board()
        replication = Replication(bus, board, SystemClock())
        running = asyncio.create_task(replication.run())
        views = [call(number) for number in range(calls)]
        for view in views:
            replication.begin(ORGANIZATION, view)
        await asyncio.sleep(1)
        began, cpu = time.monotonic(), time.process_time()
        due, turn = began, 0
        while time.monotonic() < began + seconds:
            view = views[turn % calls]
            changes(view, turn)
            replication.changed(view.call.call_id)
            turn += 1
            due += 1 / (calls * per_s)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        print(f"holds {calls} calls with {turn / seconds:.0f} changes a second: {share:.1%} of a core")  # noqa: T201
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def learn(url: str, seconds: float, *, shows: bool, ready: Event) -> None:
    async with open_bus(url) as bus:
        board = Board()
        running = asyncio.create_task(Replication(bus, board, SystemClock()).run())
        ready.set()
        while len(board.wall(ORGANIZATION)) < 1:  # noqa: ASYNC110 - the wall has no event for it
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        began, cpu = time.monotonic(), time.process_time()
        seen = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds - 1.5), aclosing(watch(board.wall(ORGANIZATION))) as steps:
                async for step in steps:
                    seen += isinstance(step, One)
                    if shows and isinstance(step, One):
                        written(step.change, callers=True)
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        what = "shows them as JSON" if shows else "learns of them"
        print(f"{what}, {seen / (time.monotonic() - began):.0f} a second: {share:.1%} of a core")  # noqa: T201
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def learner(url: str, seconds: float, shows: bool, ready: Event) -> None:  # noqa: FBT001 - a process takes no keywords
    uvloop.run(learn(url, seconds, shows=shows, ready=ready))


def main() -> None:
    url, *rest = sys.argv[1:]
    calls, per_s, seconds = (*rest, *DEFAULTS[len(rest) :])
    for shows in (False, True):
        ready = multiprocessing.Event()
        other = multiprocessing.Process(target=learner, args=(url, float(seconds), shows, ready))
        other.start()
        ready.wait()
        uvloop.run(hold(url, int(calls), float(per_s), float(seconds)))
        other.join()


if __name__ == "__main__":
    main()
