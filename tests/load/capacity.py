"""Measures a mesh under simulated calls: latency, barge-in, memory and CPU."""

import argparse
import tempfile
from pathlib import Path

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import running_mesh
from tests.e2e.specs import Json
from tests.load.calls import keep_calling
from tests.load.figures import figures
from tests.load.memory import Memory
from tests.load.options import whole
from tests.load.scripts import INTERRUPTER, TALKER, interrupted_agent, talking_agent
from tests.load.verdict import verdict

NUMBER_TALK = "+918046000001"
NUMBER_INTERRUPT = "+918046000002"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=whole(1, 50), default=10, help="at the same time (1 to 50)")
    parser.add_argument(
        "--seconds", type=whole(10, 3600), default=300, help="how long new calls are placed (10 to 3600)"
    )
    parser.add_argument(
        "--interruptions", type=whole(1, 200), default=20, help="barge-ins, one call each (1 to 200)"
    )


def measure(options: argparse.Namespace) -> Json:
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
    return result | {"verdict": verdict(result)}
