"""Keeps a bounded number of simulated calls going."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.e2e.carrier import Carrier
from tests.e2e.specs import Json

POLL_S = 0.2
APART_S = 0.37
"""Calls begin this far apart: callers do not dial in step, and one script in step would speak in step throughout."""
LAST_CALL_S = 90


@dataclass(frozen=True)
class Finished:
    carrier_call_id: str
    report: Json


def keep_calling(
    carrier: Carrier,
    number: str,
    steps: Sequence[Any],
    *,
    at_once: int,
    in_all: int = 5000,
    seconds: float = 3600,
    every_s: tuple[float, Callable[[], None]] | None = None,
) -> list[Finished]:
    """Place calls back to back until `in_all` were placed or `seconds` are over; returns when all have ended."""
    begun = time.monotonic()
    running: list[str] = []
    finished: list[Finished] = []
    placed, due, next_call = 0, begun, begun
    while True:
        now = time.monotonic()
        open_for_more = placed < in_all and now - begun < seconds
        if open_for_more and len(running) < at_once and now >= next_call:
            next_call = now + APART_S
            running.append(carrier.call(number, *steps, caller=str(919800100000 + placed)))
            placed += 1
            continue
        if not running and not open_for_more:
            return finished
        assert now - begun < seconds + LAST_CALL_S, f"{len(running)} calls never ended"
        if every_s and now >= due:
            every_s[1]()
            due = now + every_s[0]
        for call_id in list(running):
            report = ended(carrier, call_id)
            if report is not None:
                running.remove(call_id)
                finished.append(Finished(call_id, report))
        time.sleep(POLL_S)


def ended(carrier: Carrier, call_id: str) -> Json | None:
    answer = carrier.http.get(f"/control/calls/{call_id}").json()
    return answer["report"] if answer["finished"] else None
