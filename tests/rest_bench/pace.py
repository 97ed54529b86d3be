"""Sends requests at a fixed rate, whatever the answers do, and keeps how long each took from when it was due."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

GIVE_UP_S = 10
MOST_AT_ONCE = 2000
"""More unanswered requests than this are not sent, and counted as such."""


@dataclass
class Taken:
    """Milliseconds of what was answered well, by kind, and how the rest went."""

    answered_ms: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)

    def figures(self, seconds: float) -> dict[str, object]:
        everything = [ms for each in self.answered_ms.values() for ms in each]
        kinds = {kind: percentiles(each) for kind, each in sorted(self.answered_ms.items())}
        return {"achieved_per_s": round(len(everything) / seconds, 1), **kinds, "failed": dict(self.failed)}


def percentiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "count": len(ordered),
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
    }


async def send(
    base_url: str, paths: Sequence[tuple[str, str]], rate: int, seconds: float, headers: dict[str, str]
) -> dict[str, object]:
    """Ask for the (kind, path)s in turn, `rate` times a second; a request that waits for its turn takes longer."""
    taken, running = Taken(), set()
    limit = aiohttp.ClientTimeout(total=GIVE_UP_S)
    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(
        base_url, headers=headers, timeout=limit, connector=connector
    ) as session:
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if len(running) >= MOST_AT_ONCE:
                taken.failed["not sent: too many unanswered"] += 1
                continue
            kind, path = paths[number % len(paths)]
            task = asyncio.create_task(_ask(session, kind, path, due, taken))
            running.add(task)
            task.add_done_callback(running.discard)
        while running:
            await asyncio.wait(running)
        return taken.figures(time.monotonic() - began)


async def _ask(session: aiohttp.ClientSession, kind: str, path: str, due: float, taken: Taken) -> None:
    try:
        async with session.get(path) as response:
            await response.read()
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        taken.failed[type(error).__name__] += 1
        return
    if status == 200:
        taken.answered_ms.setdefault(kind, []).append((time.monotonic() - due) * 1000)
    else:
        taken.failed[f"status {status}"] += 1
