"""The refusals of rehearsals that clients switch on."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import grpc

from voicera_kit.errors import FailedPrecondition, FieldViolation, ResourceExhausted, ServiceError, fitting

AGENT_INVALID: Final = "AGENT_INVALID"
"""The conversation cannot be held; `violations` name each problem: {field: "graph.nodes[book].edges", …}."""
REHEARSAL_STATE_STALE: Final = "REHEARSAL_STATE_STALE"
"""With this spec, or this release, the steps so far lead elsewhere than they did: begin anew."""
REHEARSAL_OVER: Final = "REHEARSAL_OVER"
"""The conversation has ended; go on from an earlier state, or begin anew."""
REHEARSAL_TOO_LONG: Final = "REHEARSAL_TOO_LONG"
"""It has as many steps, or as large a state, as a rehearsal may have."""
REHEARSALS_LIMIT_REACHED: Final = "REHEARSALS_LIMIT_REACHED"
"""The organization takes as many steps at once as it may; `retry_after` says when to come back."""


def agent_invalid(problems: Iterable[FieldViolation]) -> ServiceError:
    return ServiceError(
        "the conversation cannot be held",
        reason=AGENT_INVALID,
        code=grpc.StatusCode.INVALID_ARGUMENT,
        violations=fitting(tuple(problems), "ValidateAgent returns them all"),
    )


def stale() -> ServiceError:
    return FailedPrecondition("the steps so far no longer lead here", reason=REHEARSAL_STATE_STALE)


def over() -> ServiceError:
    return FailedPrecondition("the conversation is over", reason=REHEARSAL_OVER)


def too_long() -> ServiceError:
    return FailedPrecondition("the rehearsal is as long as one may be", reason=REHEARSAL_TOO_LONG)


def limit_reached() -> ServiceError:
    return ResourceExhausted(
        "the organization takes as many steps at once as it may",
        reason=REHEARSALS_LIMIT_REACHED,
        retry_after=timedelta(seconds=1),
    )
