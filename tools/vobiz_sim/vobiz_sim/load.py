"""Keeps a bounded number of inbound calls going for a bounded time."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from vobiz_sim import report
from vobiz_sim.caller.script import Script
from vobiz_sim.exchange import PlacedCall
from vobiz_sim.report import CallReport
from vobiz_sim.simulator import VobizSim


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """`calls` at once, back to back, for `seconds`; never more than `max_calls` in all."""

    calls: int
    seconds: float
    max_calls: int
    calls_per_second: float
    to: str
    from_: str


class Load:
    def __init__(self, sim: VobizSim, plan: LoadPlan, script: Script) -> None:
        self._sim = sim
        self._plan = plan
        self._script = script
        self._begun = 0
        self._next_start = 0.0
        self.reports: list[CallReport] = []

    async def run(self) -> dict[str, Any]:
        """The aggregate report, with the simulator's own lateness."""
        loop, cpu = asyncio.get_running_loop(), time.process_time()
        self._next_start = loop.time()
        deadline = self._next_start + self._plan.seconds
        async with asyncio.TaskGroup() as group:
            for _ in range(self._plan.calls):
                group.create_task(self._keep_calling(deadline))
        return report.aggregate(self.reports) | self._own_numbers(time.process_time() - cpu)

    def _own_numbers(self, cpu_s: float) -> dict[str, Any]:
        ticker = self._sim.exchange.ticker
        talk_s = sum(one.talk_ms for one in self.reports) / 1000
        return {
            "ticker_lateness_ms": report.percentiles(ticker.lateness_ms),
            "ticks_skipped": ticker.skipped,
            "cpu_ms_per_call_second": round(1000 * cpu_s / talk_s, 2) if talk_s else None,
        }

    async def _keep_calling(self, deadline: float) -> None:
        while await self._turn(deadline):
            self._begun += 1
            number = str(int(self._plan.from_.lstrip("+")) + self._begun)
            placed = await self._sim.place_inbound(to=self._plan.to, from_=number, script=self._script)
            self.reports.append(await self._finish(placed, deadline))

    async def _turn(self, deadline: float) -> bool:
        """Waits for this call's place in the rate; False when there is no time or number left."""
        loop = asyncio.get_running_loop()
        start, self._next_start = self._next_start, self._next_start + 1 / self._plan.calls_per_second
        start = max(start, loop.time())
        self._next_start = max(self._next_start, start)
        if start >= deadline:
            return False
        await asyncio.sleep(start - loop.time())
        return self._begun < self._plan.max_calls

    async def _finish(self, placed: PlacedCall, deadline: float) -> CallReport:
        """Calls still up when the time is over are hung up by the caller."""
        try:
            return await placed.finished(max(0.0, deadline - asyncio.get_running_loop().time()))
        except TimeoutError:
            placed.hang_up()
            return await placed.finished(30)
