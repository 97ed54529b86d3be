"""What the dialled party does: answers with a script, is busy, rejects, never picks up."""

from dataclasses import dataclass, field
from enum import StrEnum

from vobiz_sim import causes
from vobiz_sim.caller.script import Script
from vobiz_sim.causes import Ending


class Outcome(StrEnum):
    ANSWER = "answer"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    TIMEOUT = "timeout"
    REJECTED = "rejected"
    INVALID = "invalid"
    OUT_OF_SERVICE = "out_of_service"
    UNALLOCATED = "unallocated"
    CONGESTION = "congestion"


ENDINGS: dict[Outcome, Ending] = {
    Outcome.BUSY: causes.BUSY,
    Outcome.NO_ANSWER: causes.NO_ANSWER,
    Outcome.TIMEOUT: causes.RING_TIMEOUT,
    Outcome.REJECTED: causes.REJECTED,
    Outcome.INVALID: causes.INVALID,
    Outcome.OUT_OF_SERVICE: causes.OUT_OF_SERVICE,
    Outcome.UNALLOCATED: causes.UNALLOCATED,
    Outcome.CONGESTION: causes.CONGESTION,
}

NEVER_RINGS = frozenset(
    {Outcome.INVALID, Outcome.OUT_OF_SERVICE, Outcome.UNALLOCATED, Outcome.CONGESTION},
)


@dataclass(frozen=True, slots=True)
class Callee:
    """`machine` is the verdict of answering-machine detection; unanswered outcomes fall after `ring_ms`."""

    outcome: Outcome = Outcome.ANSWER
    script: Script = field(default_factory=Script)
    ring_ms: int = 200
    machine: bool = False
    machine_after_ms: int = 300
