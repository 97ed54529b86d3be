"""Watches memory and CPU of every process of a mesh."""

from collections import defaultdict
from collections.abc import Sequence

import psutil

from tests.load.calls import Finished
from tests.load.figures import talk_seconds

MIB = 1024 * 1024
NAMES = (
    "voicera_auth",
    "voicera_agents",
    "voicera_media",
    "voicera_voice",
    "voicera_gateway",
    "vobiz_sim",
    "envoy",
)


class Memory:
    """Samples resident memory, and CPU time since the first sample."""

    def __init__(self, runner_pid: int) -> None:
        self._runner = psutil.Process(runner_pid)
        self._samples: dict[str, list[float]] = defaultdict(list)
        self._cpu_before = self._cpu()

    def sample(self) -> None:
        for name, process in self._processes():
            self._samples[name].append(process.memory_info().rss / MIB)

    def summary(self) -> dict[str, dict[str, float]]:
        """At the first sample, after a third, and at the last: flat means the last two agree."""
        return {
            name: {
                "first": round(values[0], 1),
                "third": round(values[len(values) // 3], 1),
                "last": round(values[-1], 1),
                "samples": len(values),
            }
            for name, values in self._samples.items()
        }

    def cpu_ms_per_call_second(self, calls: Sequence[Finished]) -> dict[str, float]:
        talked = talk_seconds(calls)
        spent = {name: seconds - self._cpu_before.get(name, 0.0) for name, seconds in self._cpu().items()}
        return {name: round(1000 * seconds / talked, 1) for name, seconds in spent.items()} if talked else {}

    def _cpu(self) -> dict[str, float]:
        return {name: sum(process.cpu_times()[:2]) for name, process in self._processes()}

    def _processes(self) -> list[tuple[str, psutil.Process]]:
        return [
            (_name(process), process) for process in self._runner.children(recursive=True) if _name(process)
        ]


def _name(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    if "voicera_adapters" in command:
        return "adapters_" + process.environ().get("VOICERA_ADAPTERS", "").split(",")[0]
    return next((name for name in NAMES if name in command), "")
