"""Measures analytics and lists over very many calls: `python -m tests.analytics_bench --calls 100000`.

The calls are spread over a year of one organization, on SQLite and on FerretDB (VOICERA_TEST_MONGODB_URL names another
server). Every question is asked three times; the median is printed in milliseconds, as JSON.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from store_servers.ferretdb import running_ferretdb
from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Document, DocumentStore, open_documents
from voicera_kit.paging import Page
from voicera_media.analytics.model import GroupBy, Question
from voicera_media.analytics.service import Analytics
from voicera_media.app import COLLECTIONS
from voicera_media.call.document import CALLS, body_of
from voicera_media.call.filter import CallFilter
from voicera_media.call.model import (
    Call,
    CallState,
    Direction,
    End,
    EndReason,
    Latency,
    Progress,
    Provider,
    Speaker,
)
from voicera_media.call.numbers import writings
from voicera_media.call.store import CallStore
from voicera_media.usage.model import CallUsage, Modality, Price, Stage, StageUsage, Unit, Used

ORGANIZATION = "org_bench"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
BLOCK = 2000
TIMES = 3
REASONS = (
    EndReason.CALLER_HUNG_UP,
    EndReason.AGENT_HUNG_UP,
    EndReason.TRANSFERRED,
    EndReason.PROVIDER_FAILED,
)
DISPOSITIONS = ("booked", "not interested", "call back", "")
USED = Used(Decimal("31.5"), Price(Decimal("0.45"), 60))
STAGES = tuple(
    StageUsage.of(Stage(modality, adapter, "model-1"), MappingProxyType({Unit.AUDIO_SECONDS: USED}))
    for modality, adapter in (
        (Modality.SPEECH_TO_TEXT, "sarvam"),
        (Modality.LANGUAGE_MODEL, "openai"),
        (Modality.TEXT_TO_SPEECH, "sarvam"),
    )
)


def document(choose: random.Random, number: int, count: int) -> Document:
    at = BEGAN + YEAR * (number / count)
    reason = choose.choice(REASONS)
    end = End(CallState.COMPLETED, at + timedelta(seconds=choose.randint(20, 600)), reason)
    response_ms = choose.randint(400, 1900)
    fails = choose.random() < 0.05
    progress = Progress(
        MappingProxyType({"day": "tuesday", "note": "सोमवार को दस बजे"}),
        choose.randint(1, 20),
        "goodbye",
        choose.choice(DISPOSITIONS),
        Latency(response_ms, response_ms * 2, 40),
        "hi-IN",
        CallUsage("INR", STAGES),
        MappingProxyType({Provider("speech_to_text", "sarvam"): 1} if fails else {}),
    )
    call = Call(
        f"call_{number:09}", ORGANIZATION, 7, at, end.at, f"agent_{choose.randrange(20)}", Direction.INBOUND,
        end.state, 3, f"+9198{choose.randrange(10**8):08}", f"+91804555{choose.randrange(50):04}",
        f"carrier-{number:09}", ends=MappingProxyType({Speaker.CARRIER: end}),
        answered_at=at + timedelta(seconds=5), ended_at=end.at, progress=progress,
    )  # fmt: skip
    return Document(call.id, ORGANIZATION, 7, body_of(call), at, end.at)


def questions() -> Iterator[tuple[str, Question]]:
    zone, until = ZoneInfo("Asia/Kolkata"), BEGAN + YEAR
    for group_by in (None, *GroupBy):
        after = until - timedelta(days=41) if group_by is GroupBy.HOUR else BEGAN
        yield (
            f"a year by {group_by}" if after == BEGAN else "41 days by HOUR",
            Question(after, until, zone, group_by),
        )
    yield "30 days by DAY", Question(until - timedelta(days=30), until, zone, GroupBy.DAY)
    yield "a year by DAY of one agent", Question(BEGAN, until, zone, GroupBy.DAY, "agent_7")


def lists() -> Iterator[tuple[str, CallFilter]]:
    now = BEGAN + YEAR
    yield "list all", CallFilter(now)
    yield "list one number", CallFilter(now, numbers=writings("+919812345678", "IN"))
    yield "list one outcome", CallFilter(now, disposition="booked")
    yield "list two end reasons", CallFilter(now, end_reasons=REASONS[2:])
    yield "list failures", CallFilter(now, with_provider_failures=True)
    yield "list long calls of one agent", CallFilter(now, agent_id="agent_7", min_duration_ms=580_000)
    yield "list none by length", CallFilter(now, min_duration_ms=10_000_000)


async def median_ms(ask: Callable[[], Awaitable[object]]) -> str:
    taken = []
    for _ in range(TIMES):
        began, cpu = time.perf_counter(), time.process_time()
        await ask()
        taken.append(((time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000))
    clock_ms, cpu_ms = (statistics.median(each) for each in zip(*taken, strict=True))
    return f"{clock_ms:.0f} ({cpu_ms:.0f} CPU)"


async def longest_pause_ms(ask: Callable[[], Awaitable[object]]) -> int:
    """How long the event loop did nothing else at a time."""
    pauses = [0.0]

    async def watch() -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            pauses.append(now - before)
            before = now

    watching = asyncio.create_task(watch())
    await ask()
    watching.cancel()
    return round(max(pauses) * 1000)


async def measure(store: DocumentStore, count: int) -> dict[str, object]:
    choose = random.Random(7)
    began = time.perf_counter()
    for first in range(0, count, BLOCK):
        numbers = range(first, min(first + BLOCK, count))
        await store.load(CALLS, [document(choose, number, count) for number in numbers])  # type: ignore[attr-defined]
    found: dict[str, object] = {"filled_s": round(time.perf_counter() - began, 1)}
    analytics, calls = Analytics(store, VirtualClock()), CallStore(store)
    for name, question in questions():
        found[name] = await median_ms(lambda question=question: analytics.summarize(ORGANIZATION, question))
    for name, wanted in lists():
        found[name] = await median_ms(lambda wanted=wanted: calls.find(ORGANIZATION, wanted, Page(50)))
    by_day = Question(BEGAN, BEGAN + YEAR, UTC, GroupBy.DAY)
    found["longest pause of the event loop"] = await longest_pause_ms(
        lambda: analytics.summarize(ORGANIZATION, by_day)
    )
    return found


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.analytics_bench", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "mongodb"], choices=["sqlite", "mongodb"])
    options = parser.parse_args()
    result: dict[str, object] = {"calls": options.calls}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for engine in options.engines:
            url = "sqlite:"
            if engine == "mongodb":
                given = os.environ.get("VOICERA_TEST_MONGODB_URL")  # noqa: TID251 - a setting of this bench
                server = given or stack.enter_context(running_ferretdb(Path(folder) / "ferretdb"))
                url = f"{server.partition('?')[0]}?timeoutMS=600000"
            async with open_documents(url, "media", Path(folder), COLLECTIONS) as store:
                result[engine] = await measure(store, options.calls)
    print(json.dumps(result, indent=2))  # noqa: T201 - the command's answer


if __name__ == "__main__":
    asyncio.run(main())
