"""Measures a mesh on this machine under simulated calls: `make bench`, or `python -m tests.load --help`.

Everything runs on the same cores, the simulator included. Figures are printed as JSON, with a verdict: exits
with 1 if a limit is broken.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import running_mesh
from tests.load.calls import keep_calling
from tests.load.figures import figures
from tests.load.memory import Memory
from tests.load.scripts import INTERRUPTER, TALKER, interrupted_agent, talking_agent
from tests.load.verdict import verdict

NUMBER_TALK = "+918046000001"
NUMBER_INTERRUPT = "+918046000002"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--calls", type=int, default=10, help="at the same time (1 to 50)")
    parser.add_argument("--seconds", type=int, default=300, help="how long new calls are placed (10 to 3600)")
    parser.add_argument("--interruptions", type=int, default=20, help="barge-ins, one call each (1 to 200)")
    options = parser.parse_args()
    if not (1 <= options.calls <= 50 and 10 <= options.seconds <= 3600 and 1 <= options.interruptions <= 200):
        parser.error("a limit is out of range")
    return options


def main() -> None:
    options = parse()
    with tempfile.TemporaryDirectory() as folder, running_mesh(Path(folder)) as mesh:
        account, carrier = mesh.account(), Carrier.of(mesh)
        account.attach(NUMBER_TALK, account.publish("Talking", talking_agent()))
        account.attach(NUMBER_INTERRUPT, account.publish("Interrupted", interrupted_agent()))
        cut = keep_calling(carrier, NUMBER_INTERRUPT, INTERRUPTER, at_once=1, in_all=options.interruptions)
        memory = Memory(mesh.process.pid)
        talked = keep_calling(
            carrier,
            NUMBER_TALK,
            TALKER,
            at_once=options.calls,
            seconds=options.seconds,
            every_s=(10, memory.sample),
        )
        account = mesh.account()
        result = {
            "barge_in": figures(account, cut),
            "load": figures(account, talked) | {"at_once": options.calls, "seconds": options.seconds},
            "memory_mib": memory.summary(),
            "cpu_ms_per_call_second": memory.cpu_ms_per_call_second(talked),
        }
    judged = verdict(result)
    print(json.dumps(result | {"verdict": judged}, indent=2))  # noqa: T201 - the command's answer
    sys.exit(0 if judged["passed"] else 1)


if __name__ == "__main__":
    main()
