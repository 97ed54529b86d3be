"""Measures how long calls wait when their provider fails in the middle, for each kind of provider and failure.

Several calls are held at once on one server of adapters, which is killed, stopped, or answers them all with garbage.
"""

import argparse
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from tests.e2e.carrier import Carrier
from tests.e2e.failing import fragile, settings
from tests.e2e.fragile import FAULTS, NO_FAULT
from tests.e2e.mesh import Account, Mesh, running_mesh
from tests.e2e.ports import free_port
from tests.e2e.specs import Json
from tests.load.failover.figures import Outcome, outcome, summed_up
from tests.load.failover.scenes import MODALITIES, SCENES, SPARE, Ended, Scene
from tests.load.failover.verdict import verdict
from tests.load.figures import archive
from tests.load.options import whole

FAILING = "failing"
DECODERS = "VOICERA_POCKETSPHINX_DECODERS"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=whole(1, 30), default=10, help="at the same time (1 to 30)")
    parser.add_argument("--rounds", type=whole(1, 20), default=2, help="of as many calls, each (1 to 20)")

    parser.add_argument("--provider", choices=MODALITIES, action="append", help="all by default")
    parser.add_argument("--fault", choices=FAULTS, action="append", help="all by default")


def measure(options: argparse.Namespace) -> Json:
    ports = {FAILING: free_port(), "spare": free_port()}
    modalities, faults = options.provider or MODALITIES, options.fault or FAULTS
    decoders = {DECODERS: str(2 * options.calls + 1)}  # a stopped server keeps those it had
    with (
        tempfile.TemporaryDirectory() as folder,
        running_mesh(Path(folder), **settings(ports), **decoders) as mesh,
        fragile(mesh, mesh.account(), ports["spare"], SPARE, NO_FAULT),
    ):
        bench = Bench(mesh, ports[FAILING], options.calls)
        found = {
            scene.modality: {
                fault: [each for _ in range(options.rounds) for each in bench.round(scene, fault)]
                for fault in (NO_FAULT, *faults)
            }
            for scene in SCENES
            if scene.modality in modalities
        }
    result = {"calls": options.calls, "rounds": options.rounds} | summed_up(found)
    return result | {"verdict": verdict(result, modalities, faults)}


class Bench:
    """Each round has a server, an agent and a number of its own: nobody remembers earlier failures."""

    def __init__(self, mesh: Mesh, port: int, calls: int) -> None:
        self._mesh = mesh
        self._carrier = Carrier.of(mesh)
        self._port = port
        self._calls = calls
        self._rounds = count(1)

    def round(self, scene: Scene, fault: str) -> list[Outcome]:
        number, account = next(self._rounds), self._mesh.account()
        prefix = f"r{number}_"
        with fragile(self._mesh, account, self._port, prefix, fault, self._calls):
            dialled = f"+9180470{number:05}"
            self._carrier.rent(dialled)
            account.attach(dialled, account.publish(f"{scene.modality} {fault}", scene.agent(prefix)))
            placed = self._place(dialled, scene)
            for each in placed:
                self._carrier.report(each)
        return [outcome(scene, ended) for ended in self._ended(account, placed)]

    def _place(self, number: str, scene: Scene) -> list[str]:
        """All at once, so that all are in the middle of the same sentence."""
        with ThreadPoolExecutor(self._calls) as threads:
            callers = (str(919800200000 + at) for at in range(self._calls))
            placing = [
                threads.submit(self._carrier.call, number, *scene.steps, caller=each) for each in callers
            ]
            return [each.result() for each in placing]

    def _ended(self, account: Account, placed: list[str]) -> Iterator[Ended]:
        for carrier_id in placed:
            record = account.ended(archive(account)[carrier_id]["id"])
            yield Ended(
                self._carrier.report(carrier_id),
                account.events(record["id"]),
                account.transcript(record["id"]),
                self._carrier.heard(carrier_id),
            )
