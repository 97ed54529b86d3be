"""Runs a pipeline so that it ends whenever it is cancelled."""

import asyncio
from contextlib import suppress
from typing import Final

from voicera_kit.clock import Clock
from voicera_voice.pipeline.pipecat import Frame, PipelineWorker, WorkerRunner

START_S: Final = 5.0


async def run_pipeline(runner: WorkerRunner, worker: PipelineWorker, clock: Clock) -> None:
    """Run until cancelled. Pipecat's worker never ends if it is cancelled while it starts, so that is waited for."""
    started = asyncio.Event()

    async def note_start(_worker: PipelineWorker, _frame: Frame) -> None:
        started.set()

    worker.event_handler("on_pipeline_started")(note_start)
    running = asyncio.create_task(runner.run())
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(TimeoutError):
            async with clock.timeout(START_S):
                await started.wait()
        running.cancel()
        await asyncio.wait({running}, timeout=START_S)
        raise
