"""A pipeline ends when it is cancelled, also while it starts."""

import asyncio

import pytest

from voicera_kit.clock import SystemClock
from voicera_voice.pipeline.pipecat import Pipeline, PipelineWorker, WorkerRunner
from voicera_voice.pipeline.running import run_pipeline
from voicera_voice.pipeline.stage import Stage


@pytest.mark.parametrize("steps", range(0, 60, 3))
async def test_a_pipeline_that_is_cancelled_early_ends(steps):
    """After so many rounds of the event loop; it takes some dozens to start."""
    worker = PipelineWorker(Pipeline([Stage()]), idle_timeout_secs=None)
    runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(run_pipeline(runner, worker, SystemClock()))
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    async with asyncio.timeout(4):
        with pytest.raises(asyncio.CancelledError):
            await running
