"""The refusals of this service that clients switch on."""

from collections.abc import Sequence
from typing import Final

import grpc

from voicera_agents.validation.problem import Problem
from voicera_kit.errors import FailedPrecondition, FieldViolation, NotFound, ServiceError, fitting

AGENT_INVALID: Final = "AGENT_INVALID"
"""The draft cannot be published; `violations` name each problem: {field: "graph.nodes[book].edges", …}."""
AGENT_IN_USE: Final = "AGENT_IN_USE"
"""A number leads to the agent; metadata {agent_id: "agent_01…"}."""
AGENT_NOT_PUBLISHED: Final = "AGENT_NOT_PUBLISHED"
"""The agent has no live revision; metadata {agent_id: "agent_01…"}."""
NUMBER_UNKNOWN: Final = "NUMBER_UNKNOWN"
"""No organization has the number called."""
NUMBER_UNATTACHED: Final = "NUMBER_UNATTACHED"
"""The number called leads to no agent; metadata {number_id: "number_01…"}."""
TOO_MANY_REVISIONS: Final = "TOO_MANY_REVISIONS"
"""The agent was published as often as one can be; metadata {agent_id: "agent_01…"}."""


def agent_invalid(problems: Sequence[Problem]) -> ServiceError:
    """One violation per problem; if they do not fit, the last one says how many more ValidateAgent returns."""
    violations = tuple(FieldViolation(each.field, each.description) for each in problems)
    count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
    return ServiceError(
        f"the draft has {count}",
        reason=AGENT_INVALID,
        code=grpc.StatusCode.INVALID_ARGUMENT,
        violations=fitting(violations, "ValidateAgent returns them all"),
    )


def agent_in_use(agent_id: str) -> ServiceError:
    return FailedPrecondition(
        "a number leads to this agent", reason=AGENT_IN_USE, metadata={"agent_id": agent_id}
    )


def agent_not_published(organization_id: str, agent_id: str) -> ServiceError:
    """Says whose agent it is, so that the refused call can be recorded."""
    return FailedPrecondition(
        "the agent is not published",
        reason=AGENT_NOT_PUBLISHED,
        metadata={"organization_id": organization_id, "agent_id": agent_id},
    )


def number_unknown() -> ServiceError:
    return NotFound("number", "", reason=NUMBER_UNKNOWN)


def number_unattached(organization_id: str, number_id: str) -> ServiceError:
    """Says whose number it is, so that the refused call can be recorded."""
    return FailedPrecondition(
        "the number leads to no agent",
        reason=NUMBER_UNATTACHED,
        metadata={"organization_id": organization_id, "number_id": number_id},
    )


def too_many_revisions(agent_id: str) -> ServiceError:
    return FailedPrecondition(
        "the agent has too many revisions", reason=TOO_MANY_REVISIONS, metadata={"agent_id": agent_id}
    )
