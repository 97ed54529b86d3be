"""What each command does once its options are read."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from vobiz_sim import report
from vobiz_sim.callee import Callee, Outcome
from vobiz_sim.caller.script import Script
from vobiz_sim.config import SimConfig
from vobiz_sim.exchange import PlacedCall
from vobiz_sim.load import Load, LoadPlan
from vobiz_sim.report import CallReport
from vobiz_sim.simulator import VobizSim

_MAX_CONCURRENT = 1000


async def serve(config: SimConfig, options: argparse.Namespace) -> int:  # noqa: ARG001 - see COMMANDS
    async with VobizSim(config) as sim:
        _show({"base_url": sim.base_url, "control_url": f"http://{config.host}:{sim.port}/control"})
        await _interrupted()
    return 0


async def inbound(config: SimConfig, options: argparse.Namespace) -> int:
    async with VobizSim(config) as sim:
        placed = await sim.place_inbound(to=options.to, from_=options.from_, script=options.script)
        finished = await placed.finished(config.max_call_seconds + 60)
        _keep(options.out, placed, finished)
    _show(finished.as_mapping())
    return 0 if finished.ok else 1


async def outbound(config: SimConfig, options: argparse.Namespace) -> int:
    """Answers `--calls` calls, then prints what they were like together."""
    callee = Callee(
        Outcome(options.outcome), options.script or Script(), options.ring_ms, machine=options.machine
    )
    async with VobizSim(config) as sim:
        sim.when_dialled(callee)
        sys.stderr.write(f"{sim.base_url}\n")
        reports: list[CallReport] = []
        with contextlib.suppress(TimeoutError):
            await _answer(sim, options, reports)
    _show(report.aggregate(reports))
    complete = len(reports) == options.calls
    return 0 if complete and all(one.ok for one in reports) else 1


async def load(config: SimConfig, options: argparse.Namespace) -> int:
    if not 0 < options.calls <= min(_MAX_CONCURRENT, config.max_live_calls):
        raise ValueError(f"--calls is 1 to {config.max_live_calls}")
    if options.calls_per_second <= 0:
        raise ValueError("--calls-per-second is more than 0")
    plan = LoadPlan(
        options.calls,
        options.seconds,
        options.max_calls,
        options.calls_per_second,
        options.to,
        options.from_,
    )
    async with VobizSim(config) as sim:
        run = Load(sim, plan, options.script)
        total = await run.run()
    if options.out is not None:
        _write(options.out / "load.json", total)
        _write(options.out / "calls.json", [one.as_mapping() for one in run.reports])
    _show(total)
    return 1 if total["calls_with_errors"] else 0


COMMANDS: dict[str, Callable[[SimConfig, argparse.Namespace], Coroutine[Any, Any, int]]] = {
    "serve": serve,
    "inbound": inbound,
    "outbound": outbound,
    "load": load,
}


async def _answer(sim: VobizSim, options: argparse.Namespace, reports: list[CallReport]) -> None:
    """Collects reports of finished calls. Raises TimeoutError when there are not enough in time."""
    seen: set[str] = set()
    async with asyncio.timeout(options.timeout):
        while len(reports) < options.calls:
            for placed in list(sim.exchange.placed.values()):
                if placed.report is not None and placed.uuid not in seen:
                    seen.add(placed.uuid)
                    reports.append(placed.report)
                    _keep(options.out, placed, placed.report)
            await asyncio.sleep(0.1)


async def _interrupted() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def _keep(folder: Path | None, placed: PlacedCall, finished: CallReport) -> None:
    if folder is not None:
        target = folder / placed.uuid
        placed.call.line.recorder.write(target)
        _write(target / "report.json", finished.as_mapping())


def _write(path: Path, values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2), "utf-8")


def _show(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values, indent=2) + "\n")
    sys.stdout.flush()
