"""Measures many recognitions and syntheses in one adapter process: CPU, memory, and what is left of them.

Offline adapters are the work themselves; so many streams in one process are for network ones, whose vendors' servers
run on loopback. Callers and agents speak two fifths of the time, not in step.
"""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from tests.load.options import whole
from tests.load.soak.figures import conversation, errors_of, memory
from tests.load.soak.lines import Served
from tests.load.soak.pairs import PAIRS, Json, Pair
from tests.load.soak.people import Crowd
from tests.load.soak.phases import Watch, alone, cut_off, freed, fresh, settled
from tests.load.soak.process import Adapters, answer_of, running_adapters, running_vendors
from tests.load.soak.speech import Saying, sayings
from tests.load.soak.verdict import verdict
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_kit.client import Mesh, open_channel

ALONE_SHARE = 0.1
"""Of the whole time, for each side alone."""
FRESH_VENDOR_STREAMS = 50


@dataclass(frozen=True)
class Plan:
    streams: int
    seconds: float
    decoders: int

    @property
    def alone_s(self) -> float:
        return max(self.seconds * ALONE_SHARE, 10.0)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pair", choices=PAIRS, action="append", help="all by default")
    parser.add_argument("--streams", type=whole(1, 200), default=50, help="of each kind (1 to 200)")
    parser.add_argument("--seconds", type=whole(15, 3600), default=300, help="with both kinds (15 to 3600)")
    parser.add_argument("--decoders", type=whole(1, 64), default=40, help="of pocketsphinx (1 to 64)")


def measure(options: argparse.Namespace) -> Json:
    plan = Plan(options.streams, options.seconds, options.decoders)
    pairs = options.pair or list(PAIRS)
    result = {name: asyncio.run(_measure(name, plan)) for name in pairs}
    return {"plan": vars(plan)} | result | {"verdict": verdict(result)}


async def _measure(name: str, plan: Plan) -> Json:
    pair = PAIRS[name]
    async with open_adapters(AdapterSettings(adapters="espeak")) as adapters:
        said = await sayings(adapters)
    async with running_vendors(pair.vendors) as vendors:
        environment = {
            **vendors,
            "VOICERA_ADAPTERS": pair.adapters,
            "VOICERA_POCKETSPHINX_DECODERS": str(plan.decoders),
        }
        async with running_adapters(environment) as served:
            found = await _soak(served, pair, said, plan)
        return found | {"in_process": await _in_process(name, plan, environment)}


async def _soak(adapters: Adapters, pair: Pair, said: list[Saying], plan: Plan) -> Json:
    started = await adapters.reading()
    async with Mesh(open_channel(adapters.target), adapters) as mesh:
        line = Served(mesh, pair)
        costs, tallies = await alone(adapters.cpu_s, line, pair, said, plan.streams, plan.alone_s)
        tallies.append(await cut_off(line, pair, said, plan.streams))
        before = await settled(adapters)
        crowd, watch = Crowd(line, pair, said), Watch(adapters)
        crowd.come(plan.streams, plan.streams)
        spent = adapters.cpu_s()
        await watch.during(plan.seconds)
        both = (adapters.cpu_s() - spent) / plan.seconds
        await crowd.go()
        tallies += [crowd.tally, await cut_off(line, pair, said, plan.streams)]
        gone = await freed(adapters, before)
        at_once = FRESH_VENDOR_STREAMS if pair.vendors else plan.decoders
        anew = await fresh(line, said[0], min(at_once, plan.streams))
    return {
        **conversation(crowd.tally, plan.seconds, plan.streams),
        "errors": errors_of(tallies),
        "defects_logged": adapters.defects(),
        "cpu_ms_per_stream_second": costs
        | {"both": {"cpu_ms": round(1000 * both / plan.streams / 2, 2), "share": round(both, 2)}},
        "memory_mib": memory(round(started.rss_mib, 1), watch.rss_mib, gone["rss_mib"]),
        "idle": {
            "tasks": before.tasks.total(),
            "threads": before.threads,
            "pools": before.pools,
            "files": before.files,
        },
        "freed": gone,
        "fresh": anew,
    }


async def _in_process(name: str, plan: Plan, environment: Mapping[str, str]) -> Json:
    pair = PAIRS[name]
    adapters = ",".join(dict.fromkeys([*pair.adapters.split(","), "espeak"]))
    return await answer_of(
        "tests.load.soak.in_process",
        name,
        "--streams",
        str(plan.streams),
        "--seconds",
        str(plan.alone_s),
        environment={**environment, "VOICERA_ADAPTERS": adapters},
        within_s=2 * plan.alone_s + 120,
    )
