"""The same callers and agents on adapters in their own process: `python -m tests.load.soak.in_process`.

Prints what one stream costs there, as a line of JSON.
"""

import argparse
import json
import sys
import time

from tests.load.soak.lines import InProcess
from tests.load.soak.pairs import PAIRS
from tests.load.soak.phases import alone
from tests.load.soak.speech import sayings
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_kit.server import run
from voicera_kit.settings import load


async def measure(options: argparse.Namespace) -> None:
    pair = PAIRS[options.pair]
    async with open_adapters(load(AdapterSettings)) as adapters:
        said = await sayings(adapters)
        line = InProcess(adapters, pair)
        costs, tallies = await alone(time.process_time, line, pair, said, options.streams, options.seconds)
    errors = sum((tally.errors for tally in tallies), start=type(tallies[0].errors)())
    sys.stdout.write(json.dumps(costs | {"errors": dict(errors)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("pair", choices=PAIRS)
    parser.add_argument("--streams", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    arguments = parser.parse_args()
    run(lambda: measure(arguments))
