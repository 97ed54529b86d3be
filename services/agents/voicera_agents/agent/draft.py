"""Bounds of what may be kept of an agent: a draft, complete or not, and a rollout."""

from google.protobuf.json_format import MessageToDict, SerializeToJsonError

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.agent.model import Agent, Rollout
from voicera_agents.limits import (
    MAX_DESCRIPTION,
    MAX_DRAFT_BYTES,
    MAX_NAME,
    MAX_NODES,
    MAX_NOTE,
    MAX_ROLLOUT_PERCENT,
)
from voicera_kit.errors import invalid


def require_name(name: str) -> None:
    if not name.strip() or len(name) > MAX_NAME:
        raise invalid("agent.display_name", f"must have 1 to {MAX_NAME} characters")


def require_description(description: str) -> None:
    if len(description) > MAX_DESCRIPTION:
        raise invalid("agent.description", f"must have at most {MAX_DESCRIPTION} characters")


def require_note(note: str) -> None:
    if len(note) > MAX_NOTE:
        raise invalid("note", f"must have at most {MAX_NOTE} characters")


def require_keepable(spec: AgentSpec, field: str = "agent.draft") -> None:
    """Raise InvalidArgument if a spec is too large or has no JSON form; it need not be complete."""
    if spec.ByteSize() > MAX_DRAFT_BYTES:
        raise invalid(field, f"must be at most {MAX_DRAFT_BYTES // 1024} KiB")
    if len(spec.graph.nodes) > MAX_NODES:
        raise invalid(f"{field}.graph.nodes", f"must be at most {MAX_NODES}")
    try:
        MessageToDict(spec)
    except (SerializeToJsonError, ValueError):
        raise invalid(field, "has settings that JSON cannot hold") from None


def require_rollout(agent: Agent, rollout: Rollout) -> None:
    """Raise InvalidArgument unless a share of the agent's calls can go to this revision; 0 percent can always."""
    if not 0 <= rollout.percent <= MAX_ROLLOUT_PERCENT:
        raise invalid("percent", f"must be 0 to {MAX_ROLLOUT_PERCENT}")
    if not rollout.percent:
        return
    if not 1 <= rollout.number <= agent.latest_revision:
        raise invalid("number", "must be the number of a published revision")
    if rollout.number == agent.live_revision:
        raise invalid("number", "must not be the live revision, which gets the other calls")
